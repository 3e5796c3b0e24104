#include "llama/chat_stream.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "llama/finish_reason.h"
#include "llama/printable.h"
#include "quantladder/sys/files.h"

namespace quantladder::llama {
namespace {

using Json = nlohmann::json;

// Servers send null where others leave a field out.
const Json* find(const Json& object, const char* key) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(key);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

std::string text_of(const Json& object, const char* key) {
  const Json* value = find(object, key);
  return value != nullptr && value->is_string() ? value->get<std::string>() : std::string();
}

std::optional<std::int64_t> count_of(const Json& object, const char* key) {
  const Json* value = find(object, key);
  if (value == nullptr || !value->is_number()) return std::nullopt;
  const double number = value->get<double>();
  if (!(number >= 0 && number < 1e15)) return std::nullopt;
  return static_cast<std::int64_t>(number);
}

std::optional<double> milliseconds_of(const Json& object, const char* key) {
  const Json* value = find(object, key);
  if (value == nullptr || !value->is_number()) return std::nullopt;
  const double number = value->get<double>();
  if (!(number >= 0 && number < 1e12)) return std::nullopt;
  return number;
}

std::optional<core::Usage> parse_usage(const Json& json) {
  const auto prompt = count_of(json, "prompt_tokens");
  const auto completion = count_of(json, "completion_tokens");
  if (!prompt || !completion) return std::nullopt;
  core::Usage usage{.prompt_tokens = *prompt, .completion_tokens = *completion};
  if (const Json* details = find(json, "prompt_tokens_details"))
    usage.cached_tokens = count_of(*details, "cached_tokens");
  if (const Json* details = find(json, "completion_tokens_details"))
    usage.reasoning_tokens = count_of(*details, "reasoning_tokens");
  return usage;
}

std::optional<core::ServerTimings> parse_timings(const Json& json) {
  const auto prompt_n = count_of(json, "prompt_n");
  const auto prompt_ms = milliseconds_of(json, "prompt_ms");
  const auto predicted_n = count_of(json, "predicted_n");
  const auto predicted_ms = milliseconds_of(json, "predicted_ms");
  if (!prompt_n || !prompt_ms || !predicted_n || !predicted_ms) return std::nullopt;
  return core::ServerTimings{.cache_n = count_of(json, "cache_n"),
                             .prompt_n = *prompt_n,
                             .prompt_ms = *prompt_ms,
                             .predicted_n = *predicted_n,
                             .predicted_ms = *predicted_ms,
                             .draft_n = count_of(json, "draft_n"),
                             .draft_n_accepted = count_of(json, "draft_n_accepted")};
}

std::string describe_error(const Json& error) {
  if (error.is_string()) return make_one_line(error.get<std::string>());
  const std::string type = text_of(error, "type");
  const std::string message = text_of(error, "message");
  const std::string what = make_one_line(message.empty() ? error.dump() : message);
  return type.empty() ? what : what + " [" + make_one_line(type, 60) + "]";
}

void add_delta(core::Generation& generation, const Json& delta, double now_ms) {
  const std::string content = text_of(delta, "content");
  std::string reasoning = text_of(delta, "reasoning_content");     // llama-server, DeepSeek, SGLang
  if (reasoning.empty()) reasoning = text_of(delta, "reasoning");  // vLLM, Ollama, OpenRouter
  if (content.empty() && reasoning.empty()) return;                // the role event, or the finish
  if (!reasoning.empty() && !generation.first_reasoning_ms) generation.first_reasoning_ms = now_ms;
  if (!content.empty() && !generation.first_content_ms) generation.first_content_ms = now_ms;
  generation.text += content;
  generation.reasoning += reasoning;
  generation.arrivals_ms.push_back(now_ms);
}

Json parse_event(std::string_view data, core::Generation& generation) {
  Json json = Json::parse(data, nullptr, false);
  if (!json.is_discarded()) return json;
  json = Json::parse(make_valid_utf8(data), nullptr, false);
  if (!json.is_discarded()) generation.doubts.emplace_back("the stream held invalid UTF-8, replaced by U+FFFD");
  return json;
}

}  // namespace

ChatStream::ChatStream(core::Generation& into, PromptCache cache)
    : generation_(into), cache_(cache), parser_([this](std::string_view data) { on_event(data); }) {}

bool ChatStream::feed(std::string_view bytes, double at_ms) {
  now_ms_ = at_ms;
  if (!parser_.feed(bytes) && broken_.empty()) broken_ = "an event of more than 16 MiB";
  return !failed();
}

void ChatStream::on_event(std::string_view data) {
  ++events_;
  if (done_ || failed()) return;
  if (data == "[DONE]") {
    done_ = true;
    return;
  }
  const Json json = parse_event(data, generation_);
  if (!json.is_object()) {
    broken_ = "an event that is no JSON object: " + make_one_line(data, 100);
    return;
  }
  if (const Json* error = find(json, "error")) error_ = describe_error(*error);
  if (const Json* usage = find(json, "usage")) generation_.usage = parse_usage(*usage);
  if (const Json* timings = find(json, "timings")) generation_.timings = parse_timings(*timings);
  const Json* choices = find(json, "choices");
  if (choices == nullptr || !choices->is_array() || choices->empty()) return;
  const Json& choice = choices->front();
  if (const Json* delta = find(choice, "delta")) add_delta(generation_, *delta, now_ms_);
  if (const std::string reason = text_of(choice, "finish_reason"); !reason.empty()) finish_reason_ = reason;
}

void ChatStream::end() {
  using core::Finish;
  if (!error_.empty()) {
    generation_.finish = Finish::http_error;
    generation_.fault = "error in the stream: " + error_;
  } else if (!broken_.empty()) {
    generation_.finish = Finish::broken_stream;
    generation_.fault = broken_;
  } else if (!complete()) {
    generation_.finish = Finish::broken_stream;
    generation_.fault =
        finish_reason_.empty() ? "the stream ended before the answer did" : "the stream ended without [DONE]";
  } else {
    end_by_reason();
  }
  add_doubts();
}

void ChatStream::end_by_reason() {
  using core::Finish;
  const std::string word = make_one_line(finish_reason_, 60);
  switch (end_of(finish_reason_)) {
    case End::answer:
      generation_.finish = Finish::stop;
      return;
    case End::token_limit:
      generation_.finish = Finish::length;
      return;
    case End::broken_off:
      generation_.finish = Finish::broken_stream;
      generation_.fault = "the server broke the answer off: finish_reason '" + word + "'";
      return;
    case End::unknown:
      generation_.finish = Finish::not_understood;
      generation_.fault = "finish_reason '" + word + "' is not known to be the end of an answer";
      return;
  }
}

void ChatStream::add_doubts() {
  auto& doubts = generation_.doubts;
  const auto& usage = generation_.usage;
  const auto& timings = generation_.timings;
  if (complete() && !usage) doubts.emplace_back("the server reported no usage");
  if (usage && timings && usage->completion_tokens != timings->predicted_n) {
    doubts.push_back(fmt::format("usage.completion_tokens {} != timings.predicted_n {}", usage->completion_tokens,
                                 timings->predicted_n));
  }
  if (usage && timings && timings->cache_n && usage->prompt_tokens != *timings->cache_n + timings->prompt_n) {
    doubts.push_back(fmt::format("usage.prompt_tokens {} != timings.cache_n {} + prompt_n {}", usage->prompt_tokens,
                                 *timings->cache_n, timings->prompt_n));
  }
  if (complete()) {
    if (auto doubt = generation_.rate_doubt()) doubts.push_back(std::move(*doubt));
  }
  if (cache_ != PromptCache::off) return;
  const auto cached = generation_.cached_tokens();
  if (complete() && !cached) {
    doubts.emplace_back("the server does not say whether prompt tokens came from a cache");
  } else if (cached.value_or(0) != 0) {
    doubts.push_back(fmt::format("{} prompt tokens came from a cache although cache_prompt is false", *cached));
  }
}

std::string describe_error_body(int status, const std::string& body) {
  const Json json = Json::parse(body, nullptr, false);
  const Json* error = json.is_discarded() ? nullptr : find(json, "error");
  const std::string what = error != nullptr ? describe_error(*error) : make_one_line(body, 200);
  return fmt::format("HTTP {}{}{}", status, what.empty() ? "" : ": ", what);
}

}  // namespace quantladder::llama
