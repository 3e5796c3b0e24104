#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "quantladder/core/error.h"
#include "quantladder/core/words.h"
#include "quantladder/llama/completer.h"

namespace quantladder::llama {
namespace {

using OrderedJson = nlohmann::ordered_json;  // a fixed order of fields: the body is stored with the record

struct OwnedFields {
  std::string_view names;
  const char* remedy;
};

// request_extra may not say these, because quantladder says them and its records rely on it.
constexpr auto kOwnedFields = std::to_array<OwnedFields>({
    {"messages prompt", "the task's prompt is the only message"},
    {"model", "name it as served_model of a model with an endpoint"},
    {"stream", "answers are always streamed"},
    {"stream_options", "usage is always asked for"},
    {"seed", "it follows from the experiment's seed"},
    {"n n_cmpl", "one answer per request"},
    {"max_tokens max_completion_tokens n_predict", "set max_tokens in the configuration"},
    {"cache_prompt", "the prompt cache is always off"},
    {"id_slot", "the server chooses the slot"},
    {"stop", "set stop in the configuration"},
    {"speculative.type speculative.n_max speculative.p_min", "set draft in server"},
    {"temperature top_p top_k min_p presence_penalty repeat_penalty", "use a sampling profile"},
});

[[noreturn]] void refuse(const std::string& problem) {
  throw core::Error(core::ErrorKind::usage, "request_extra: " + problem);
}

OrderedJson parse_extra(const std::string& text) {
  if (text.empty()) return OrderedJson::object();
  OrderedJson extra = OrderedJson::parse(text, nullptr, false);
  if (!extra.is_object()) refuse("not a JSON object");
  for (const auto& owned : kOwnedFields) {
    core::any_word(owned.names, [&](std::string_view name) {
      if (extra.contains(std::string(name))) refuse(fmt::format("'{}' is set by quantladder: {}", name, owned.remedy));
      return false;
    });
  }
  return extra;
}

template <typename Value>
void set_if(OrderedJson& body, const char* name, const std::optional<Value>& value) {
  if (value) body[name] = *value;
}

void add_sampling(OrderedJson& body, const core::Sampling& sampling) {
  set_if(body, "temperature", sampling.temperature);
  set_if(body, "top_p", sampling.top_p);
  set_if(body, "top_k", sampling.top_k);
  set_if(body, "min_p", sampling.min_p);
  set_if(body, "presence_penalty", sampling.presence_penalty);
  set_if(body, "repeat_penalty", sampling.repeat_penalty);
}

// Merged one level deep, so that a template's own switches and enable_thinking can be set together.
void add_template_arguments(OrderedJson& body, OrderedJson& extra, core::Thinking thinking) {
  OrderedJson arguments = OrderedJson::object();
  if (const auto found = extra.find("chat_template_kwargs"); found != extra.end()) {
    if (!found->is_object()) refuse("'chat_template_kwargs' is not an object");
    if (found->contains("enable_thinking")) refuse("'enable_thinking' is set by quantladder: set thinking instead");
    arguments = *found;
    extra.erase("chat_template_kwargs");
  }
  if (thinking != core::Thinking::unset) arguments["enable_thinking"] = thinking == core::Thinking::on;
  if (!arguments.empty()) body["chat_template_kwargs"] = arguments;
}

OrderedJson to_json(const std::vector<core::Message>& messages) {
  OrderedJson list = OrderedJson::array();
  for (const auto& [role, content] : messages) {
    list.push_back(OrderedJson{{"role", core::to_id(role)}, {"content", content}});
  }
  return list;
}

// `asked`: the key of the prompt.
OrderedJson make_streamed_body(const char* asked, OrderedJson prompt, int max_tokens, std::uint64_t seed,
                               const std::string& served_model) {
  OrderedJson body;
  if (!served_model.empty()) body["model"] = served_model;
  body[asked] = std::move(prompt);
  body["max_tokens"] = max_tokens;
  body["seed"] = seed;
  body["stream"] = true;
  body["stream_options"] = OrderedJson{{"include_usage", true}};
  body["cache_prompt"] = false;
  return body;
}

}  // namespace

std::string make_chat_body(const std::vector<core::Message>& messages, const core::RequestSettings& settings,
                           std::uint64_t seed, const std::string& served_model, PromptCache cache) {
  OrderedJson extra = parse_extra(settings.request_extra_json);
  OrderedJson body = make_streamed_body("messages", to_json(messages), settings.max_tokens, seed, served_model);
  body["cache_prompt"] = cache == PromptCache::on;
  add_sampling(body, settings.sampling);
  if (!settings.stop.empty()) body["stop"] = settings.stop;
  add_template_arguments(body, extra, settings.thinking);
  for (const auto& [name, value] : extra.items()) body[name] = value;
  try {
    return body.dump();
  } catch (const OrderedJson::type_error&) {
    throw core::Error(core::ErrorKind::usage, "a message or stop string is not valid UTF-8");
  }
}

std::string make_token_body(const std::vector<std::int32_t>& prompt, const core::RequestSettings& settings,
                            std::uint64_t seed, const std::string& served_model) {
  OrderedJson extra = parse_extra(settings.request_extra_json);
  extra.erase("chat_template_kwargs");  // no template is applied
  OrderedJson body = make_streamed_body("prompt", prompt, settings.max_tokens, seed, served_model);
  add_sampling(body, settings.sampling);
  for (const auto& [name, value] : extra.items()) body[name] = value;
  body["ignore_eos"] = true;
  return body.dump();
}

std::string make_probe_body(int tokens, int salt, const std::string& served_model) {
  // The salt stands first and has a fixed width: no cache can hold the prompt's start, and its length stays the same.
  const auto prompt = fmt::format("Measurement {:06}. Write a long story about a lighthouse keeper who counts waves.",
                                  std::clamp(salt, 0, 999'999));
  OrderedJson body = make_streamed_body("messages", to_json({{core::Role::user, prompt}}), tokens, 1, served_model);
  body["temperature"] = 0.0;
  body["top_k"] = 1;
  body["ignore_eos"] = true;
  return body.dump();
}

}  // namespace quantladder::llama
