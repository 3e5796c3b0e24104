#include "load_level.h"

#include <algorithm>
#include <map>

#include "load_values.h"

namespace quantladder::report {
namespace {

using core::Episode;
using core::Exchange;

// Tokens that arrived inside the window. Those of a cut answer were not counted by the server: its events are taken to
// have as many as the other answers' have, in the median; where none is known, one each.
double tokens_in_window(const Episode& episode) {
  KnownValues known;
  for (const Exchange& each : episode.exchanges) {
    if (!each.is_cut) known.add(event_tokens(each));
  }
  const double usual = known.median().value_or(1);
  double sum = 0;
  for (const Exchange& each : episode.exchanges) {
    const double tokens = each.is_cut ? usual : event_tokens(each).value_or(usual);
    sum += tokens * static_cast<double>(core::events_in_window(episode, each));
  }
  return sum;
}

bool is_within(const Exchange& exchange, const core::ServiceLevel& service) {
  const auto ttft = due_ttft_ms(exchange);
  const auto rate = exchange.generation.tokens_per_s();
  // An answer of one token has no rate, and nobody waits for its second.
  const bool is_fast = rate ? *rate >= service.tokens_per_s : exchange.generation.tokens().value_or(0) == 1;
  return has_whole_answer(exchange) && ttft && *ttft <= service.ttft_ms && is_fast;
}

Share share_with_interval(int k, int n) { return {k, n, n > 0 ? stats::wilson(k, n) : std::nullopt}; }

// Requests of one episode depend on one another.
Share share_of(const std::vector<stats::Cluster>& episodes) {
  Share share{.interval = stats::wilson_of_clusters(episodes)};
  for (const stats::Cluster& each : episodes) {
    share.k += each.successes;
    share.n += each.trials;
  }
  return share;
}

template <class T>
void raise(std::optional<double>& most, const std::optional<T>& value) {
  if (value) most = std::max(most.value_or(static_cast<double>(*value)), static_cast<double>(*value));
}

// Counts of an item's requests.
struct RequestTally {
  int good_ended = 0;  // served well and ended inside the window
  int side = 0;
  int side_right = 0;
  int ruled = 0;
  int ruled_right = 0;
};

// Before zero the load was only coming up, and nobody counted the tokens of some answers.
bool is_counted(const Exchange& exchange) {
  return !exchange.is_cut && exchange.due_ms >= 0 && (!exchange.is_answered() || exchange.generation.tokens());
}

void add_request(const Episode& episode, const Exchange& exchange, LoadedLevel& level, RequestTally& tally) {
  ++level.requests;
  raise(level.late_ms, exchange.generation.late_ms);
  raise(level.read_lag_ms, exchange.read_lag_ms);
  if (exchange.is_cut) {
    ++level.cut;
    return;
  }
  ++level.outcomes[exchange.outcome];
  tally.good_ended +=
      is_within(exchange, level.service) && exchange.ended_ms >= 0 && exchange.ended_ms <= episode.window_ms;
  if (!exchange.is_primary() && core::is_scored(exchange.outcome)) {
    ++tally.side;
    tally.side_right += exchange.outcome == core::Outcome::pass;
  }
  if (!exchange.keywords) return;
  ++tally.ruled;
  tally.ruled_right += exchange.keywords->passes();
}

// Requests that had a slot: llama-server sends the headers with it.
std::optional<double> busy_slots(const Episode& episode) {
  double sum = 0;
  bool is_told = false;
  for (const Exchange& each : episode.exchanges) {
    const auto& begun = each.generation.first_byte_ms;
    if (!begun) continue;
    is_told = true;
    sum += std::max(0.0, std::min(each.ended_ms, episode.window_ms) - std::max(0.0, each.sent_ms + *begun));
  }
  return is_told && episode.window_ms > 0 ? std::optional(sum / episode.window_ms) : std::nullopt;
}

// The side conversations of an open mode, each of which is an agent of its own.
struct Arrivals {
  int gaps = 0;  // between them
  double due_ms = 0;
  double ended_ms = 0;

  void add(const Episode& episode);
};

void Arrivals::add(const Episode& episode) {
  std::map<int, std::pair<double, double>> of_agent;  // due and ended
  for (const Exchange& each : episode.exchanges) {
    if (each.is_primary()) continue;
    const auto [found, is_new] = of_agent.try_emplace(each.agent, each.due_ms, each.ended_ms);
    if (!is_new) found->second.second = std::max(found->second.second, each.ended_ms);
  }
  if (of_agent.size() < 2) return;
  KnownValues due;
  KnownValues ended;
  for (const auto& [agent, times] : of_agent) {
    due.add(std::optional(times.first));
    ended.add(std::optional(times.second));
  }
  gaps += static_cast<int>(of_agent.size()) - 1;
  due_ms += due.range();
  ended_ms += ended.range();
}

constexpr int kLeastGaps = 10;  // between arrivals; below, one long answer decides the rate

void add_arrivals(const std::vector<MeasuredEpisode>& episodes, LoadedLevel& level) {
  Arrivals arrivals;
  for (const MeasuredEpisode& each : episodes) arrivals.add(*each.episode);
  if (arrivals.gaps < kLeastGaps) return;
  if (arrivals.due_ms > 0) level.arrived_per_s = 1000 * arrivals.gaps / arrivals.due_ms;
  if (arrivals.ended_ms > 0) level.ended_per_s = 1000 * arrivals.gaps / arrivals.ended_ms;
}

}  // namespace

std::optional<double> rate_of_all(const Episode& episode) {
  const double tokens = tokens_in_window(episode);
  return tokens > 0 && episode.window_ms > 0 ? std::optional(1000 * tokens / episode.window_ms) : std::nullopt;
}

stats::Cluster served_well(const Episode& episode, const core::ServiceLevel& service) {
  stats::Cluster served;
  for (const Exchange& each : episode.exchanges) {
    served.trials += is_counted(each);
    served.successes += is_counted(each) && is_within(each, service);
  }
  return served;
}

void add_level_figures(const std::vector<MeasuredEpisode>& episodes, LoadedLevel& level) {
  KnownValues rates;
  KnownValues good_rates;
  KnownValues energies;
  RequestTally tally;
  KnownValues busy;
  std::vector<stats::Cluster> served;
  for (const MeasuredEpisode& each : episodes) {
    const Episode& episode = *each.episode;
    const double seconds = episode.window_ms / 1000;
    const int before = tally.good_ended;
    served.push_back(served_well(episode, level.service));
    for (const Exchange& exchange : episode.exchanges) add_request(episode, exchange, level, tally);
    rates.add(rate_of_all(episode));
    if (seconds > 0) good_rates.add(std::optional((tally.good_ended - before) / seconds));
    busy.add(busy_slots(episode));
    if (episode.client_cpu_s && seconds > 0)
      raise(level.cpu_share, std::optional(*episode.client_cpu_s / (seconds + episode.lead_in_ms / 1000)));
    if (each.record->memory.peak_bytes)
      raise(level.peak_mib, std::optional(static_cast<double>(*each.record->memory.peak_bytes) / (1 << 20)));
    energies.add(each.record->memory.energy_j);
  }
  if (level.load.is_open()) add_arrivals(episodes, level);
  level.tokens_per_s = rates.median();
  level.good = share_of(served);
  if (level.good.n > 0) level.good_per_s = good_rates.median();
  level.energy_j = energies.median();
  level.slots_busy = busy.mean();
  level.side_right = share_with_interval(tally.side_right, tally.side);
  level.keywords_right = share_with_interval(tally.ruled_right, tally.ruled);
}

}  // namespace quantladder::report
