#include "stats_simulation/experiments.h"

#include <algorithm>
#include <map>

#include "quantladder/stats/describe.h"
#include "quantladder/stats/timing.h"

namespace quantladder::simulation {
namespace {

// A limit that is the truth covers it: both are sums of the same points, equal up to rounding.
void count(Coverage& sums, const stats::Interval& interval, double truth) {
  sums.share += interval.lo <= truth + 1e-9 && truth - 1e-9 <= interval.hi;
  sums.width += interval.width();
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
    count(sums, found->second, truth);
  }
  return {sums.share / replications, sums.width / replications};
}

double coverage_of_mean(const Population& population, int n, int replications, Random& random) {
  return coverage_and_width(population, n, replications, random).share;
}

Coverage coverage_and_width(const ModelPair& pair, int n, int replications, Random& random) {
  const double truth = true_mean(pair.a) - true_mean(pair.b);
  Coverage sums;
  for (int i = 0; i < replications; ++i) {
    count(sums, *stats::paired_interval(draw_pairs(pair.a, pair.b, pair.copula, n, random)).interval, truth);
  }
  return {sums.share / replications, sums.width / replications};
}

double coverage_of_difference(const Population& a, const Population& b, double copula, int n, int replications,
                              Random& random) {
  return coverage_and_width(ModelPair{"", a, b, copula}, n, replications, random).share;
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
