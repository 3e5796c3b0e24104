#include "load_turns.h"

#include <algorithm>
#include <set>

#include "quantladder/stats/binomial.h"
#include "quantladder/stats/describe.h"

namespace quantladder::report {
namespace {

using core::Episode;
using core::Exchange;
using core::Generation;

// Values of the episodes, of those that know it.
class Values {
 public:
  template <class T>
  void add(const std::optional<T>& value) {
    if (value) values_.push_back(static_cast<double>(*value));
  }
  std::optional<double> median() const { return stats::median(values_); }
  std::optional<double> mean() const { return stats::mean(values_); }

 private:
  std::vector<double> values_;
};

template <class Get>
std::optional<double> median_of(const std::vector<const Exchange*>& exchanges, Get get) {
  Values values;
  for (const Exchange* each : exchanges) values.add(get(*each));
  return values.median();
}

std::optional<double> since_due(const Exchange& exchange, const std::optional<double>& ms) {
  if (!ms) return std::nullopt;
  return *ms + exchange.sent_ms - exchange.due_ms;
}

template <class Member>
auto gap_of(Member member) {
  return [member](const Exchange& each) -> std::optional<double> {
    const auto gaps = each.generation.arrival_gaps();
    return gaps ? std::optional((*gaps).*member) : std::nullopt;
  };
}

std::optional<double> event_tokens(const Exchange& exchange) {
  const auto tokens = exchange.generation.tokens();
  const auto gaps = exchange.generation.arrival_gaps();
  if (!tokens || !gaps || gaps->events == 0) return std::nullopt;
  return static_cast<double>(*tokens) / static_cast<double>(gaps->events);
}

std::optional<double> prompt_rate(const Exchange& exchange) {
  const auto& timings = exchange.generation.timings;
  return timings ? timings->pp_tokens_per_s() : std::nullopt;
}

int most_together(const Episode& episode, const Exchange& turn) {
  std::vector<std::pair<double, int>> changes;
  for (const Exchange& each : episode.exchanges) {
    if (each.ended_ms <= turn.sent_ms || each.sent_ms >= turn.ended_ms) continue;
    changes.emplace_back(each.sent_ms, 1);
    changes.emplace_back(each.ended_ms, -1);
  }
  std::sort(changes.begin(), changes.end());
  int now = 0;
  int most = 0;
  for (const auto& [at, change] : changes) {
    now += change;
    most = std::max(most, now);
  }
  return most;
}

LoadedTurn make_turn(const std::vector<MeasuredEpisode>& episodes, int number) {
  LoadedTurn turn{.turn = number, .least_loaded = 1};
  std::vector<const Exchange*> answered;
  double in_flight = 0;
  for (const MeasuredEpisode& each : episodes) {
    const Exchange* exchange = find_turn(*each.episode, number);
    if (exchange == nullptr) continue;
    ++turn.episodes;
    if (!exchange->is_answered()) ++turn.truncated;
    if (!exchange->is_answered()) continue;
    answered.push_back(exchange);
    in_flight += core::mean_in_flight(*each.episode, exchange->sent_ms, exchange->ended_ms);
    turn.most_in_flight = std::max(turn.most_in_flight, most_together(*each.episode, *exchange));
    turn.least_loaded =
        std::min(turn.least_loaded, core::loaded_share(*each.episode, exchange->sent_ms, exchange->ended_ms, exchange));
    if (!core::is_scored(exchange->outcome)) continue;
    ++turn.judged;
    turn.passed += exchange->outcome == core::Outcome::pass;
  }
  if (!answered.empty()) turn.in_flight = in_flight / static_cast<double>(answered.size());
  turn.queue_ms = median_of(answered, [](const Exchange& x) { return since_due(x, x.generation.first_byte_ms); });
  turn.ttft_ms = median_of(answered, due_ttft_ms);
  turn.sent_ttft_ms = median_of(answered, [](const Exchange& x) { return x.generation.time_to_first_token_ms(); });
  turn.gap_p50_ms = median_of(answered, gap_of(&core::ArrivalGaps::p50_ms));
  turn.gap_p90_ms = median_of(answered, gap_of(&core::ArrivalGaps::p90_ms));
  turn.gap_p99_ms = median_of(answered, gap_of(&core::ArrivalGaps::p99_ms));
  turn.event_tokens = median_of(answered, event_tokens);
  turn.tokens_per_s = median_of(answered, [](const Exchange& x) { return x.generation.tokens_per_s(); });
  turn.prompt_per_s = median_of(answered, prompt_rate);
  turn.total_ms = median_of(answered, [](const Exchange& x) { return std::optional(x.generation.total_ms); });
  turn.tokens = median_of(answered, [](const Exchange& x) { return x.generation.tokens(); });
  turn.cached = median_of(answered, [](const Exchange& x) { return x.generation.cached_tokens(); });
  return turn;
}

// Tokens that arrived inside the window. Those of a cut answer were not counted by the server: each of its events
// counts as one.
double tokens_in_window(const Episode& episode) {
  double sum = 0;
  for (const Exchange& each : episode.exchanges)
    sum +=
        static_cast<double>(core::events_in_window(episode, each)) * (each.is_cut ? 1 : event_tokens(each).value_or(1));
  return sum;
}

bool is_within(const Exchange& exchange, const core::ServiceLevel& service) {
  const auto ttft = due_ttft_ms(exchange);
  const auto rate = exchange.generation.tokens_per_s();
  // An answer of one token has no rate, and nobody waits for its second.
  const bool is_fast = rate ? *rate >= service.tokens_per_s : exchange.generation.tokens().value_or(0) == 1;
  return exchange.is_answered() && ttft && *ttft <= service.ttft_ms && is_fast;
}

Share share_with_interval(int k, int n) { return {k, n, n > 0 ? stats::wilson(k, n) : std::nullopt}; }

template <class T>
void raise(std::optional<double>& most, const std::optional<T>& value) {
  if (value) most = std::max(most.value_or(static_cast<double>(*value)), static_cast<double>(*value));
}

// Counts of an item's requests.
struct RequestTally {
  int good = 0;
  int untold = 0;  // answers whose tokens nobody counted: whether they were fast is not known
  int side = 0;
  int side_right = 0;
  int ruled = 0;
  int ruled_right = 0;
};

void add_request(const Exchange& exchange, LoadedLevel& level, RequestTally& tally) {
  ++level.requests;
  raise(level.late_ms, exchange.generation.late_ms);
  raise(level.read_lag_ms, exchange.read_lag_ms);
  if (exchange.is_cut) {
    ++level.cut;
    return;
  }
  ++level.outcomes[exchange.outcome];
  tally.good += is_within(exchange, level.service);
  tally.untold += exchange.is_answered() && !exchange.generation.tokens();
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

}  // namespace

const Exchange* find_turn(const Episode& episode, int turn) {
  const auto found = std::find_if(episode.exchanges.begin(), episode.exchanges.end(),
                                  [&](const Exchange& each) { return each.is_primary() && each.turn == turn; });
  return found == episode.exchanges.end() ? nullptr : &*found;
}

std::optional<double> due_ttft_ms(const Exchange& exchange) {
  return since_due(exchange, exchange.generation.time_to_first_token_ms());
}

std::optional<double> rate_of_all(const Episode& episode) {
  const double tokens = tokens_in_window(episode);
  return tokens > 0 && episode.window_ms > 0 ? std::optional(1000 * tokens / episode.window_ms) : std::nullopt;
}

std::vector<LoadedTurn> turns_of(const std::vector<MeasuredEpisode>& episodes) {
  std::set<int> numbers;
  for (const MeasuredEpisode& each : episodes) {
    for (const Exchange* turn : each.episode->primary()) numbers.insert(turn->turn);
  }
  std::vector<LoadedTurn> turns;
  for (const int number : numbers) turns.push_back(make_turn(episodes, number));
  return turns;
}

void add_level_figures(const std::vector<MeasuredEpisode>& episodes, LoadedLevel& level) {
  Values rates;
  Values good_rates;
  Values energies;
  RequestTally tally;
  Values busy;
  for (const MeasuredEpisode& each : episodes) {
    const Episode& episode = *each.episode;
    const double seconds = episode.window_ms / 1000;
    const int before = tally.good;
    for (const Exchange& exchange : episode.exchanges) add_request(exchange, level, tally);
    rates.add(rate_of_all(episode));
    if (seconds > 0) good_rates.add(std::optional((tally.good - before) / seconds));
    busy.add(busy_slots(episode));
    if (episode.client_cpu_s && seconds > 0)
      raise(level.cpu_share, std::optional(*episode.client_cpu_s / (seconds + episode.lead_in_ms / 1000)));
    if (each.record->memory.peak_bytes)
      raise(level.peak_mib, std::optional(static_cast<double>(*each.record->memory.peak_bytes) / (1 << 20)));
    energies.add(each.record->memory.energy_j);
  }
  level.tokens_per_s = rates.median();
  const int told = level.requests - level.cut - tally.untold;
  if (told > 0) level.good_per_s = good_rates.median();
  level.energy_j = energies.median();
  level.slots_busy = busy.mean();
  level.good = share_with_interval(tally.good, told);
  level.side_right = share_with_interval(tally.side_right, tally.side);
  level.keywords_right = share_with_interval(tally.ruled_right, tally.ruled);
}

}  // namespace quantladder::report
