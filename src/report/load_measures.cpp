// How many agents a model serves well: its row in the table of measures.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "figures.h"
#include "quantladder/report/load.h"

namespace quantladder::report {
namespace {

constexpr double kServedShare = 0.95;  // of the requests of a level that must be served well

// The levels of one model and mode, ascending. Without a sustained load there is the one that was asked once.
std::vector<LoadedLevel> rising_levels(const CellTable& table, const std::string& model) {
  std::vector<LoadedLevel> all = summarise_load(table).levels;
  std::erase_if(
      all, [&](const LoadedLevel& each) { return each.model != model || each.load.is_open() || !each.good.interval; });
  const auto is_sustained = [](const LoadedLevel& each) { return each.load.mode == core::LoadMode::sustained; };
  const bool has_sustained = std::any_of(all.begin(), all.end(), is_sustained);
  std::erase_if(all, [&](const LoadedLevel& each) { return is_sustained(each) != has_sustained; });
  std::sort(all.begin(), all.end(),
            [](const LoadedLevel& a, const LoadedLevel& b) { return a.load.level < b.load.level; });
  return all;
}

// Returns the last level up to which all do; 0: not even the first.
template <class Does>
int last_level(const std::vector<LoadedLevel>& levels, Does does) {
  int last = 0;
  for (const LoadedLevel& each : levels) {
    if (!does(each)) break;
    last = each.load.level;
  }
  return last;
}

}  // namespace

Figure agents_figure(const CellTable& table, const ModelSummary& model, const std::string&) {
  const std::vector<LoadedLevel> levels = rising_levels(table, model.id());
  if (levels.empty()) return {};
  const auto share = [](const LoadedLevel& each) { return static_cast<double>(each.good.k) / each.good.n; };
  Figure figure;
  figure.n = static_cast<int>(levels.size());
  figure.value = last_level(levels, [&](const LoadedLevel& each) { return share(each) >= kServedShare; });
  // Between the last level that is shown to do, and the last one that is not shown to fail.
  const int shown = last_level(levels, [](const LoadedLevel& each) { return each.good.interval->lo >= kServedShare; });
  const int open = last_level(levels, [](const LoadedLevel& each) { return each.good.interval->hi >= kServedShare; });
  figure.ci = stats::Interval{static_cast<double>(shown), static_cast<double>(open)};
  figure.method = "Wilson, level by level";
  return figure;
}

}  // namespace quantladder::report
