#include "quantladder/llama/settings_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <string_view>
#include <thread>

#include "llama/curl.h"
#include "llama/foreign_json.h"
#include "llama/server_error.h"
#include "quantladder/core/words.h"
#include "quantladder/llama/completer.h"

namespace quantladder::llama {
namespace {

using Json = nlohmann::json;

constexpr std::chrono::seconds kBetweenTries{1};
constexpr std::chrono::milliseconds kSlice{100};  // between looks at the stop request
constexpr double kFloatTolerance = 1e-4;          // the server keeps samplers in 32-bit floats

// Fields that llama-server reads but does not report among its generation settings, or reports in another form.
constexpr std::string_view kNotReported =
    "messages model stream_options verbose chat_template_kwargs cache_prompt response_format json_schema "
    "logit_bias logprobs top_logprobs tools tool_choice return_progress sse_ping_interval thinking_budget_tokens "
    "parse_tool_calls user metadata reasoning_effort add_generation_prompt t_max_predict_ms parallel_tool_calls";

bool same_value(const Json& asked, const Json& used) {
  if (asked.is_number() && used.is_number()) {
    if (asked.is_number_integer() && used.is_number_integer()) return asked == used;
    const double a = asked.get<double>();
    return std::abs(a - used.get<double>()) <= kFloatTolerance * std::max(1.0, std::abs(a));
  }
  // `stop` may be one string or a list of them.
  if (asked.is_string() && used.is_array()) return used == Json::array({asked});
  if (asked.is_array() && used.is_array()) {
    return asked.size() == used.size() && std::equal(asked.begin(), asked.end(), used.begin(), same_value);
  }
  return asked == used;
}

// The server chooses the format itself when it is left to it.
bool left_to_the_server(const std::string& name, const Json& asked) {
  return asked.is_null() || (name == "reasoning_format" && asked == "auto");
}

std::string shortened(const Json& value) {
  const std::string text = dumped(value);
  return text.size() <= 80 ? text : text.substr(0, 77) + "...";
}

void compare_field(const std::string& name, const Json& asked, const Json& settings,
                   std::vector<std::string>& differences) {
  if (core::has_word(kNotReported, name) || left_to_the_server(name, asked)) return;
  const auto used = settings.find(name);
  if (used == settings.end()) {
    differences.push_back(name + ": the server ignores it");
  } else if (!same_value(asked, *used)) {
    differences.push_back(fmt::format("{}: asked {}, server uses {}", name, shortened(asked), shortened(*used)));
  }
}

// The body of the cells, but for one token and answered in one piece: only then the server tells its settings.
std::string make_check_body(const core::RequestSettings& settings, const std::string& served_model) {
  Json body = Json::parse(make_chat_body({{core::Role::user, "ping"}}, settings, 1, served_model));
  body["max_tokens"] = 1;
  body["stream"] = false;
  body["verbose"] = true;
  body.erase("stream_options");
  return body.dump();
}

// Returns what went wrong; empty: it is an answer. Some proxies send their refusals with status 200.
std::string fault_of(const HttpReply& reply) {
  if (reply.status == 0) return "no answer: " + reply.error;
  if (reply.status != 200) return describe_error_body(reply.status, reply.body);
  return find_error(parse_foreign(reply.body)).value_or("");
}

// Returns how long to wait before it is asked again; nullopt: it need not be.
std::optional<std::chrono::seconds> wait_asked_for(const HttpReply& reply) {
  const std::string fault = fault_of(reply);
  if (reply.status == 0 || fault.empty()) return std::nullopt;
  const Refusal refusal = meaning_of(reply.status, fault).refusal;
  if (refusal == Refusal::busy) return reply.retry_after;
  return refusal == Refusal::loading ? std::optional(reply.retry_after.value_or(kBetweenTries)) : std::nullopt;
}

HttpReply ask_until_it_answers(const ServerAddress& server, const std::string& body, const Patience& patience) {
  const auto began = std::chrono::steady_clock::now();
  Patience left = patience;
  while (true) {
    HttpReply reply =
        http_post_json(normalised_base_url(server.base_url) + "/v1/chat/completions", server.api_key, body, left);
    const auto wait = wait_asked_for(reply);
    const auto again_at = std::chrono::steady_clock::now() + wait.value_or(std::chrono::seconds(0));
    if (!wait || again_at >= began + patience.limit) return reply;
    if (left.on_waiting) {
      left.on_waiting("waiting before its settings are asked for again: " + fault_of(reply));
      left.on_waiting = {};
    }
    while (std::chrono::steady_clock::now() < again_at && !patience.stop.stop_requested())
      std::this_thread::sleep_for(kSlice);
    if (patience.stop.stop_requested()) return reply;
    left.limit =
        std::chrono::ceil<std::chrono::milliseconds>(began + patience.limit - std::chrono::steady_clock::now());
  }
}

}  // namespace

SettingsCheck compare_settings(const std::string& body_json, const std::string& reply_json) {
  SettingsCheck check;
  const Json body = Json::parse(body_json, nullptr, false);
  const Json reply = parse_foreign(reply_json);
  const auto path = Json::json_pointer("/__verbose/generation_settings");
  if (!body.is_object() || !reply.is_object() || !reply.contains(path) || !reply[path].is_object()) {
    check.note = "the server does not report its effective settings (no __verbose): not llama-server";
    return check;
  }
  check.supported = true;
  for (const auto& [name, asked] : body.items()) compare_field(name, asked, reply[path], check.differences);
  return check;
}

SettingsCheck check_settings(const ServerAddress& server, const core::RequestSettings& settings,
                             const Patience& patience) {
  const std::string body = make_check_body(settings, server.served_model);
  const HttpReply reply = ask_until_it_answers(server, body, patience);
  SettingsCheck check;
  check.failure = fault_of(reply);
  if (check.failure.empty()) return compare_settings(body, reply.body);
  check.refusal = meaning_of(reply.status, check.failure);
  return check;
}

}  // namespace quantladder::llama
