// `plan --power` tells what a planned run could find.
#pragma once

#include <optional>
#include <string>

#include "quantladder/app/inputs.h"
#include "quantladder/stats/power.h"

namespace quantladder::app {

// The user asks this of a plan.
struct PowerQuestion {
  double difference = 10;       // points that the user cares about
  std::string pilot;            // a run or a table; empty: the planned run's own records, if it has enough
  std::optional<double> scale;  // of the scores of `pilot`, where that is a table
  std::vector<double> assume;   // pass rates instead of a pilot: one per task, or one for all
  double correlation = 0;       // of two models' scores, with `assume`
};

// The spread of the paired differences, and where it comes from.
struct Spread {
  double sd = 0;
  std::string source;              // in words
  std::optional<double> cautious;  // a pilot's sd is uncertain itself: its upper 80 % limit
};

struct PowerReport {
  Spread spread;
  stats::PowerPlan expected;
  std::optional<stats::PowerPlan> cautious;  // with the spread's upper limit
  std::string warning;                       // why this run cannot decide; empty: it can
};

// Takes the spread from the pilot (`question.pilot`, else `run_folder` when it has at least five pairs of two models),
// else from the stated pass rates, else from the widest case. The family and the pilot are those of the selected
// models. Throws core::Error(usage) for a pilot that has no pairs, or rates that do not fit the suite.
PowerReport make_power_report(const Inputs& inputs, const PowerQuestion& question, std::optional<double> margin,
                              const std::string& run_folder);

// Returns what speaks against a run with looks before it is begun; empty when its largest number of iterations has the
// power.
std::string equivalence_doubt(const Inputs& inputs, std::optional<double> margin, const std::string& run_folder);

// Several lines, aligned, without a final blank one.
std::string to_text(const PowerReport& report);
std::string to_json(const PowerReport& report);

// Fewer iterations than any verdict takes, in one line; empty when there are enough.
std::string too_few_iterations(int iterations, int comparisons);

}  // namespace quantladder::app
