#include "llama/reply_figures.h"

#include <nlohmann/json.hpp>

#include "llama/foreign_json.h"
#include "quantladder/core/printable.h"

namespace quantladder::llama {
namespace {

using Json = nlohmann::json;

std::optional<double> number_of(const Json& object, const char* key, double limit) {
  const Json* value = find_field(object, key);
  if (value == nullptr || !value->is_number()) return std::nullopt;
  const double number = value->get<double>();
  if (!(number >= 0 && number < limit)) return std::nullopt;
  return number;
}

std::optional<std::int64_t> count_of(const Json& object, const char* key) {
  const auto number = number_of(object, key, 1e15);
  return number ? std::optional(static_cast<std::int64_t>(*number)) : std::nullopt;
}

std::optional<double> milliseconds_of(const Json& object, const char* key) { return number_of(object, key, 1e12); }

bool means_unknown(const core::Usage& usage, bool text_came) {
  return usage.completion_tokens == 0 && (text_came || usage.prompt_tokens == 0);
}

bool means_unknown(const core::ServerTimings& timings, bool text_came) {
  const bool no_prompt = timings.prompt_n == 0 && timings.cache_n.value_or(0) == 0;
  return timings.predicted_n == 0 && (text_came || no_prompt);
}

// Zeros do not replace counts that came before.
template <typename Figures>
void take(const std::optional<Figures>& parsed, const Json& sent, bool text_came, std::optional<Figures>& into,
          std::string& unread) {
  if (!parsed) unread = core::make_one_line(dumped(sent), 120);
  if (parsed && (!into || !means_unknown(*parsed, text_came))) into = parsed;
}

}  // namespace

std::optional<core::Usage> parse_usage(const Json& json) {
  const auto prompt = count_of(json, "prompt_tokens");
  const auto completion = count_of(json, "completion_tokens");
  if (!prompt || !completion) return std::nullopt;
  core::Usage usage{.prompt_tokens = *prompt, .completion_tokens = *completion};
  if (const Json* details = find_field(json, "prompt_tokens_details"))
    usage.cached_tokens = count_of(*details, "cached_tokens");
  if (const Json* details = find_field(json, "completion_tokens_details"))
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

void FigureReader::read(const Json& event, core::Generation& into, bool text_came) {
  if (const Json* usage = find_field(event, "usage"); usage != nullptr && !usage->empty()) {
    usage_came_ = true;
    take(parse_usage(*usage), *usage, text_came, into.usage, unread_usage_);
  }
  if (const Json* timings = find_field(event, "timings"); timings != nullptr && !timings->empty()) {
    take(parse_timings(*timings), *timings, text_came, into.timings, unread_timings_);
  }
}

void FigureReader::drop_unknown(core::Generation& generation, bool text_came) const {
  auto& doubts = generation.doubts;
  if (generation.usage && means_unknown(*generation.usage, text_came)) {
    generation.usage.reset();
    doubts.emplace_back("the server's usage counts no token, so it is taken for unknown");
  } else if (!generation.usage && !unread_usage_.empty()) {
    doubts.push_back("the server's usage can't be read: " + unread_usage_);
  }
  if (generation.timings && means_unknown(*generation.timings, text_came)) {
    generation.timings.reset();
    doubts.emplace_back("the server's timings count no token, so they are taken for unknown");
  } else if (!generation.timings && !unread_timings_.empty()) {
    doubts.push_back("the server's timings can't be read: " + unread_timings_);
  }
}

}  // namespace quantladder::llama
