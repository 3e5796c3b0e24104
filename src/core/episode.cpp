#include "quantladder/core/episode.h"

#include <algorithm>
#include <string_view>

namespace quantladder::core {
namespace {

struct Span {
  double from = 0;
  double to = 0;
};

// What of the exchanges lies between these two times, by its begin.
std::vector<Span> spans_between(const Episode& episode, double from_ms, double to_ms, const Exchange* but) {
  std::vector<Span> spans;
  for (const Exchange& each : episode.exchanges) {
    const Span span{std::max(each.sent_ms, from_ms), std::min(each.ended_ms, to_ms)};
    if (&each != but && span.from < span.to) spans.push_back(span);
  }
  std::sort(spans.begin(), spans.end(), [](const Span& a, const Span& b) { return a.from < b.from; });
  return spans;
}

std::int64_t words_in(std::string_view text) {
  std::int64_t words = 0;
  bool inside = false;
  for (const char c : text) {
    const bool is_blank = c == ' ' || (c >= '\t' && c <= '\r');
    words += !is_blank && !inside;
    inside = !is_blank;
  }
  return words;
}

}  // namespace

void add_judgement(Episode& episode, const EpisodeJudgement& later) {
  for (const TurnJudgement& turn : later.turns) {
    for (Exchange& exchange : episode.exchanges) {
      const bool is_it = exchange.agent == turn.agent && exchange.visit == turn.visit && exchange.turn == turn.turn;
      if (!is_it) continue;
      exchange.keywords = turn.keywords;
      if (!turn.judgement) continue;
      exchange.outcome = turn.judgement->outcome;
      exchange.judgements.push_back(*turn.judgement);
    }
  }
}

std::int64_t count_words(const Exchange& exchange) {
  return exchange.words.value_or(words_in(exchange.generation.text) + words_in(exchange.generation.reasoning));
}

std::vector<const Exchange*> Episode::primary() const {
  std::vector<const Exchange*> turns;
  for (const Exchange& each : exchanges) {
    if (each.is_primary()) turns.push_back(&each);
  }
  return turns;
}

std::int64_t events_in_window(const Episode& episode, const Exchange& exchange) {
  if (exchange.window_events) return *exchange.window_events;
  const auto& arrivals = exchange.generation.arrivals_ms;
  return std::count_if(arrivals.begin(), arrivals.end(), [&](double ms) {
    const double at = exchange.sent_ms + ms;
    return at >= 0 && at <= episode.window_ms;
  });
}

double mean_in_flight(const Episode& episode, double from_ms, double to_ms, const Exchange* but) {
  if (!(to_ms > from_ms)) return 0;
  double sum = 0;
  for (const Span& span : spans_between(episode, from_ms, to_ms, but)) sum += span.to - span.from;
  return sum / (to_ms - from_ms);
}

double loaded_share(const Episode& episode, double from_ms, double to_ms, const Exchange* but) {
  if (!(to_ms > from_ms)) return 0;
  double covered = 0;
  double until = from_ms;
  for (const Span& span : spans_between(episode, from_ms, to_ms, but)) {
    covered += std::max(0.0, span.to - std::max(span.from, until));
    until = std::max(until, span.to);
  }
  return covered / (to_ms - from_ms);
}

}  // namespace quantladder::core
