#include "load_turns.h"

#include <algorithm>
#include <set>

#include "load_values.h"

namespace quantladder::report {
namespace {

using core::Episode;
using core::Exchange;

template <class Get>
std::optional<double> median_of(const std::vector<const Exchange*>& exchanges, Get get) {
  KnownValues values;
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
  LoadedTurn turn{.turn = number};
  std::vector<const Exchange*> answered;
  double in_flight = 0;
  for (const MeasuredEpisode& each : episodes) {
    const Exchange* exchange = find_turn(*each.episode, number);
    if (exchange == nullptr) continue;
    turn.truncated += exchange->is_outgrown;
    if (!has_whole_answer(*exchange)) continue;
    ++turn.episodes;
    answered.push_back(exchange);
    in_flight += core::mean_in_flight(*each.episode, exchange->sent_ms, exchange->ended_ms);
    turn.most_in_flight = std::max(turn.most_in_flight, most_together(*each.episode, *exchange));
    const double loaded = core::loaded_share(*each.episode, exchange->sent_ms, exchange->ended_ms, exchange);
    turn.least_loaded = std::min(turn.least_loaded.value_or(1), loaded);
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

}  // namespace

const Exchange* find_turn(const Episode& episode, int turn) {
  const auto found = std::find_if(episode.exchanges.begin(), episode.exchanges.end(),
                                  [&](const Exchange& each) { return each.is_primary() && each.turn == turn; });
  return found == episode.exchanges.end() ? nullptr : &*found;
}

bool has_whole_answer(const Exchange& exchange) { return exchange.is_answered() && !exchange.is_outgrown; }

std::optional<double> event_tokens(const Exchange& exchange) {
  const auto tokens = exchange.generation.tokens();
  const std::size_t events = exchange.generation.text_events();
  if (!tokens || events == 0) return std::nullopt;
  return static_cast<double>(*tokens) / static_cast<double>(events);
}

std::optional<double> due_ttft_ms(const Exchange& exchange) {
  return since_due(exchange, exchange.generation.time_to_first_token_ms());
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

}  // namespace quantladder::report
