#include "stats_simulation/experiments.h"

#include <algorithm>
#include <cmath>

#include "quantladder/stats/comparison.h"
#include "quantladder/stats/describe.h"
#include "quantladder/stats/equivalence.h"
#include "quantladder/stats/holm.h"
#include "quantladder/stats/mcnemar.h"
#include "quantladder/stats/permutation.h"

namespace quantladder::simulation {
namespace {

constexpr double kAlpha = 0.05;

bool is_small(const std::optional<double>& p) { return p && *p <= kAlpha; }

bool excludes_zero(const std::optional<stats::Interval>& interval) { return interval && !interval->contains(0); }

bool do_not_overlap(const stats::PairedSeries& pairs) {
  const auto a = stats::student_t_interval(pairs.a.values);
  const auto b = stats::student_t_interval(pairs.b.values);
  return a && b && (a->hi < b->lo || b->hi < a->lo);  // touching counts as overlapping
}

bool any_level_differs(const stats::PairedSeries& pairs) {
  std::vector<double> p_values;
  for (std::size_t i = 0; i < pairs.a.levels.size(); ++i) {
    p_values.push_back(stats::mcnemar(pairs.a.levels[i].credit, pairs.b.levels[i].credit)->p);
  }
  const auto adjusted = stats::holm(p_values);
  return *std::min_element(adjusted.begin(), adjusted.end()) <= kAlpha;
}

stats::Series series_of(const Population& population, int n, Random& random) {
  return draw_pairs(population, population, 0, n, random).a;
}

std::vector<stats::PairInput> all_pairs(const std::vector<stats::Series>& models) {
  std::vector<stats::PairInput> pairs;
  for (std::size_t i = 0; i < models.size(); ++i) {
    for (std::size_t j = i + 1; j < models.size(); ++j) {
      pairs.push_back({std::to_string(i), std::to_string(j), models[i], models[j]});
    }
  }
  return pairs;
}

}  // namespace

Rejections rejections(const Population& a, const Population& b, double copula, int n, int replications,
                      Random& random) {
  Rejections sums;
  for (int i = 0; i < replications; ++i) {
    const auto pairs = draw_pairs(a, b, copula, n, random);
    sums.ci_overlap += do_not_overlap(pairs);
    sums.paired_t += excludes_zero(stats::student_t_interval(pairs.differences));
    sums.sign_flip += is_small(stats::sign_flip(pairs.differences)->p);
    if (i % 5 == 0) sums.permutation += 5 * is_small(stats::two_sample_permutation(pairs.a.values, pairs.b.values)->p);
    sums.any_level += any_level_differs(pairs);
    sums.bootstrap += excludes_zero(stats::paired_interval(pairs).interval);
  }
  for (double* sum :
       {&sums.ci_overlap, &sums.paired_t, &sums.sign_flip, &sums.permutation, &sums.any_level, &sums.bootstrap}) {
    *sum /= replications;
  }
  return sums;
}

double sign_flip_rejections(const Population& a, const Population& b, int n, int replications, Random& random) {
  int rejected = 0;
  for (int i = 0; i < replications; ++i) {
    rejected += is_small(stats::sign_flip(draw_pairs(a, b, 0, n, random).differences)->p);
  }
  return static_cast<double>(rejected) / replications;
}

FamilyErrors family_errors(int models, int n, int replications, Random& random) {
  FamilyErrors errors;
  const Population population = pooled();
  for (int i = 0; i < replications; ++i) {
    std::vector<stats::Series> all;
    for (int m = 0; m < models; ++m) {
      all.push_back(series_of(population, n, random));
      all.back().levels.clear();  // ten pairs and more: not needed, and the diagnostics would take most of the time
    }
    const auto compared = stats::compare_family(all_pairs(all));
    errors.unadjusted += std::any_of(compared.begin(), compared.end(), [](const auto& c) { return is_small(c.p); });
    errors.holm += std::any_of(compared.begin(), compared.end(),
                               [](const auto& c) { return c.decision.better != stats::Side::none; });
  }
  return {errors.unadjusted / replications, errors.holm / replications};
}

FalseEquivalence false_equivalence(int n, int replications, Random& random) {
  FalseEquivalence sums;
  const Population a{"passes all", {1, 1, 1, 1, 1}, 0, {}};
  const Population b{"fails the first", {0.75, 1, 1, 1, 1}, 0, {}};
  for (int i = 0; i < replications; ++i) {
    const auto pairs = draw_pairs(a, b, 0, n, random);
    const double error = *stats::standard_deviation(pairs.differences) / std::sqrt(n);
    const double difference = *stats::mean(pairs.differences);
    sums.t_tests += error == 0 ? std::fabs(difference) < 5 : is_small(stats::tost_p(difference, error, n - 1, 5));
    sums.project += is_small(stats::equivalence(pairs, 5).p);
  }
  return {sums.t_tests / replications, sums.project / replications};
}

double shown_equivalent(const ModelPair& pair, double margin, int n, int replications, Random& random) {
  int shown = 0;
  for (int i = 0; i < replications; ++i) {
    // The same as p <= 0.05, without the search for p.
    const auto pairs = draw_pairs(pair.a, pair.b, pair.copula, n, random);
    const auto interval = *stats::equivalence_interval(pairs, 1 - 2 * kAlpha);
    shown += interval.lo > -margin && interval.hi < margin;
  }
  return static_cast<double>(shown) / replications;
}

}  // namespace quantladder::simulation
