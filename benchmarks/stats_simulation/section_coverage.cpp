#include <cmath>
#include <cstdio>

#include "stats_simulation/experiments.h"
#include "stats_simulation/sections.h"
#include "stats_simulation/specified.h"

namespace quantladder::simulation {
void print_mean(const Options& options) {
  std::printf(
      "## Coverage of the default 95 %% interval of one mean\n\n| population | 5 | 15 | 30 | 60 "
      "|\n|---|---|---|---|---|\n");
  std::array<specified::Range, 4> range{};
  range.fill({1, 0});
  Random random = stream(options, 1);
  for (const Population& population : ten_populations()) {
    std::printf("| %s |", population.name.c_str());
    for (std::size_t i = 0; i < specified::kSizes.size(); ++i) {
      const double share = coverage_of_mean(population, specified::kSizes[i], options.replications, random);
      range[i] = {std::min(range[i].lowest, share), std::max(range[i].highest, share)};
      std::printf(" %.4f |", share);
      std::fflush(stdout);
    }
    std::printf("\n");
  }
  std::printf("| **lowest .. highest** |");
  for (const auto& r : range) std::printf(" %.3f .. %.3f |", r.lowest, r.highest);
  std::printf("\n| specified |");
  for (const auto& r : specified::kMeanCoverage) std::printf(" %.3f .. %.3f |", r.lowest, r.highest);
  std::printf("\n\n");
}

void print_difference(const Options& options) {
  std::printf(
      "## Coverage of the default 95 %% interval of a difference (same level of both models correlated 0 / 0.4)\n\n");
  std::printf("| pair | 5 | 15 | 30 | 60 |\n|---|---|---|---|---|\n");
  const auto ten = ten_populations();
  const std::vector<std::pair<Population, Population>> pairs{{pooled(), pooled()}, {pooled(), shifted(pooled(), 5)},
                                                             {ten[0], ten[2]},     {ceiling(), ceiling()},
                                                             {middle(), middle()}, {pooled(), middle()}};
  const char* names[] = {"pooled, pooled",   "pooled, pooled - 5", "AesSedai, unsloth",
                         "ceiling, ceiling", "middle, middle",     "pooled, middle"};
  std::array<specified::Range, 4> range{};
  range.fill({1, 0});
  Random random = stream(options, 2);
  for (std::size_t p = 0; p < pairs.size(); ++p) {
    std::printf("| %s |", names[p]);
    for (std::size_t i = 0; i < specified::kSizes.size(); ++i) {
      for (const double copula : {0.0, 0.4}) {
        // A rate of 1 has no latent threshold; such pairs are drawn independently.
        const double share = coverage_of_difference(pairs[p].first, pairs[p].second, copula, specified::kSizes[i],
                                                    options.replications, random);
        range[i] = {std::min(range[i].lowest, share), std::max(range[i].highest, share)};
        std::printf(copula == 0 ? " %.3f /" : " %.3f |", share);
        std::fflush(stdout);
      }
    }
    std::printf("\n");
  }
  std::printf("| **lowest .. highest** |");
  for (const auto& r : range) std::printf(" %.3f .. %.3f |", r.lowest, r.highest);
  std::printf("\n| specified (12 pairs) |");
  for (const auto& r : specified::kDifferenceCoverage) std::printf(" %.3f .. %.3f |", r.lowest, r.highest);
  std::printf("\n\n");
}

void print_speed(const Options& options) {
  std::printf("## Speeds: coverage with all requests pooled / with server starts as the unit\n\n");
  std::printf("| starts x requests | measured | specified |\n|---|---|---|\n");
  Random random = stream(options, 11);
  for (const auto& row : specified::kSpeeds) {
    const auto got = speed_coverage(row.starts, row.requests, options.replications, random);
    std::printf("| %d x %d | %.3f / %.3f | %.3f / %.3f |\n", row.starts, row.requests, got.pooled, got.starts,
                row.pooled, row.of_starts);
  }
  std::printf("\n");
}

}  // namespace quantladder::simulation
