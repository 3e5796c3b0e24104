#include "quantladder/report/load.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "load_level.h"
#include "quantladder/stats/holm.h"
#include "quantladder/stats/permutation.h"
#include "quantladder/stats/timing.h"
#include "text.h"

namespace quantladder::report {
namespace {

using core::Episode;
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

using Episodes = std::vector<MeasuredEpisode>;

std::optional<double> log_ratio(const DegradedFigure& figure, const Exchange& loaded, const Exchange& alone) {
  const auto a = figure.value(loaded);
  const auto b = figure.value(alone);
  if (!a || !b || !(*a > 0) || !(*b > 0)) return std::nullopt;
  return std::log(*a / *b);
}

bool same_length(const Exchange& a, const Exchange& b) {
  const auto x = a.generation.tokens();
  const auto y = b.generation.tokens();
  return x && y && std::abs(static_cast<double>(*x - *y)) <= kSameTokens * static_cast<double>(std::max(*x, *y));
}

Degradation degrade(const DegradedFigure& figure, int turn, const Episodes& loaded, const Episodes& alone) {
  Degradation result{.figure = figure.name, .turn = turn};
  std::vector<double> logs;
  std::vector<double> ratios;
  int unlike = 0;
  for (const MeasuredEpisode& each : loaded) {
    const auto other =
        std::find_if(alone.begin(), alone.end(), [&](const auto& x) { return x.iteration == each.iteration; });
    if (other == alone.end()) continue;
    const Exchange* a = find_turn(*each.episode, turn);
    const Exchange* b = find_turn(*other->episode, turn);
    if (a == nullptr || b == nullptr || !a->is_answered() || !b->is_answered()) continue;
    if (figure.is_of_length && !same_length(*a, *b)) ++unlike;
    if (const auto log = log_ratio(figure, *a, *b)) logs.push_back(*log);
  }
  result.pairs = static_cast<int>(logs.size());
  if (unlike > 0) {
    result.why_not = fmt::format("{} of {} have answers of another length", unlike, count_of(result.pairs, "pair"));
    return result;
  }
  for (const double log : logs) ratios.push_back(std::exp(log));
  if (const auto mean = stats::geometric_mean(ratios)) {
    result.ratio = mean->value;
    result.interval = mean->interval;
  }
  if (const auto test = stats::sign_flip(logs)) result.p = test->p;
  return result;
}

// Level 1 of the same mode; where it was not asked for, that of another mode, which is the same without side agents.
const LoadedLevel* find_alone(const std::vector<LoadedLevel>& levels, const LoadedLevel& loaded) {
  const LoadedLevel* found = nullptr;
  for (const LoadedLevel& each : levels) {
    if (each.model != loaded.model || each.load.level != 1 || each.load.is_open() || each.episodes == 0) continue;
    if (found == nullptr || each.load.mode == loaded.load.mode) found = &each;
  }
  return found;
}

bool is_alone(const LoadItem& item) { return item.level == 1 && !item.is_open(); }

// One question for each level: the levels of one model, mode, figure and turn are a family.
void correct(std::vector<LoadedLevel>& levels) {
  std::map<std::tuple<std::string, LoadMode, std::string, int>, std::vector<Degradation*>> families;
  for (LoadedLevel& level : levels) {
    for (Degradation& each : level.degradation) {
      if (each.p) families[{level.model, level.load.mode, each.figure, each.turn}].push_back(&each);
    }
  }
  for (auto& [key, family] : families) {
    std::vector<double> p;
    for (const Degradation* each : family) p.push_back(*each->p);
    const std::vector<double> adjusted = stats::holm(p);
    for (std::size_t i = 0; i < family.size(); ++i) family[i]->p_holm = adjusted[i];
  }
}

// Beyond these the client may be the cause of a figure: of times from 10 ms on, or because it had no core to itself.
constexpr double kDoubtedLateMs = 10;
constexpr double kDoubtedLagMs = 50;
constexpr double kDoubtedCpuShare = 0.8;

std::string doubt_of(const LoadedLevel& level) {
  std::string text;
  if (level.late_ms.value_or(0) > kDoubtedLateMs)
    add_part(text, fmt::format("requests were sent up to {} late", to_duration(*level.late_ms)));
  if (level.read_lag_ms.value_or(0) > kDoubtedLagMs)
    add_part(text, fmt::format("what arrived was read up to {} late", to_duration(*level.read_lag_ms)));
  if (level.cpu_share.value_or(0) > kDoubtedCpuShare)
    add_part(text, fmt::format("the client took {:.0f} % of a core", 100 * *level.cpu_share));
  return text;
}

// Names the level from which on, of each model and mode.
std::vector<std::string> find_client_doubts(const std::vector<LoadedLevel>& levels) {
  std::map<std::pair<std::string, LoadMode>, const LoadedLevel*> first;
  for (const LoadedLevel& level : levels) {
    if (doubt_of(level).empty()) continue;
    const LoadedLevel*& known = first[{level.model, level.load.mode}];
    if (known == nullptr || level.load.level < known->load.level) known = &level;
  }
  std::vector<std::string> doubts;
  for (const auto& [key, level] : first)
    doubts.push_back(fmt::format("{}: from {} on the client itself may be the cause of a time: {}", level->model,
                                 level->item, doubt_of(*level)));
  return doubts;
}

std::map<std::pair<std::string, std::string>, Episodes> episodes_by_level(const CellTable& table) {
  std::map<std::pair<std::string, std::string>, Episodes> found;
  for (const TableCell& cell : table.cells()) {
    const auto* episode = std::get_if<Episode>(&cell.counted->payload);
    if (episode != nullptr && episode->outcome == core::Outcome::measured)
      found[{cell.model, cell.name}].push_back({cell.iteration, cell.counted, episode});
  }
  return found;
}

std::map<core::Outcome, int> voided_attempts(const CellTable& table, const std::string& model,
                                             const std::string& name) {
  std::map<core::Outcome, int> voided;
  for (const TableCell& cell : table.cells()) {
    if (cell.model != model || cell.name != name) continue;
    for (const core::Record* attempt : table.attempts(cell)) {
      if (attempt->outcome() != core::Outcome::measured) ++voided[attempt->outcome()];
    }
  }
  return voided;
}

}  // namespace

LoadReport summarise_load(const CellTable& table) {
  LoadReport report;
  const core::Manifest& run = table.data().manifest;
  auto episodes = episodes_by_level(table);
  for (const core::ModelFacts& model : run.models) {
    for (const core::RunItem& item : run.items()) {
      const auto load = core::parse_load_item(item.id);
      const core::SuiteFacts* suite = run.find_suite(item.suite);
      if (!load || suite->kind != core::SuiteKind::load) continue;
      LoadedLevel level{.model = model.model.id,
                        .item = item.name,
                        .load = *load,
                        .service = suite->service.value_or(core::ServiceLevel())};
      const Episodes& measured = episodes[{level.model, level.item}];
      level.episodes = static_cast<int>(measured.size());
      level.voided = voided_attempts(table, level.model, level.item);
      level.turns = turns_of(measured);
      add_level_figures(measured, level);
      report.levels.push_back(std::move(level));
    }
  }
  for (LoadedLevel& level : report.levels) {
    const LoadedLevel* alone = is_alone(level.load) ? nullptr : find_alone(report.levels, level);
    if (alone == nullptr) continue;
    for (const LoadedTurn& turn : level.turns) {
      for (const DegradedFigure& figure : kDegraded)
        level.degradation.push_back(
            degrade(figure, turn.turn, episodes[{level.model, level.item}], episodes[{alone->model, alone->item}]));
    }
  }
  correct(report.levels);
  report.doubts = find_client_doubts(report.levels);
  return report;
}

}  // namespace quantladder::report
