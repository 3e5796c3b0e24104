#include "load_degradation.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

#include "quantladder/stats/holm.h"
#include "quantladder/stats/permutation.h"
#include "quantladder/stats/timing.h"
#include "text.h"

namespace quantladder::report {
namespace {

using core::Exchange;
using core::LoadItem;
using core::LoadMode;

constexpr double kSameTokens = 0.05;  // total times are compared where the tokens of both differ by no more

// What is compared between a level and level 1.
struct DegradedFigure {
  const char* name;
  std::optional<double> (*value)(const Exchange& turn);
  bool is_of_length;  // it grows with the tokens of the answer
};
constexpr std::array<DegradedFigure, 3> kDegraded{{
    {"TTFT", due_ttft_ms, false},
    {"tokens/s", [](const Exchange& turn) { return turn.generation.tokens_per_s(); }, false},
    {"total time", [](const Exchange& turn) { return std::optional(turn.generation.total_ms); }, true},
}};

std::optional<double> log_ratio(const DegradedFigure& figure, const Exchange& loaded, const Exchange& alone) {
  const auto a = figure.value(loaded);
  const auto b = figure.value(alone);
  if (!a || !b || !(*a > 0) || !(*b > 0)) return std::nullopt;
  return std::log(*a / *b);
}

// Why the total times of two answers cannot be compared.
struct Unlike {
  int other_length = 0;  // pairs whose answers have another length
  int untold = 0;        // pairs in which nobody counted the tokens of an answer

  void add(const Exchange& a, const Exchange& b) {
    const auto x = a.generation.tokens();
    const auto y = b.generation.tokens();
    if (!x || !y)
      ++untold;
    else if (std::abs(static_cast<double>(*x - *y)) > kSameTokens * static_cast<double>(std::max(*x, *y)))
      ++other_length;
  }
  std::string in_words(int pairs) const {
    std::string text;
    if (other_length > 0)
      add_part(text, fmt::format("in {} of {} the answers differ in length", other_length, count_of(pairs, "pair")));
    if (untold > 0)
      add_part(text, fmt::format("in {} of {} the tokens of an answer are not known", untold, count_of(pairs, "pair")));
    return text;
  }
};

using Episodes = std::vector<MeasuredEpisode>;

// The answered turns of two episodes of one iteration.
std::vector<std::pair<const Exchange*, const Exchange*>> pairs_of(int turn, const Episodes& loaded,
                                                                  const Episodes& alone) {
  std::vector<std::pair<const Exchange*, const Exchange*>> pairs;
  for (const MeasuredEpisode& each : loaded) {
    const auto other =
        std::find_if(alone.begin(), alone.end(), [&](const auto& x) { return x.iteration == each.iteration; });
    if (other == alone.end()) continue;
    const Exchange* a = find_turn(*each.episode, turn);
    const Exchange* b = find_turn(*other->episode, turn);
    if (a != nullptr && b != nullptr && has_whole_answer(*a) && has_whole_answer(*b)) pairs.emplace_back(a, b);
  }
  return pairs;
}

Degradation degrade(const DegradedFigure& figure, int turn, const Episodes& loaded, const Episodes& alone) {
  Degradation result{.figure = figure.name, .turn = turn};
  std::vector<double> logs;
  std::vector<double> ratios;
  Unlike unlike;
  for (const auto& [a, b] : pairs_of(turn, loaded, alone)) {
    const auto log = log_ratio(figure, *a, *b);
    if (!log) continue;
    logs.push_back(*log);
    if (figure.is_of_length) unlike.add(*a, *b);
  }
  result.pairs = static_cast<int>(logs.size());
  result.why_not = unlike.in_words(result.pairs);
  if (!result.why_not.empty()) return result;
  for (const double log : logs) ratios.push_back(std::exp(log));
  if (const auto mean = stats::geometric_mean(ratios)) {
    result.ratio = mean->value;
    result.interval = mean->interval;
  }
  if (const auto test = stats::sign_flip(logs)) result.p = test->p;
  return result;
}

// Level 1 of the same suite and mode; where it was not asked for, that of another mode, which is the same without side
// agents.
const LoadedLevel* find_alone(const std::vector<LoadedLevel>& levels, const LoadedLevel& loaded) {
  const LoadedLevel* found = nullptr;
  for (const LoadedLevel& each : levels) {
    if (each.model != loaded.model || each.suite != loaded.suite || each.load.level != 1 || each.load.is_open() ||
        each.episodes == 0)
      continue;
    if (found == nullptr || each.load.mode == loaded.load.mode) found = &each;
  }
  return found;
}

bool is_alone(const LoadItem& item) { return item.level == 1 && !item.is_open(); }

// One question for each level: a family are the levels of one model, suite, mode, figure and turn that were compared.
void correct(std::vector<LoadedLevel>& levels) {
  std::map<std::tuple<std::string, std::string, LoadMode, std::string, int>, std::vector<Degradation*>> families;
  for (LoadedLevel& level : levels) {
    for (Degradation& each : level.degradation) {
      if (each.p) families[{level.model, level.suite, level.load.mode, each.figure, each.turn}].push_back(&each);
    }
  }
  for (auto& [key, family] : families) {
    std::vector<double> p;
    for (const Degradation* each : family) p.push_back(*each->p);
    const std::vector<double> adjusted = stats::holm(p);
    for (std::size_t i = 0; i < family.size(); ++i) family[i]->p_holm = adjusted[i];
  }
}

}  // namespace

void add_degradation(EpisodesByLevel& episodes, std::vector<LoadedLevel>& levels) {
  for (LoadedLevel& level : levels) {
    const LoadedLevel* alone = is_alone(level.load) ? nullptr : find_alone(levels, level);
    if (alone == nullptr) continue;
    for (const LoadedTurn& turn : level.turns) {
      for (const DegradedFigure& figure : kDegraded)
        level.degradation.push_back(
            degrade(figure, turn.turn, episodes[{level.model, level.item}], episodes[{alone->model, alone->item}]));
    }
  }
  correct(levels);
}

}  // namespace quantladder::report
