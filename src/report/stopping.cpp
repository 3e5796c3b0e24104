// What a stopping log says of the comparisons within its run.
#include <fmt/format.h>

#include <algorithm>

#include "quantladder/report/run_data.h"

namespace quantladder::report {
namespace {

std::string why_it_ended(core::LookOutcome reason) {
  if (reason == core::LookOutcome::decided) return "every comparison is decided";
  if (reason == core::LookOutcome::futile) return "what is not decided has little chance to be";
  return "the planned number of iterations was reached";
}

// Whether there are results of a round after the one that a look ended the run with.
bool went_on(const core::StoppingLog& log, int rounds, const std::vector<core::Record>& records, int round) {
  return std::any_of(records.begin(), records.end(), [&](const core::Record& record) {
    return core::round_of(record.cell.iteration, log.plan.n_max, rounds) > round;
  });
}

}  // namespace

Stopping read_looks(const core::StoppingLog& log, const core::Manifest& manifest,
                    const std::vector<core::Record>& records) {
  Stopping stopping{.n_max = log.plan.n_max, .alpha = log.plan.alpha, .margin = log.plan.margin};
  stopping.baseline = log.plan.baseline;
  stopping.candidates = log.plan.candidates;
  for (const core::StoppingLook& look : log.looks) {
    const bool is_last = look.round >= manifest.rounds && look.stop;
    for (const core::ComparisonLook& entry : look.comparisons) {
      stopping.looks[entry.candidate].push_back(entry.n);
      if (is_last && entry.outcome == core::LookOutcome::n_max) stopping.last_look[entry.candidate] = entry.n;
    }
    if (look.stop && look.round < manifest.rounds && !went_on(log, manifest.rounds, records, look.round)) {
      stopping.ended = fmt::format("after round {} of {}: {}", look.round, manifest.rounds, why_it_ended(look.reason));
    }
  }
  return stopping;
}

}  // namespace quantladder::report
