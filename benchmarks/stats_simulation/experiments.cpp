#include "stats_simulation/experiments.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "quantladder/stats/comparison.h"
#include "quantladder/stats/describe.h"
#include "quantladder/stats/equivalence.h"
#include "quantladder/stats/holm.h"
#include "quantladder/stats/mcnemar.h"
#include "quantladder/stats/permutation.h"
#include "quantladder/stats/sign_flip.h"
#include "quantladder/stats/timing.h"

namespace quantladder::simulation {
namespace {

constexpr double kAlpha = 0.05;

bool is_small(const std::optional<double>& p) { return p && *p <= kAlpha; }

bool excludes_zero(const std::optional<stats::Interval>& interval) { return interval && !interval->contains(0); }

bool do_not_overlap(const stats::PairedSeries& pairs) {
  const auto a = stats::student_t_interval(pairs.a.values);
  const auto b = stats::student_t_interval(pairs.b.values);
  return a && b && !stats::overlap(*a, *b);
}

bool any_level_differs(const stats::PairedSeries& pairs) {
  std::vector<double> p_values;
  for (std::size_t i = 0; i < kLevels; ++i) {
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

std::vector<int> looks_of(int n_max, int step) {
  std::vector<int> looks;
  for (int n = 5; n < n_max; n += step) looks.push_back(n);
  looks.push_back(n_max);
  return looks;
}

// The first look of a run that ends it, by the sign flip alone.
stats::Look first_stop(const std::vector<double>& differences, const std::vector<int>& looks, int n_max) {
  stats::SequentialSignFlip test;
  std::size_t absorbed = 0;
  for (const int n : looks) {
    for (; absorbed < static_cast<std::size_t>(n); ++absorbed) test.absorb(std::llround(differences[absorbed] / kUnit));
    const bool rejects = test.look(stats::obf_spending(static_cast<double>(n) / n_max, kAlpha)).rejects;
    if (rejects || n == n_max) return {.n = n, .differs = rejects};
  }
  return {.n = n_max};
}

std::vector<stats::LookBounds> bounds_of(const stats::SequentialPlan& plan, const std::vector<int>& looks) {
  stats::LookSchedule schedule(plan);
  std::vector<stats::LookBounds> bounds;
  for (const int n : looks) bounds.push_back(schedule.next(n));
  return bounds;
}

void count(WholeRule& sums, const stats::Look& look) {
  sums.a_better += look.decision.better == stats::Side::a;
  sums.b_better += look.decision.better == stats::Side::b;
  sums.equivalent += look.decision.verdict == stats::Verdict::equivalent;
  sums.futile += look.outcome == stats::LookOutcome::futile;
  sums.undecided += look.outcome == stats::LookOutcome::n_max;
  sums.mean_n += look.n;
}

}  // namespace

Coverage coverage_and_width(const Population& population, int n, int replications, Random& random) {
  const double truth = true_mean(population);
  // Few iterations have few outcomes, which come again and again.
  std::map<std::vector<double>, stats::Interval> known;
  Coverage sums;
  for (int i = 0; i < replications; ++i) {
    auto sample = draw_sample(population, n, random);
    std::sort(sample.scores.begin(), sample.scores.end());
    auto key = sample.scores;
    for (const auto& level : sample.levels) key.push_back(level.passed);
    auto found = known.find(key);
    if (found == known.end()) {
      if (n > 15) known.clear();
      found = known.emplace(std::move(key), stats::score_interval(sample)->interval).first;
    }
    // A limit that is the truth covers it: both are sums of the same points, equal up to rounding.
    const auto& interval = found->second;
    sums.share += interval.lo <= truth + 1e-9 && truth - 1e-9 <= interval.hi;
    sums.width += interval.width();
  }
  return {sums.share / replications, sums.width / replications};
}

double coverage_of_mean(const Population& population, int n, int replications, Random& random) {
  return coverage_and_width(population, n, replications, random).share;
}

double coverage_of_difference(const Population& a, const Population& b, double copula, int n, int replications,
                              Random& random) {
  const double truth = true_mean(a) - true_mean(b);
  int covered = 0;
  for (int i = 0; i < replications; ++i) {
    const auto interval = *stats::paired_interval(draw_pairs(a, b, copula, n, random)).interval;
    covered += interval.lo <= truth + 1e-9 && truth - 1e-9 <= interval.hi;
  }
  return static_cast<double>(covered) / replications;
}

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

Stopping stopping(const Population& a, const Population& b, int n_max, int step, int replications, Random& random) {
  Stopping sums;
  const auto looks = looks_of(n_max, step);
  for (int i = 0; i < replications; ++i) {
    const auto stop = first_stop(draw_pairs(a, b, 0, n_max, random).differences, looks, n_max);
    sums.declared += stop.differs;
    sums.mean_n += stop.n;
  }
  return {sums.declared / replications, sums.mean_n / replications};
}

Stopping stopping(double difference, int n_max, int step, int replications, Random& random) {
  return stopping(pooled(), shifted(pooled(), difference), n_max, step, replications, random);
}

WholeRule whole_rule(double difference, int n_max, double margin, int replications, Random& random) {
  WholeRule sums;
  const Population b = shifted(pooled(), difference);
  const stats::SequentialPlan plan{.n_max = n_max, .margin = margin, .unit = kUnit};
  const auto looks = looks_of(n_max, 5);
  const auto bounds = bounds_of(plan, looks);
  for (int i = 0; i < replications; ++i) {
    const auto pairs = draw_pairs(pooled(), b, 0, n_max, random);
    stats::SequentialComparison comparison(plan);
    stats::Look look;
    for (std::size_t k = 0; k < looks.size() && look.outcome == stats::LookOutcome::go_on; ++k) {
      look = comparison.look(stats::first_pairs(pairs, static_cast<std::size_t>(looks[k])), bounds[k]);
    }
    count(sums, look);
    if (i % 10 == 0) {
      const std::span taken(looks.data(), comparison.looks().size());
      sums.small_p += 10 * is_small(stats::sequential_p(pairs.differences, taken, plan));
    }
  }
  for (double* sum :
       {&sums.a_better, &sums.b_better, &sums.equivalent, &sums.futile, &sums.undecided, &sums.mean_n, &sums.small_p}) {
    *sum /= replications;
  }
  return sums;
}

AfterStopping after_stopping(double difference, int n_max, int replications, Random& random) {
  AfterStopping sums;
  const Population b = shifted(pooled(), difference);
  const auto looks = looks_of(n_max, 5);
  const stats::SequentialPlan plan{.n_max = n_max, .unit = kUnit};
  const auto bounds = bounds_of(plan, looks);
  int early = 0;
  for (int i = 0; i < replications; ++i) {
    const auto pairs = draw_pairs(pooled(), b, 0, n_max, random);
    const auto stop = first_stop(pairs.differences, looks, n_max);
    const auto seen = stats::first_pairs(pairs, static_cast<std::size_t>(stop.n));
    const auto k = static_cast<std::size_t>(std::find(looks.begin(), looks.end(), stop.n) - looks.begin());
    const auto look = stats::SequentialComparison(plan).look(seen, bounds[k]);
    const auto ordinary = stats::student_t_interval(seen.differences);
    sums.ordinary += ordinary && ordinary->contains(difference);
    sums.repeated += !look.repeated_interval || look.repeated_interval->contains(difference);
    if (stop.n == n_max) continue;
    ++early;
    sums.early_estimate += look.difference;
  }
  return {sums.ordinary / replications, sums.repeated / replications, early > 0 ? sums.early_estimate / early : 0};
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

SpeedCoverage speed_coverage(int starts, int requests, int replications, Random& random) {
  SpeedCoverage sums;
  for (int i = 0; i < replications; ++i) {
    std::vector<double> all;
    std::vector<double> means;
    for (int s = 0; s < starts; ++s) {
      const double level = 100 * (1 + 0.02 * random.normal());
      double sum = 0;
      for (int r = 0; r < requests; ++r) {
        all.push_back(level * (1 + 0.01 * random.normal()));
        sum += all.back();
      }
      means.push_back(sum / requests);
    }
    sums.pooled += stats::student_t_interval(all)->contains(100);
    const auto interval = stats::geometric_mean(means)->interval;
    sums.starts += interval && interval->contains(100);
  }
  return {sums.pooled / replications, sums.starts / replications};
}

}  // namespace quantladder::simulation
