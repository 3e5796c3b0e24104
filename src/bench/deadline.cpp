#include "quantladder/bench/deadline.h"

#include <algorithm>

namespace quantladder::bench {
namespace {

struct Rates {
  double tokens_per_s = 0;  // 0: not measured
  double prompt_tokens_per_s = 0;
};

// Without the server's own clock it is the rate over the whole request. That is below the true one, which only
// lengthens a deadline, and cannot be inflated by what happens to the tokens on their way.
double sustained_rate(const core::Generation& probe) {
  if (probe.timings) return probe.tokens_per_s().value_or(0);
  return probe.total_ms > 0 ? 1000 * static_cast<double>(probe.tokens().value_or(0)) / probe.total_ms : 0;
}

Rates rates_of(const core::ServerStart& start) {
  Rates rates;
  for (const auto& probe : start.probe) {
    const double rate = sustained_rate(probe);
    // The slowest repeat: a deadline is there for servers that hang, not for slow moments.
    if (rate > 0 && (rates.tokens_per_s == 0 || rate < rates.tokens_per_s)) rates.tokens_per_s = rate;
    if (probe.timings) {
      rates.prompt_tokens_per_s = std::max(rates.prompt_tokens_per_s, probe.timings->pp_tokens_per_s().value_or(0));
    }
  }
  if (rates.prompt_tokens_per_s == 0) rates.prompt_tokens_per_s = rates.tokens_per_s;
  return rates;
}

double prompt_seconds(const Rates& rates, std::size_t prompt_bytes) {
  constexpr double kBytesPerToken = 3;  // deliberately low: a deadline must not fall short on dense text
  return static_cast<double>(prompt_bytes) / kBytesPerToken / rates.prompt_tokens_per_s;
}

}  // namespace

int requests_at_once(const core::Model& model, const core::ServerStart& start) {
  return model.endpoint.empty() ? model.most_in_flight() : std::max(start.slots, model.most_in_flight());
}

std::chrono::milliseconds clock_span(double seconds) {
  constexpr double kMost = 1e9;
  return std::chrono::milliseconds(static_cast<long long>(1000 * std::min(kMost, seconds)));
}

std::chrono::milliseconds cell_deadline(const ClientSettings& client, const core::ServerStart& start, int at_once,
                                        std::size_t prompt_bytes, int max_tokens) {
  constexpr double kWithoutRate = 1800;
  const Rates rates = rates_of(start);
  double seconds = kWithoutRate;
  if (rates.tokens_per_s > 0) {
    seconds =
        client.deadline_factor * at_once * (prompt_seconds(rates, prompt_bytes) + max_tokens / rates.tokens_per_s);
  }
  return clock_span(std::max(seconds, client.min_deadline_s));
}

std::chrono::milliseconds token_gap(const ClientSettings& client, const core::ServerStart& start, int at_once,
                                    std::size_t longest_prompt_bytes) {
  const Rates rates = rates_of(start);
  if (rates.tokens_per_s <= 0) return clock_span(client.stall_s);
  const double others = at_once - 1;
  return clock_span(
      std::max(client.stall_s, client.deadline_factor * others * prompt_seconds(rates, longest_prompt_bytes)));
}

}  // namespace quantladder::bench
