#include "corrected_radar.h"

#include <algorithm>
#include <map>

#include "load_level.h"
#include "quantladder/stats/binomial.h"
#include "quantladder/stats/describe.h"
#include "quantladder/stats/timing.h"

namespace quantladder::report {
namespace {

using core::Episode;
using core::Exchange;
using core::LoadItem;
using core::LoadMode;

constexpr double kTail = 0.9;
constexpr double kBytesOfGib = 1 << 30;

// What a figure is made of: the episodes of both levels.
struct TwoLevels {
  LoadItem alone;
  LoadItem loaded;
  std::vector<MeasuredEpisode> of_alone;
  std::vector<MeasuredEpisode> of_loaded;
};

struct AxisFigure {
  std::optional<double> value;
  std::optional<stats::Interval> interval;
};

// One value of each episode: they are what was repeated.
AxisFigure mean_of(const std::vector<double>& values) {
  const auto mean = stats::geometric_mean(values);
  return mean ? AxisFigure{mean->value, mean->interval} : AxisFigure{};
}

template <class Get>
AxisFigure over_episodes(const std::vector<MeasuredEpisode>& episodes, Get get) {
  std::vector<double> values;
  for (const MeasuredEpisode& each : episodes) {
    if (const std::optional<double> value = get(*each.episode)) values.push_back(*value);
  }
  return mean_of(values);
}

// factor * loaded / alone, of the episodes of one iteration.
template <class Get>
AxisFigure over_pairs(const TwoLevels& levels, double factor, Get get) {
  std::vector<double> ratios;
  for (const MeasuredEpisode& each : levels.of_loaded) {
    const auto other = std::find_if(levels.of_alone.begin(), levels.of_alone.end(),
                                    [&](const auto& x) { return x.iteration == each.iteration; });
    if (other == levels.of_alone.end()) continue;
    const std::optional<double> loaded = get(*each.episode);
    const std::optional<double> alone = get(*other->episode);
    if (loaded && alone && *alone > 0) ratios.push_back(factor * *loaded / *alone);
  }
  return mean_of(ratios);
}

std::optional<double> rate_of_turns(const Episode& episode) {
  std::vector<double> rates;
  for (const Exchange* turn : episode.primary()) {
    if (const auto rate = turn->generation.tokens_per_s(); rate && turn->is_answered()) rates.push_back(*rate);
  }
  return stats::median(rates);
}

std::optional<double> ttft_of_first(const Episode& episode) {
  const Exchange* turn = find_turn(episode, 1);
  return turn == nullptr ? std::nullopt : due_ttft_ms(*turn);
}

std::optional<double> slow_ms_per_token(const Episode& episode) {
  std::vector<double> times;
  for (const Exchange& each : episode.exchanges) {
    const auto tokens = each.generation.tokens();
    if (each.is_answered() && tokens.value_or(0) > 0)
      times.push_back(each.generation.total_ms / static_cast<double>(*tokens));
  }
  return stats::nearest_rank(times, kTail);
}

AxisFigure solo_rate(const TwoLevels& levels) { return over_episodes(levels.of_alone, rate_of_turns); }
AxisFigure ttft_growth(const TwoLevels& levels) { return over_pairs(levels, 1, ttft_of_first); }
AxisFigure slow_token(const TwoLevels& levels) { return over_episodes(levels.of_loaded, slow_ms_per_token); }
AxisFigure rate_kept(const TwoLevels& levels) { return over_pairs(levels, 1.0 / levels.loaded.level, rate_of_all); }

AxisFigure side_answers_right(const TwoLevels& levels) {
  int right = 0;
  int judged = 0;
  for (const MeasuredEpisode& each : levels.of_loaded) {
    for (const Exchange& exchange : each.episode->exchanges) {
      if (exchange.is_primary() || exchange.is_cut || !core::is_scored(exchange.outcome)) continue;
      ++judged;
      right += exchange.outcome == core::Outcome::pass;
    }
  }
  if (judged == 0) return {};
  auto interval = stats::wilson(right, judged);
  if (interval) interval = stats::Interval{100 * interval->lo, 100 * interval->hi};
  return {100.0 * right / judged, interval};
}

AxisFigure peak_gib(const TwoLevels& levels) {
  std::vector<double> peaks;
  for (const MeasuredEpisode& each : levels.of_loaded) {
    const auto& bytes = each.record->memory.peak_bytes;
    if (bytes) peaks.push_back(static_cast<double>(*bytes) / kBytesOfGib);
  }
  return mean_of(peaks);
}

struct AxisRow {
  const char* name;
  const char* unit;
  const char* short_unit;
  double worst;
  double best;
  AxisFigure (*figure)(const TwoLevels& levels);
};
constexpr std::array<AxisRow, kRadarAxes> kAxes{{
    {"Solo speed", "tokens/s by the server's clock, level 1", "tokens/s", 0, 100, solo_rate},
    {"TTFT under load", "times level 1, first turn", "times", 5, 1, ttft_growth},
    {"Slow answers under load", "ms per token, p90 of the total times", "ms per token", 250, 10, slow_token},
    {"Side tasks right", "% by hidden tests", "%", 0, 100, side_answers_right},
    {"Scaling", "tokens/s of all / (N x those at level 1)", "of N x", 0, 1, rate_kept},
    {"Memory", "GiB, peak of an episode", "GiB", 24, 0, peak_gib},
}};

using ByItem = std::map<std::string, std::vector<MeasuredEpisode>>;

std::pair<bool, int> rank_of(const LoadItem& item) { return {item.mode == LoadMode::sustained, item.level}; }

// The highest level, of mode sustained where that has one above 1; and level 1, of the same mode where it is there.
std::optional<TwoLevels> choose_levels(const ByItem& items) {
  std::optional<LoadItem> loaded;
  std::optional<LoadItem> alone;
  for (const auto& [name, episodes] : items) {
    const LoadItem item = episodes.front().episode->item;
    if (!item.is_open() && item.level > 1 && (!loaded || rank_of(item) > rank_of(*loaded))) loaded = item;
  }
  if (!loaded) return std::nullopt;
  for (const auto& [name, episodes] : items) {
    const LoadItem item = episodes.front().episode->item;
    if (!item.is_open() && item.level == 1 && (!alone || item.mode == loaded->mode)) alone = item;
  }
  if (!alone) return std::nullopt;
  return TwoLevels{*alone, *loaded, items.at(core::to_string(*alone)), items.at(core::to_string(*loaded))};
}

CorrectedRadar correct_radar(const std::string& model, const std::string& suite, const TwoLevels& levels) {
  CorrectedRadar radar{.model = model, .suite = suite, .alone = levels.alone, .loaded = levels.loaded};
  radar.episodes = static_cast<int>(levels.of_loaded.size());
  for (const AxisRow& row : kAxes) {
    const AxisFigure figure = row.figure(levels);
    radar.axes.push_back({row.name, row.unit, row.short_unit, row.worst, row.best, figure.value, figure.interval});
  }
  return radar;
}

}  // namespace

std::vector<CorrectedRadar> correct_radars(const CellTable& table) {
  std::map<std::pair<std::string, std::string>, ByItem> found;  // by suite and model
  for (const TableCell& cell : table.cells()) {
    const auto* episode = std::get_if<Episode>(&cell.counted->payload);
    if (episode != nullptr && episode->outcome == core::Outcome::measured)
      found[{cell.suite, cell.model}][cell.item].push_back({cell.iteration, cell.counted, episode});
  }
  std::vector<CorrectedRadar> radars;
  for (const core::SuiteFacts& suite : table.data().manifest.suites) {
    for (const core::ModelFacts& model : table.data().manifest.models) {
      const auto items = found.find({suite.id, model.model.id});
      if (items == found.end()) continue;
      if (const auto levels = choose_levels(items->second))
        radars.push_back(correct_radar(model.model.id, suite.id, *levels));
    }
  }
  return radars;
}

}  // namespace quantladder::report
