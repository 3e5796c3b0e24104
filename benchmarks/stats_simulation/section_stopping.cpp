#include <cmath>
#include <cstdio>

#include "stats_simulation/experiments.h"
#include "stats_simulation/sections.h"
#include "stats_simulation/specified.h"

namespace quantladder::simulation {
void print_stopping(const Options& options) {
  std::printf("## Group-sequential sign flip: share declared different / mean n\n\n");
  std::printf("| n_max, look every | true difference | measured | specified |\n|---|---|---|---|\n");
  Random random = stream(options, 7);
  for (const auto& row : specified::kStopping) {
    for (std::size_t i = 0; i < specified::kStoppingDifferences.size(); ++i) {
      const double d = specified::kStoppingDifferences[i];
      const auto got = stopping(d, row.n_max, row.step, options.replications, random);
      std::printf("| %d, %d | %g | %.3f / %.1f | %.3f / %g |\n", row.n_max, row.step, d, got.declared, got.mean_n,
                  row.declared[i], row.mean_n[i]);
    }
    std::fflush(stdout);
  }
  std::printf("\n");
}

void print_rule(const Options& options) {
  std::printf(
      "## The whole stopping rule, look every 5: A better / B better / equivalent / futile / undecided / mean n\n\n");
  std::printf("| n_max, margin, difference | measured | specified | sequential p <= 0.05 |\n|---|---|---|---|\n");
  Random random = stream(options, 8);
  for (const auto& row : specified::kWhole) {
    const auto got = whole_rule(row.difference, row.n_max, row.margin, options.replications, random);
    std::printf(
        "| %d, %g, %g | %.3f / %.3f / %.3f / %.3f / %.3f / %.1f | %.3f / %.3f / %.3f / %.3f / %.3f / %.1f | %.3f |\n",
        row.n_max, row.margin, row.difference, got.a_better, got.b_better, got.equivalent, got.futile, got.undecided,
        got.mean_n, row.a_better, row.b_better, row.equivalent, row.futile, row.undecided, row.mean_n, got.small_p);
    std::fflush(stdout);
  }
  std::printf("\n");
}

void print_after(const Options& options) {
  std::printf(
      "## After stopping: coverage of Student's interval / repeated interval / mean estimate of early stoppers\n\n");
  std::printf("| n_max, difference | measured | specified |\n|---|---|---|\n");
  Random random = stream(options, 9);
  for (const auto& row : specified::kAfter) {
    const auto got = after_stopping(row.difference, row.n_max, options.replications, random);
    std::printf("| %d, %g | %.3f / %.3f / %.2f | %.3f / %.3f / %.2f |\n", row.n_max, row.difference, got.ordinary,
                got.repeated, got.early_estimate, row.ordinary, row.repeated, row.early_estimate);
    std::fflush(stdout);
  }
  std::printf("\n");
}

}  // namespace quantladder::simulation
