// What a search for the most agents, or arrivals a second, has found, and what it measures next. All of it follows from
// the records, so that a search that was killed goes on where it was.
//
// Looks: an item is looked at after 3, 6, 12, ... of its episodes, as far as the search's number allows. Look k decides
// at level 1 - 0.05 / (k (k + 1)), so that all looks at an item together err with 5 % at most. It shows that an item is
// served where the whole interval of its share is at or above the service level's, and that it is not where the whole
// interval is below. The interval is stats::wilson_of_clusters, of the episodes.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "quantladder/core/closed_set.h"
#include "quantladder/core/load_search.h"
#include "quantladder/report/cell_table.h"
#include "quantladder/stats/binomial.h"
#include "quantladder/stats/interval.h"

namespace quantladder::report {

// What the looks at an item say of its requests.
enum class ServedWell {
  open,       // more episodes may show it
  undecided,  // the last look did not
  served,
  failed,
};

}  // namespace quantladder::report

namespace quantladder::core {

struct ServedWellRow {
  report::ServedWell value;
  std::string_view id;
  std::string_view words;
};
template <>
inline constexpr std::array<ServedWellRow, 4> kIds<report::ServedWell>{
    {{report::ServedWell::open, "open", "not shown yet"},
     {report::ServedWell::undecided, "undecided", "not shown"},
     {report::ServedWell::served, "served", "served"},
     {report::ServedWell::failed, "failed", "not served"}}};

}  // namespace quantladder::core

namespace quantladder::report {

struct SearchedItem {
  std::string item;  // its name in the run
  core::LoadItem load;
  std::vector<stats::Cluster> episodes;  // requests served well, of all that count; by iteration
  ServedWell verdict = ServedWell::open;
  int seen = 0;                             // episodes that its newest look was at
  std::optional<stats::Interval> interval;  // of the share at that look, in [0, 1]

  // Return what the newest look was at; before the first one, what there is.
  int good() const;
  int requests() const;
  std::string share_in_words() const;  // "118 of 120 requests [92.1, 99.8] %"
};

struct NextMeasured {
  core::LoadItem item;
  int episodes = core::kFirstLook;  // that it has then
};

// What was found of one model.
struct FoundLoad {
  std::string model;
  std::string suite;
  core::ServiceLevel service;
  core::LoadSearch search;                // of this model: it ends at its slots where nothing may wait for one
  std::vector<SearchedItem> items;        // that were measured, rising
  std::optional<core::LoadItem> best;     // the last one up to which the share is met; nullopt: not even the first
  std::optional<core::LoadItem> shown;    // the highest that is shown to be served; nullopt: none
  std::optional<core::LoadItem> refuted;  // the lowest that is shown not to be; nullopt: none
  std::optional<NextMeasured> next;       // nullopt: the search is over

  const SearchedItem* find(const core::LoadItem& item) const;  // nullptr: it was not measured
  // Returns whether the best item is shown to be served, and the next one shown not to be, or not there.
  bool is_decided() const;
};

// What the items of a model have, by their place in the search.
using MeasuredItems = std::map<int, std::vector<stats::Cluster>>;
// Returns what was found of a model, whose levels end at `most`, from what its items have.
FoundLoad find_load(const core::LoadSearch& search, const core::ServiceLevel& service, const MeasuredItems& measured);

// Returns what the searches of a run found, by suite and model; empty where it has none.
std::vector<FoundLoad> found_loads(const CellTable& table);

// Returns how many requests without a miss a first look takes to show an item to be served.
int least_requests(const core::ServiceLevel& service);

}  // namespace quantladder::report
