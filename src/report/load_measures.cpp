// How many agents a model serves well: its row in the table of measures.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "figures.h"
#include "quantladder/report/load.h"
#include "quantladder/report/load_search.h"

namespace quantladder::report {
namespace {

// The levels of one suite, ascending. Without a sustained load there is the one that was asked once.
std::vector<LoadedLevel> rising_levels(std::vector<LoadedLevel> all) {
  std::erase_if(all, [](const LoadedLevel& each) { return !each.good.interval; });
  const auto is_sustained = [](const LoadedLevel& each) { return each.load.mode == core::LoadMode::sustained; };
  const bool has_sustained = std::any_of(all.begin(), all.end(), is_sustained);
  std::erase_if(all, [&](const LoadedLevel& each) { return is_sustained(each) != has_sustained; });
  std::sort(all.begin(), all.end(),
            [](const LoadedLevel& a, const LoadedLevel& b) { return a.load.level < b.load.level; });
  return all;
}

// The levels of a model that have a number of agents, by suite.
std::map<std::string, std::vector<LoadedLevel>> levels_by_suite(const CellTable& table, const std::string& model) {
  std::map<std::string, std::vector<LoadedLevel>> found;
  for (LoadedLevel& each : summarise_load(table).levels) {
    if (each.model == model && !each.load.is_open()) found[each.suite].push_back(std::move(each));
  }
  return found;
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

// Agents that a model serves well in one suite.
struct Served {
  int agents = 0;
  int shown = 0;                        // so many at least
  int possible = core::kMostLoadLevel;  // so many at most; where no level is shown to fail, any number
  int lowest = 1;                       // level that was measured
};

Served serve(const std::vector<LoadedLevel>& levels) {
  const auto share = [](const LoadedLevel& each) { return static_cast<double>(each.good.k) / each.good.n; };
  const auto fails = [](const LoadedLevel& each) { return each.good.interval->hi < each.service.share(); };
  const auto shown = [](const LoadedLevel& each) { return each.good.interval->lo >= each.service.share(); };
  Served served{.lowest = levels.front().load.level};
  served.agents = last_level(levels, [&](const LoadedLevel& each) { return share(each) >= each.service.share(); });
  for (const LoadedLevel& each : levels) {
    if (each.load.level <= served.agents && shown(each)) served.shown = each.load.level;
  }
  const auto failed = std::find_if(levels.begin(), levels.end(), fails);
  if (failed != levels.end()) served.possible = failed->load.level - 1;
  return served;
}

// As the search of the suite found it.
Served serve(const FoundLoad& found) {
  Served served{.agents = found.best ? found.best->level : 0, .shown = found.shown ? found.shown->level : 0};
  if (found.refuted) served.possible = found.refuted->level - 1;
  return served;
}

// nullptr: the levels of the suite were given.
const FoundLoad* find_search(const std::vector<FoundLoad>& searches, const std::string& suite,
                             const std::string& model) {
  const auto found = std::find_if(searches.begin(), searches.end(), [&](const FoundLoad& each) {
    return each.suite == suite && each.model == model && !row_of(each.search.mode).is_open;
  });
  return found == searches.end() ? nullptr : &*found;
}

// Agents meet every suite, so those that each of two suites allows.
Served both(const Served& a, const Served& b) {
  Served least{std::min(a.agents, b.agents), std::min(a.shown, b.shown), std::min(a.possible, b.possible)};
  least.lowest = a.agents == b.agents ? std::min(a.lowest, b.lowest) : (a.agents < b.agents ? a : b).lowest;
  return least;
}

}  // namespace

Figure agents_figure(const CellTable& table, const ModelSummary& model, const std::string&) {
  std::optional<Served> least;
  Figure figure;
  const std::vector<FoundLoad> searches = found_loads(table);
  for (const auto& [suite, all] : levels_by_suite(table, model.id())) {
    const std::vector<LoadedLevel> rising = rising_levels(all);
    if (rising.empty())
      return {.no_ci_reason = fmt::format("{} has no level with a request whose rate is known", suite)};
    figure.n += static_cast<int>(rising.size());
    const FoundLoad* search = find_search(searches, suite, model.id());
    const Served served = search == nullptr ? serve(rising) : serve(*search);
    least = least ? both(*least, served) : served;
  }
  if (!least) return {};
  figure.value = least->agents;
  figure.ci = stats::Interval{static_cast<double>(least->shown), static_cast<double>(least->possible)};
  figure.method = "Wilson, level by level";
  // The levels below the lowest that was measured may do.
  if (least->agents == 0 && least->lowest > 1) figure.text = fmt::format("below {}", least->lowest);
  return figure;
}

}  // namespace quantladder::report
