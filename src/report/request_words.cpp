// What decides a request, in words.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

#include "quantladder/core/seed.h"
#include "summarise.h"

namespace quantladder::report {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kLongString = 80;  // bytes; a grammar or a schema has thousands
constexpr std::size_t kShownOfIt = 40;

void shorten_strings(Json& value) {
  if (value.is_structured()) {
    for (Json& each : value) shorten_strings(each);
    return;
  }
  if (!value.is_string()) return;
  const auto& text = value.get_ref<const std::string&>();
  if (text.size() <= kLongString) return;
  value = fmt::format("{}... ({} bytes, hash {:016x})", text.substr(0, kShownOfIt), text.size(), core::text_hash(text));
}

}  // namespace

std::string describe_request(const core::RequestSettings& request) {
  std::string text = request.sampling.profile.empty() ? "unnamed sampling" : request.sampling.profile;
  const auto add = [&](const char* name, const auto& value) {
    if (value) text += fmt::format(", {} {}", name, *value);
  };
  const core::Sampling& sampling = request.sampling;
  add("temperature", sampling.temperature);
  add("top_p", sampling.top_p);
  add("top_k", sampling.top_k);
  add("min_p", sampling.min_p);
  add("presence_penalty", sampling.presence_penalty);
  add("repeat_penalty", sampling.repeat_penalty);
  text += fmt::format(", max_tokens {}", request.max_tokens);
  if (request.thinking == core::Thinking::on) text += ", thinking on";
  if (request.thinking == core::Thinking::off) text += ", thinking off";
  if (!request.stop.empty()) text += fmt::format(", stop {}", fmt::join(request.stop, " | "));
  if (!request.request_extra_json.empty()) text += ", extra " + request.request_extra_json;
  return text;
}

std::string describe_request_shortly(core::RequestSettings request) {
  Json extra = Json::parse(request.request_extra_json, nullptr, false);
  if (extra.is_discarded()) return describe_request(request);
  shorten_strings(extra);
  // A character that was cut in two becomes the sign for that.
  request.request_extra_json = extra.dump(-1, ' ', false, Json::error_handler_t::replace);
  return describe_request(request);
}

}  // namespace quantladder::report
