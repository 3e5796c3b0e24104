// Who is compared with whom: the family of pairs that is tested together, and which of them are shown.
#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "quantladder/report/cell_table.h"
#include "quantladder/report/comparison.h"
#include "quantladder/report/summary.h"

namespace quantladder::report {

// A model in its run.
struct Contestant {
  const CellTable& table;
  const ModelSummary& model;
  std::string label;
};

using Pairs = std::vector<std::pair<std::size_t, std::size_t>>;  // candidate, baseline: positions in `contestants`

// The family is tested together, whatever of it is shown: so that a pair shown alone has the verdict it has among all.
struct Contest {
  std::vector<Contestant> contestants;
  Pairs pairs;                     // the family
  std::vector<std::size_t> shown;  // positions in `pairs`, ascending

  bool is_one_run() const;
  bool is_shown(std::size_t pair) const;
  Pairs shown_pairs() const;
  std::set<std::size_t> shown_contestants() const;
};

// Both throw core::Error(usage) for what the request names and is not there, or when nobody is left to compare.
Contest contest_of_models(const RunOf& run, const ComparisonRequest& request);
Contest contest_of_runs(const RunOf& baseline, const RunOf& candidate, const ComparisonRequest& request);

// Returns other tasks, prompts, tests, points or request settings, one line each. Empty: the same was asked of both.
std::vector<std::string> find_unlike(const Contestant& a, const Contestant& b);
// Returns likewise the domains whose chunks are of another text or context, or were compared with another baseline.
std::vector<std::string> find_unlike_domains(const Contestant& a, const Contestant& b);

}  // namespace quantladder::report
