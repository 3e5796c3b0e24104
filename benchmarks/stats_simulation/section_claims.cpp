#include <cmath>
#include <cstdio>

#include "stats_simulation/experiments.h"
#include "stats_simulation/sections.h"
#include "stats_simulation/specified.h"

namespace quantladder::simulation {
namespace {

void print_row(const char* name, int n, const specified::Row& measured, const specified::Row& wanted) {
  std::printf("| %s, n = %d | %.3f / %.3f / %.3f / %.3f | %.3f / %.3f / %.3f / %.3f |\n", name, n, measured[0],
              measured[1], measured[2], measured[3], wanted[0], wanted[1], wanted[2], wanted[3]);
}

void print_tests(const Options& options, double copula, const specified::Tests& wanted) {
  std::printf("## Claims of a difference at alpha 0.05, true difference 0 / 2 / 5 / 10, correlation parameter %.1f\n\n",
              copula);
  std::printf("| test | measured | specified |\n|---|---|---|\n");
  Random random = stream(options, copula == 0 ? 3 : 4);
  for (std::size_t i = 0; i < specified::kSizes.size(); ++i) {
    const int n = specified::kSizes[i];
    std::array<Rejections, 4> r;
    for (std::size_t d = 0; d < 4; ++d) {
      const Population b = shifted(pooled(), specified::kDifferences[d]);
      r[d] = rejections(pooled(), b, copula, n, options.replications, random);
    }
    const auto row = [&](double Rejections::*field) {
      return specified::Row{r[0].*field, r[1].*field, r[2].*field, r[3].*field};
    };
    print_row("overlap of t intervals", n, row(&Rejections::ci_overlap), wanted.ci_overlap[i]);
    print_row("paired t", n, row(&Rejections::paired_t), wanted.paired_t[i]);
    print_row("**sign flip**", n, row(&Rejections::sign_flip), wanted.sign_flip[i]);
    print_row("two-sample permutation", n, row(&Rejections::permutation), wanted.permutation[i]);
    print_row("any level (McNemar, Holm)", n, row(&Rejections::any_level), wanted.any_level[i]);
    print_row("default interval excludes 0", n, row(&Rejections::bootstrap), wanted.bootstrap[i]);
    std::fflush(stdout);
  }
  std::printf("\n");
}

}  // namespace

void print_both_tests(const Options& options) {
  print_tests(options, 0, specified::kIndependent);
  print_tests(options, 0.4, specified::kCorrelated);
}

void print_skew(const Options& options) {
  std::printf("## Sign flip with equal means and different shapes (a known limit: it may exceed 0.05)\n\n");
  std::printf("| A / B | n = 15 | n = 30 | specified |\n|---|---|---|---|\n");
  const auto flat = [](double rate) { return Population{"", {rate, rate, rate, rate, rate}, 0, {}}; };
  const std::vector<std::pair<Population, Population>> pairs{{{"", {1, 1, 1, 1, 0}, 0, {}}, flat(0.90)},
                                                             {{"", {0, 1, 1, 1, 1}, 0, {}}, flat(0.75)},
                                                             {{"", {0.4, 1, 1, 1, 1}, 0, {}}, flat(0.85)},
                                                             {{"", {1, 1, 1, 1, 0.5}, 0, {}}, flat(0.95)}};
  const char* names[] = {"always 90 / all .90", "always 75 / all .75", "L1 .40 else 1 / all .85",
                         "L5 .5 else 1 / all .95"};
  Random random = stream(options, 5);
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const auto& [a, b] = pairs[i];
    const double of_15 = sign_flip_rejections(a, b, 15, options.replications, random);
    const double of_30 = sign_flip_rejections(a, b, 30, options.replications, random);
    std::printf("| %s | %.3f | %.3f | %.3f, %.3f |\n", names[i], of_15, of_30, specified::kSkewed[i][0],
                specified::kSkewed[i][1]);
  }
  std::printf("\n");
}

void print_family(const Options& options) {
  std::printf("## Any false claim among identical models, all pairs, n = 15 (specified: with t tests)\n\n");
  std::printf("| models | unadjusted | Holm | specified |\n|---|---|---|---|\n");
  Random random = stream(options, 6);
  for (const auto& row : specified::kFamilies) {
    const auto errors = family_errors(row.models, 15, options.replications, random);
    std::printf("| %d | %.3f | %.3f | %.3f, %.3f |\n", row.models, errors.unadjusted, errors.holm, row.unadjusted,
                row.holm);
    std::fflush(stdout);
  }
  std::printf("\n");
}

void print_equivalence(const Options& options) {
  std::printf("## False claims of equivalence within 5 points, truth 6.25 (specified: t tests 0.24 at n = 5)\n\n");
  std::printf("| n | t tests alone | with the rule for degenerate data |\n|---|---|---|\n");
  Random random = stream(options, 10);
  for (const int n : {5, 8, 15}) {
    const auto got = false_equivalence(n, options.replications / 5 + 1, random);
    std::printf("| %d | %.3f | %.3f |\n", n, got.t_tests, got.project);
  }
  std::printf("\n");
}

}  // namespace quantladder::simulation
