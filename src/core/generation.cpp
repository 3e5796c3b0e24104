#include "quantladder/core/generation.h"

#include <algorithm>
#include <array>
#include <utility>

namespace quantladder::core {
namespace {

constexpr std::array<std::pair<Finish, const char*>, 8> kFinishIds{{{Finish::stop, "stop"},
                                                                    {Finish::length, "length"},
                                                                    {Finish::stall, "stall"},
                                                                    {Finish::deadline, "deadline"},
                                                                    {Finish::broken_stream, "broken_stream"},
                                                                    {Finish::lost_server, "lost_server"},
                                                                    {Finish::http_error, "http_error"},
                                                                    {Finish::cancelled, "cancelled"}}};

}  // namespace

std::string to_id(Finish finish) { return kFinishIds[static_cast<std::size_t>(finish)].second; }

std::optional<Finish> parse_finish(const std::string& id) {
  for (const auto& [finish, name] : kFinishIds) {
    if (id == name) return finish;
  }
  return std::nullopt;
}

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
  if (!usage || usage->completion_tokens < 2 || arrivals_ms.size() < 2) return std::nullopt;
  const double span_ms = arrivals_ms.back() - arrivals_ms.front();
  if (span_ms <= 0) return std::nullopt;
  return 1000.0 * static_cast<double>(usage->completion_tokens - 1) / span_ms;
}

std::optional<ArrivalGaps> Generation::arrival_gaps() const {
  if (gaps) return gaps;
  if (arrivals_ms.size() < 2) return std::nullopt;
  std::vector<double> spans;
  for (std::size_t i = 1; i < arrivals_ms.size(); ++i) spans.push_back(arrivals_ms[i] - arrivals_ms[i - 1]);
  std::sort(spans.begin(), spans.end());
  const auto rank = [&](std::size_t percent) { return spans[(spans.size() * percent + 99) / 100 - 1]; };
  return ArrivalGaps{rank(50), rank(90), spans.back(), arrivals_ms.size()};
}

std::optional<double> Generation::time_to_first_token_ms() const {
  if (first_reasoning_ms && first_content_ms) return std::min(*first_reasoning_ms, *first_content_ms);
  return first_reasoning_ms ? first_reasoning_ms : first_content_ms;
}

}  // namespace quantladder::core
