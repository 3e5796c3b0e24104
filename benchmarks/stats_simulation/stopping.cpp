#include "stats_simulation/experiments.h"

#include <algorithm>
#include <cmath>

#include "quantladder/stats/describe.h"
#include "quantladder/stats/sequential.h"

namespace quantladder::simulation {
namespace {

constexpr double kAlpha = 0.05;

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

WholeRule whole_rule(const Population& a, const Population& b, int n_max, double margin, int step, int replications,
                     Random& random) {
  WholeRule sums;
  const stats::SequentialPlan plan{.n_max = n_max, .margin = margin, .unit = kUnit};
  const auto looks = looks_of(n_max, step);
  const auto bounds = bounds_of(plan, looks);
  for (int i = 0; i < replications; ++i) {
    const auto pairs = draw_pairs(a, b, 0, n_max, random);
    stats::SequentialComparison comparison(plan);
    stats::Look look;
    for (std::size_t k = 0; k < looks.size() && look.outcome == stats::LookOutcome::go_on; ++k) {
      look = comparison.look(stats::first_pairs(pairs, static_cast<std::size_t>(looks[k])), bounds[k]);
    }
    count(sums, look);
    if (i % 10 == 0) {
      const std::span taken(looks.data(), comparison.looks().size());
      const auto p = stats::sequential_p(pairs.differences, taken, plan);
      sums.small_p += p && *p <= kAlpha ? 10 : 0;
    }
  }
  for (double* sum :
       {&sums.a_better, &sums.b_better, &sums.equivalent, &sums.futile, &sums.undecided, &sums.mean_n, &sums.small_p}) {
    *sum /= replications;
  }
  return sums;
}

WholeRule whole_rule(double difference, int n_max, double margin, int replications, Random& random) {
  return whole_rule(pooled(), shifted(pooled(), difference), n_max, margin, 5, replications, random);
}

AfterStopping after_stopping(const Population& a, const Population& b, int n_max, int step, int replications,
                             Random& random) {
  AfterStopping sums;
  const double difference = true_mean(a) - true_mean(b);
  const auto looks = looks_of(n_max, step);
  const stats::SequentialPlan plan{.n_max = n_max, .unit = kUnit};
  const auto bounds = bounds_of(plan, looks);
  int early = 0;
  for (int i = 0; i < replications; ++i) {
    const auto pairs = draw_pairs(a, b, 0, n_max, random);
    const auto stop = first_stop(pairs.differences, looks, n_max);
    const auto seen = stats::first_pairs(pairs, static_cast<std::size_t>(stop.n));
    const auto k = static_cast<std::size_t>(std::find(looks.begin(), looks.end(), stop.n) - looks.begin());
    const auto look = stats::SequentialComparison(plan).look(seen, bounds[k]);
    const auto ordinary = stats::student_t_interval(seen.differences);
    sums.ordinary += ordinary && ordinary->contains(difference);
    sums.repeated += !look.repeated_interval || look.repeated_interval->contains(difference);
    sums.none += !look.repeated_interval;
    if (stop.n == n_max) continue;
    ++early;
    sums.early_estimate += look.difference;
  }
  return {sums.ordinary / replications, sums.repeated / replications, sums.none / replications,
          early > 0 ? sums.early_estimate / early : 0};
}

AfterStopping after_stopping(double difference, int n_max, int replications, Random& random) {
  return after_stopping(pooled(), shifted(pooled(), difference), n_max, 5, replications, random);
}

}  // namespace quantladder::simulation
