#include <algorithm>
#include <cmath>
#include <cstdio>

#include "stats_simulation/experiments.h"
#include "stats_simulation/sections.h"

namespace quantladder::simulation {
namespace {

constexpr double kShared[] = {0, 0.3, 0.6};
constexpr int kSizes[] = {2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15};

std::string percent(double share) { return std::to_string(std::lround(100 * share)) + " %"; }

ModelPair twice(const Population& population) { return {population.name + ", twice", population, population, 0}; }

Population named(const std::string& name, Population population) {
  population.name = name;
  return population;
}

Population with_shared(double shared) { return named("shared draws, " + percent(shared), together(shared)); }

Population suite(std::size_t tasks, double shared) {
  return named(std::to_string(tasks) + " tasks, shared draws, " + percent(shared), suite_together(tasks, shared));
}

// In `share` of its iterations it fails all levels, else none.
Population all_or_nothing(double share) {
  const double rate = 1 - share;
  return {.name = "", .rates = {rate, rate, rate, rate, rate}, .shared = 1};
}

std::vector<Population> populations() {
  auto all = ten_populations();
  for (const double shared : kShared) all.push_back(with_shared(shared));
  return all;
}

std::vector<ModelPair> pairs() {
  std::vector<ModelPair> all;
  for (const Population& population : populations()) all.push_back(twice(population));
  const auto ten = ten_populations();
  all.push_back({"rates of AesSedai, of unsloth", ten[0], ten[2], 0});
  all.push_back({"pooled, middle", pooled(), middle(), 0});
  all.push_back({"ceiling, pooled", ceiling(), pooled(), 0});
  all.push_back({"shared draws, 60 %, 20 points less", together(0.6), shifted(together(0.6), 20), 0});
  all.push_back({"ceiling, shared draws, 60 %", ceiling(), together(0.6), 0});
  all.push_back({"pooled, twice, pairs correlated 0.4", pooled(), pooled(), 0.4});
  return all;
}

std::vector<ModelPair> pairs_of_suites() {
  std::vector<ModelPair> all;
  for (const std::size_t tasks : {10, 20}) {
    for (const double shared : kShared) all.push_back(twice(suite(tasks, shared)));
  }
  return all;
}

struct Margin {
  ModelPair apart;  // by the margin
  ModelPair equal;
  double margin = 0;
};

std::vector<Margin> margins() {
  std::vector<Margin> all;
  auto models = std::vector<Population>{pooled()};
  for (const double shared : kShared) models.push_back(with_shared(shared));
  for (const double margin : {5.0, 10.0, 20.0, 40.0}) {
    for (const Population& model : models) {
      all.push_back({{model.name, model, shifted(model, margin), 0}, twice(model), margin});
    }
  }
  const Population perfect{.name = "passes all", .rates = {1, 1, 1, 1, 1}};
  for (const double margin : {12.0, 22.0}) {
    const Population all_at_once = all_or_nothing(margin / 100);
    all.push_back({{"passes all, fails all at once", perfect, all_at_once, 0}, twice(perfect), margin});
  }
  return all;
}

void print_sizes(const char* first) {
  std::printf("| %s |", first);
  for (const int n : kSizes) std::printf(" %d |", n);
  std::printf("\n|---|");
  for (std::size_t i = 0; i < std::size(kSizes); ++i) std::printf("---|");
}

void print(const Coverage& got) {
  std::printf(" %.1f / %.1f |", 100 * got.share, got.width);
  std::fflush(stdout);
}

void print_differences(const std::vector<ModelPair>& pairs, const Options& options, std::uint64_t section) {
  std::printf("## Few pairs: coverage of the difference, %% / mean width, points\n\n");
  print_sizes("pair");
  for (std::size_t row = 0; row < pairs.size(); ++row) {
    Random random = stream(options, section + row);
    std::printf("\n| %s |", pairs[row].name.c_str());
    for (const int n : kSizes) print(coverage_and_width(pairs[row], n, options.replications, random));
  }
  std::printf("\n\n");
}

}  // namespace

void print_few(const Options& options) {
  std::printf("## One mean with few iterations: coverage, %% / mean width, points\n\n");
  print_sizes("population");
  Random random = stream(options, 12);
  for (const Population& population : populations()) {
    std::printf("\n| %s |", population.name.c_str());
    for (const int n : kSizes) print(coverage_and_width(population, n, options.replications, random));
  }
  std::printf("\n\n");
}

void print_few_pairs(const Options& options) { print_differences(pairs(), options, 100); }

void print_few_suites(const Options& options) { print_differences(pairs_of_suites(), options, 200); }

void print_partial(const Options& options) {
  constexpr int kPartialSizes[] = {3, 5, 9, 15};
  std::printf(
      "## Partial credit: coverage of one mean, %% / mean width, points; then of a difference\n\n| population |");
  for (const char* what : {"", "difference "}) {
    for (const int n : kPartialSizes) std::printf(" %s%d |", what, n);
  }
  std::printf("\n|---|---|---|---|---|---|---|---|---|");
  Random random = stream(options, 16);
  const int of_pairs = std::max(100, options.replications / 5);
  for (const Population& population : partial_populations()) {
    std::printf("\n| %s |", population.name.c_str());
    for (const int n : kPartialSizes) print(coverage_and_width(population, n, options.replications, random));
    for (const int n : kPartialSizes) print(coverage_and_width(twice(population), n, of_pairs, random));
  }
  std::printf("\n\n");
}

void print_few_equivalence(const Options& options) {
  std::printf("## Few pairs: called equivalent where the models differ by the margin / where they are equal, %%\n\n");
  print_sizes("models, margin");
  Random random = stream(options, 14);
  const auto share = [&](const ModelPair& pair, double margin, int n) {
    return 100 * shown_equivalent(pair, margin, n, options.replications, random);
  };
  for (const auto& [apart, equal, margin] : margins()) {
    std::printf("\n| %s, +-%g |", apart.name.c_str(), margin);
    for (const int n : kSizes) {
      const double wrong = share(apart, margin, n);
      std::printf(" %.1f / %.1f |", wrong, share(equal, margin, n));
      std::fflush(stdout);
    }
  }
  std::printf("\n\n");
}

void print_few_stopping(const Options& options) {
  std::printf(
      "## Few pairs, a look after each from the fifth: false claims of a difference, %% / coverage of the repeated\n"
      "interval at the stop, %% / of these without one, %% / called equivalent within 20 points where they differ by "
      "as "
      "much, %%\n\n");
  std::printf("| models | at most 6 | 7 | 8 | 9 | 12 | 15 |\n|---|---|---|---|---|---|---|");
  Random random = stream(options, 15);
  auto models = std::vector<Population>{pooled(), ceiling()};
  for (const double shared : kShared) models.push_back(with_shared(shared));
  for (const Population& model : models) {
    std::printf("\n| %s |", model.name.c_str());
    for (const int n_max : {6, 7, 8, 9, 12, 15}) {
      const auto claims = stopping(model, model, n_max, 1, options.replications, random);
      const auto after = after_stopping(model, model, n_max, 1, options.replications, random);
      const auto apart = whole_rule(model, shifted(model, 20), n_max, 20, 1, options.replications, random);
      std::printf(" %.1f / %.1f / %.1f / %.1f |", 100 * claims.declared, 100 * after.repeated, 100 * after.none,
                  100 * apart.equivalent);
      std::fflush(stdout);
    }
  }
  std::printf("\n\n");
}

}  // namespace quantladder::simulation
