// Replays the tables that the statistics were chosen by, with the project's own code, beside the design's figures.
// Usage: stats_simulation [--replications N] [--seed S] [SECTION...]
// Sections: mean difference tests skew family stopping rule after equivalence speed few few-pairs; all without any.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <set>
#include <string>

#include "stats_simulation/experiments.h"
#include "stats_simulation/specified.h"

namespace quantladder::simulation {
namespace {

struct Options {
  int replications = 10000;
  std::uint64_t seed = 20240607;
  std::set<std::string> sections;
};

// Each section has its own stream: adding one does not change the figures of another.
Random stream(const Options& options, std::uint64_t section) { return Random(options.seed * 1000 + section); }

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

constexpr double kShared[] = {0, 0.3, 0.6};

std::string name_of_shared(double shared) {
  return "shared draws, " + std::to_string(std::lround(100 * shared)) + " %";
}

void print_few(const Options& options) {
  std::printf("## One mean with few iterations: coverage, %% / mean width, points\n\n| population |");
  const int sizes[] = {2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 15};
  for (const int n : sizes) std::printf(" %d |", n);
  std::printf("\n|---|");
  for (std::size_t i = 0; i < std::size(sizes); ++i) std::printf("---|");
  auto populations = ten_populations();
  for (const double shared : kShared) {
    populations.push_back(together(shared));
    populations.back().name = name_of_shared(shared);
  }
  Random random = stream(options, 12);
  for (const Population& population : populations) {
    std::printf("\n| %s |", population.name.c_str());
    for (const int n : sizes) {
      const auto got = coverage_and_width(population, n, options.replications, random);
      std::printf(" %.1f / %.1f |", 100 * got.share, got.width);
    }
    std::fflush(stdout);
  }
  std::printf("\n\n");
}

void print_few_pairs(const Options& options) {
  std::printf("## Few pairs of equal models: coverage, %% / false claims of the sign flip, %%\n\n| pair |");
  for (int n = 3; n <= 9; ++n) std::printf(" %d |", n);
  std::printf(" stopping, at most 9, looks from 5 |\n|---|---|---|---|---|---|---|---|---|");
  Random random = stream(options, 13);
  for (const double shared : kShared) {
    const Population one = together(shared);
    std::printf("\n| %s |", name_of_shared(shared).c_str());
    for (int n = 3; n <= 9; ++n) {
      const double covered = coverage_of_difference(one, one, 0, n, options.replications, random);
      const double claimed = sign_flip_rejections(one, one, n, options.replications, random);
      std::printf(" %.1f / %.1f |", 100 * covered, 100 * claimed);
      std::fflush(stdout);
    }
    std::printf(" %.1f |", 100 * stopping(one, one, 9, 1, options.replications, random).declared);
  }
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

const std::pair<const char*, void (*)(const Options&)> kSections[] = {
    {"mean", print_mean},
    {"difference", print_difference},
    {"tests", print_both_tests},
    {"skew", print_skew},
    {"family", print_family},
    {"stopping", print_stopping},
    {"rule", print_rule},
    {"after", print_after},
    {"equivalence", print_equivalence},
    {"speed", print_speed},
    {"few", print_few},
    {"few-pairs", print_few_pairs},
};

bool is_section(const std::string& name) {
  for (const auto& section : kSections) {
    if (name == section.first) return true;
  }
  return false;
}

// False: not understood.
bool parse(int argc, char** argv, Options& options) {
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--replications" && i + 1 < argc) {
      options.replications = std::atoi(argv[++i]);
    } else if (argument == "--seed" && i + 1 < argc) {
      options.seed = std::strtoull(argv[++i], nullptr, 10);
    } else if (is_section(argument)) {
      options.sections.insert(argument);
    } else {
      return false;
    }
  }
  return options.replications >= 100;
}

}  // namespace
}  // namespace quantladder::simulation

int main(int argc, char** argv) {
  using namespace quantladder::simulation;
  Options options;
  if (!parse(argc, argv, options)) {
    std::fprintf(stderr, "usage: stats_simulation [--replications N, at least 100] [--seed S] [SECTION...]; sections:");
    for (const auto& section : kSections) std::fprintf(stderr, " %s", section.first);
    std::fprintf(stderr, "\n");
    return 2;
  }
  std::printf("%d replications, seed %llu\n\n", options.replications, static_cast<unsigned long long>(options.seed));
  for (const auto& [name, print] : kSections) {
    if (options.sections.empty() || options.sections.count(name) > 0) print(options);
  }
}
