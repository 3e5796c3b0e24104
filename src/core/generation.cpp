#include "quantladder/core/generation.h"

#include <fmt/format.h>

#include <algorithm>

#include "quantladder/core/thinking_marks.h"

namespace quantladder::core {
namespace {

// Tokens without a text of their own: the end, and the markers around a thought or a channel.
constexpr std::int64_t kMarkers = 16;

// Lengths in bytes are what can be compared with counts: one event may hold several tokens, a token at least one byte.
std::optional<std::string> find_hidden_tokens(const Usage& usage, const Shown& shown) {
  const auto reasoning_bytes = static_cast<std::int64_t>(shown.reasoning_bytes);
  const auto bytes = reasoning_bytes + static_cast<std::int64_t>(shown.text_bytes);
  if (usage.reasoning_tokens.value_or(0) > reasoning_bytes + kMarkers) {
    return fmt::format("no tokens/s: {} of {} tokens are reasoning, of which the stream showed {} bytes",
                       *usage.reasoning_tokens, usage.completion_tokens, reasoning_bytes);
  }
  if (usage.completion_tokens > bytes + kMarkers) {
    return fmt::format("no tokens/s: {} tokens, but the stream showed {} bytes", usage.completion_tokens, bytes);
  }
  return std::nullopt;
}

// A proxy that buffers delivers everything at the end. The share alone would doubt a short answer to a prompt that took
// long, the rate alone a fast machine. What came within a few milliseconds tells how fast the network is, however short
// the answer.
std::optional<std::string> find_buffering(std::int64_t tokens, const std::vector<double>& arrivals_ms) {
  constexpr double kLeastSpanMs = 10;
  constexpr double kFast = 1000;  // tokens/s
  constexpr double kLeastShare = 1.0 / 4;
  if (tokens < 2) return std::nullopt;
  const double span_ms = arrivals_ms.empty() ? 0 : arrivals_ms.back() - arrivals_ms.front();
  if (span_ms <= 0) return fmt::format("no tokens/s: all {} tokens came at once", tokens);
  const bool fast = 1000.0 * static_cast<double>(tokens - 1) > kFast * span_ms;
  const bool held_back = fast && (span_ms < kLeastSpanMs || span_ms < kLeastShare * arrivals_ms.back());
  if (!held_back && span_ms >= kLeastSpanMs) return std::nullopt;
  return fmt::format("no tokens/s: {} tokens came within {:.1f} ms after {:.0f} ms, {}", tokens, span_ms,
                     arrivals_ms.front(),
                     held_back ? "so they were held back on the way" : "too short a time to measure");
}

// A proxy that passes on a full buffer: a few bursts with pauses between them. The tokens of the first burst would
// count as made in the time of the others.
std::optional<std::string> find_bursts(const std::vector<double>& arrivals_ms) {
  constexpr double kPauseMs = 5;
  constexpr std::size_t kFew = 8;
  constexpr std::size_t kEventsPerBurst = 4;
  constexpr double kShareOfPauses = 0.9;
  if (arrivals_ms.size() < 2) return std::nullopt;
  std::size_t bursts = 1;
  double pauses_ms = 0;
  for (std::size_t i = 1; i < arrivals_ms.size(); ++i) {
    const double gap_ms = arrivals_ms[i] - arrivals_ms[i - 1];
    if (gap_ms < kPauseMs) continue;
    ++bursts;
    pauses_ms += gap_ms;
  }
  const bool bunched = bursts > 1 && bursts < kFew && arrivals_ms.size() >= kEventsPerBurst * bursts;
  if (!bunched || pauses_ms < kShareOfPauses * (arrivals_ms.back() - arrivals_ms.front())) return std::nullopt;
  return fmt::format("no tokens/s: {} events came in {} bursts, so they were held back on the way", arrivals_ms.size(),
                     bursts);
}

}  // namespace

std::optional<double> ServerTimings::tg_tokens_per_s() const {
  if (predicted_n < 2 || predicted_ms <= 0) return std::nullopt;
  return 1000.0 * static_cast<double>(predicted_n - 1) / predicted_ms;
}

std::optional<double> ServerTimings::pp_tokens_per_s() const {
  if (prompt_n < 1 || prompt_ms <= 0) return std::nullopt;
  return 1000.0 * static_cast<double>(prompt_n) / prompt_ms;
}

std::optional<std::int64_t> Generation::cached_tokens() const {
  if (timings && timings->cache_n) return timings->cache_n;
  return usage ? usage->cached_tokens : std::nullopt;
}

std::optional<std::int64_t> Generation::tokens() const {
  if (timings) return timings->predicted_n;
  if (usage) return usage->completion_tokens;
  return std::nullopt;
}

std::optional<double> Generation::tokens_per_s() const {
  if (timings) return timings->tg_tokens_per_s();
  if (!usage || usage->completion_tokens < 2 || arrivals_ms.size() < 2 || rate_doubt()) return std::nullopt;
  const double span_ms = arrivals_ms.back() - arrivals_ms.front();
  if (span_ms <= 0) return std::nullopt;
  return 1000.0 * static_cast<double>(usage->completion_tokens - 1) / span_ms;
}

std::optional<std::string> Generation::rate_doubt() const {
  if (timings || !usage) return std::nullopt;
  if (auto hidden = find_hidden_tokens(*usage, shown_bytes())) return hidden;
  if (auto buffered = find_buffering(usage->completion_tokens, arrivals_ms)) return buffered;
  return find_bursts(arrivals_ms);
}

Shown Generation::shown_bytes() const {
  if (shown) return *shown;
  // Some servers leave the reasoning in the text.
  const auto thought = find_thought(text);
  const std::size_t inline_bytes = thought ? thought->end : 0;
  return {text.size() - inline_bytes, reasoning.size() + inline_bytes};
}

std::optional<ArrivalGaps> Generation::arrival_gaps() const {
  if (timings && timings->has_drafts()) return std::nullopt;
  if (gaps) return gaps;
  if (arrivals_ms.size() < 2) return std::nullopt;
  std::vector<double> spans;
  for (std::size_t i = 1; i < arrivals_ms.size(); ++i) spans.push_back(arrivals_ms[i] - arrivals_ms[i - 1]);
  std::sort(spans.begin(), spans.end());
  const auto rank = [&](std::size_t percent) { return spans[(spans.size() * percent + 99) / 100 - 1]; };
  return ArrivalGaps{rank(50), rank(90), rank(99), spans.back(), arrivals_ms.size()};
}

std::optional<double> Generation::time_to_first_token_ms() const {
  if (first_reasoning_ms && first_content_ms) return std::min(*first_reasoning_ms, *first_content_ms);
  return first_reasoning_ms ? first_reasoning_ms : first_content_ms;
}

}  // namespace quantladder::core
