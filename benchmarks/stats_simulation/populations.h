// Models whose true mean score is known: what the intervals and tests are held against.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "quantladder/stats/paired.h"
#include "quantladder/stats/score_interval.h"

namespace quantladder::simulation {

inline const std::vector<double> kLadder{25, 25, 25, 15, 10};
inline constexpr double kUnit = 5;

using Credits = std::vector<double>;  // of each level, in [0, 1]
using Rates = std::vector<double>;

// The same numbers on every platform, up to the last bits of log and cos.
class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}
  double uniform();  // (0, 1)
  double normal();
  std::size_t index(std::size_t n);

 private:
  std::mt19937_64 engine_;
  double spare_ = 0;
  bool has_spare_ = false;
};

struct Population {
  std::string name;
  Rates rates;
  double latent = 0;           // correlation of the levels of one iteration, on the latent normal scale
  std::vector<double> scores;  // not empty: one of these is drawn (on the ladder), and the rates do not matter
  double shared = 0;           // share of iterations in which one draw decides all levels
  std::vector<double> points = kLadder;
  // Tests of each level, which earn equal shares of its points; empty: one each, so that a level passes or fails.
  std::vector<int> tests = {};
  double test_correlation = 0;  // of the tests of one level: 0 independent, 1 all or none
};

struct ModelPair {
  std::string name;
  Population a;
  Population b;
  double copula = 0;  // correlation of the two models on the same level, on the latent scale
};

double true_mean(const Population& population);
Credits draw(const Population& population, Random& random);

// The ten populations that the design's coverage table was made for.
std::vector<Population> ten_populations();
Population pooled();
Population ceiling();
Population middle();
// Levels of middling rates, of which `shared` of the iterations decide all by one draw.
Population together(double shared);
// The same with more tasks, of equal points.
Population suite_together(std::size_t tasks, double shared);
// All levels made harder by the same amount on the logit scale, so that the mean falls by `points`.
Population shifted(const Population& population, double points);

// Levels whose points fall on tests: independent, beta-binomial and bimodal credit, one level, 32 levels of uneven
// points, shared draws, and two near the ceiling.
std::vector<Population> partial_populations();

// n iterations of both models; `copula` as in ModelPair.
stats::PairedSeries draw_pairs(const Population& a, const Population& b, double copula, int n, Random& random);
stats::ScoreSample draw_sample(const Population& population, int n, Random& random);

}  // namespace quantladder::simulation
