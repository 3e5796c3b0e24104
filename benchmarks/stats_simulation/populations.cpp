#include "stats_simulation/populations.h"

#include <cmath>
#include <numbers>
#include <numeric>

#include "quantladder/stats/distributions.h"

namespace quantladder::simulation {
namespace {

// The level passes that a score of the published lists means.
Credits decode(double score) {
  if (score == 100) return {1, 1, 1, 1, 1};
  if (score == 90) return {1, 1, 1, 1, 0};
  if (score == 75) return {0, 1, 1, 1, 1};
  if (score == 65) return {0, 1, 1, 1, 0};
  return {0, 0, 1, 1, 0};  // 40
}

// Returns the share of a level's tests that pass, each at `rate`. Polya's urn: what passed makes the next pass more
// likely, which is beta-binomial.
double earn(const Population& population, std::size_t level, Random& random) {
  const double rate = population.rates[level];
  const int tests = population.tests.empty() ? 1 : population.tests[level];
  const double rho = population.test_correlation;
  int passed = 0;
  for (int i = 0; i < tests; ++i) {
    const double chance = (rate * (1 - rho) + rho * passed) / (1 - rho + rho * i);
    if (random.uniform() < (i == 0 ? rate : chance)) ++passed;
  }
  return static_cast<double>(passed) / tests;
}

Population of_list(const std::string& name, const std::vector<double>& scores) { return {name, {}, 0, scores}; }

Rates of_fifteen(Rates passes) {
  for (double& rate : passes) rate /= 15;
  return passes;
}

stats::Series empty_series(const Population& population) {
  stats::Series series;
  for (const double points : population.points) {
    series.levels.push_back({"L" + std::to_string(series.levels.size() + 1), points, {}});
  }
  return series;
}

// Whole points stay whole: a credit in tenths is no exact number.
double score_of(const Population& population, const Credits& credits) {
  double score = 0;
  for (std::size_t i = 0; i < credits.size(); ++i) score += std::round(1e6 * population.points[i] * credits[i]) / 1e6;
  return score;
}

void append(stats::Series& series, const Population& population, const Credits& credits) {
  for (std::size_t i = 0; i < credits.size(); ++i) series.levels[i].credit.push_back(credits[i]);
  series.values.push_back(score_of(population, credits));
}

// Both models pass a level when their standard normals, correlated by `copula`, stay below the rates' quantiles.
std::pair<Credits, Credits> draw_both(const Population& a, const Population& b, double copula, Random& random) {
  std::pair<Credits, Credits> both;
  for (std::size_t i = 0; i < a.rates.size(); ++i) {
    const double x = random.normal();
    const double y = copula * x + std::sqrt(1 - copula * copula) * random.normal();
    both.first.push_back(x < stats::normal_quantile(a.rates[i]) ? 1 : 0);
    both.second.push_back(y < stats::normal_quantile(b.rates[i]) ? 1 : 0);
  }
  return both;
}

}  // namespace

double Random::uniform() { return (static_cast<double>(engine_() >> 11) + 0.5) * 0x1p-53; }

double Random::normal() {  // Box & Muller; the standard library's stream differs between platforms
  if (has_spare_) {
    has_spare_ = false;
    return spare_;
  }
  const double radius = std::sqrt(-2 * std::log(uniform()));
  const double angle = 2 * std::numbers::pi * uniform();
  spare_ = radius * std::sin(angle);
  has_spare_ = true;
  return radius * std::cos(angle);
}

std::size_t Random::index(std::size_t n) { return static_cast<std::size_t>(uniform() * static_cast<double>(n)); }

double true_mean(const Population& population) {
  const auto& list = population.scores;
  if (!list.empty()) return std::accumulate(list.begin(), list.end(), 0.0) / static_cast<double>(list.size());
  double mean = 0;
  for (std::size_t i = 0; i < population.rates.size(); ++i) mean += population.points[i] * population.rates[i];
  return mean;
}

Credits draw(const Population& population, Random& random) {
  if (!population.scores.empty()) return decode(population.scores[random.index(population.scores.size())]);
  Credits credits;
  if (population.shared > 0 && random.uniform() < population.shared) {
    const double one = random.uniform();
    for (const double rate : population.rates) credits.push_back(one < rate ? 1 : 0);
    return credits;
  }
  if (population.latent == 0) {
    for (std::size_t i = 0; i < population.rates.size(); ++i) credits.push_back(earn(population, i, random));
    return credits;
  }
  const double shared = random.normal() * std::sqrt(population.latent);
  for (const double rate : population.rates) {
    const double own = random.normal() * std::sqrt(1 - population.latent);
    credits.push_back(shared + own < stats::normal_quantile(rate) ? 1 : 0);
  }
  return credits;
}

Population pooled() {
  Rates rates{35, 41, 44, 45, 8};  // of 45 published iterations
  for (double& rate : rates) rate = (rate + 0.5) / 46;
  return {"pooled", rates, 0, {}};
}

Population ceiling() { return {"ceiling", {0.99, 0.99, 0.99, 0.99, 0.95}, 0, {}}; }

Population middle() { return {"middle", {0.6, 0.5, 0.4, 0.3, 0.1}, 0, {}}; }

Population together(double shared) {
  Population population{"shared draws", {0.44, 0.65, 0.44, 0.80, 0.36}, 0, {}};
  population.shared = shared;
  return population;
}

Population suite_together(std::size_t tasks, double shared) {
  const Population five = together(shared);
  Population population = five;
  population.points.assign(tasks, 100.0 / static_cast<double>(tasks));
  population.rates.clear();
  for (std::size_t i = 0; i < tasks; ++i) population.rates.push_back(five.rates[i % five.rates.size()]);
  return population;
}

std::vector<Population> ten_populations() {
  Population latent = pooled();
  latent.name = "pooled, levels correlated 0.3";
  latent.latent = 0.3;
  return {{"rates of AesSedai", of_fifteen({13, 13, 14, 15, 1}), 0, {}},
          {"rates of bartowski", of_fifteen({12, 13, 15, 15, 3}), 0, {}},
          {"rates of unsloth", of_fifteen({10, 15, 15, 15, 4}), 0, {}},
          pooled(),
          ceiling(),
          middle(),
          latent,
          of_list("scores of AesSedai", {90, 90, 40, 90, 90, 90, 90, 90, 100, 90, 90, 90, 90, 90, 65}),
          of_list("scores of bartowski", {65, 90, 90, 65, 90, 90, 100, 90, 90, 90, 65, 90, 90, 75, 90}),
          of_list("scores of unsloth", {65, 100, 65, 90, 90, 90, 100, 65, 100, 65, 90, 90, 90, 65, 90})};
}

std::vector<Population> partial_populations() {
  Population seven{.name = "independent tests", .rates = {0.7, 0.5, 0.4, 0.6, 0.3, 0.2, 0.5}};
  seven.points = {10, 10, 8, 7, 10, 10, 10};
  seven.tests = {10, 10, 8, 7, 10, 10, 10};
  const auto like = [&](const std::string& name, double correlation, double shared) {
    Population population = seven;
    population.name = name;
    population.test_correlation = correlation;
    population.shared = shared;
    return population;
  };
  Population one{.name = "one task, beta-binomial 0.3", .rates = {0.6}, .points = {10}, .tests = {10}};
  one.test_correlation = 0.3;
  Population uneven{.name = "26 + 6 tasks, beta-binomial 0.3"};
  uneven.rates.assign(32, 0.5);
  uneven.points.assign(26, 1);
  uneven.points.resize(32, 5);
  uneven.tests.assign(26, 1);
  uneven.tests.resize(32, 5);
  uneven.test_correlation = 0.3;
  Population high = like("ceiling, beta-binomial 0.3", 0.3, 0);
  high.rates.assign(7, 0.98);
  Population high_bimodal = like("ceiling, bimodal 0.8", 0.8, 0);
  high_bimodal.rates.assign(7, 0.98);
  return {seven,
          like("beta-binomial 0.3", 0.3, 0),
          like("bimodal 0.8", 0.8, 0),
          one,
          uneven,
          like("beta-binomial 0.3, shared draws 30 %", 0.3, 0.3),
          like("beta-binomial 0.3, shared draws 60 %", 0.3, 0.6),
          high,
          high_bimodal};
}

Population shifted(const Population& population, double points) {
  Population result = population;
  const double target = true_mean(population) - points;
  double low = 0;
  double high = 20;
  for (int step = 0; step < 60; ++step) {
    const double shift = (low + high) / 2;
    for (std::size_t i = 0; i < population.rates.size(); ++i) {
      const double odds = population.rates[i] / (1 - population.rates[i]) * std::exp(-shift);
      result.rates[i] = population.rates[i] == 1 ? 1 : odds / (1 + odds);
    }
    (true_mean(result) > target ? low : high) = shift;
  }
  return result;
}

stats::PairedSeries draw_pairs(const Population& a, const Population& b, double copula, int n, Random& random) {
  stats::Series of_a = empty_series(a);
  stats::Series of_b = empty_series(b);
  for (int i = 0; i < n; ++i) {
    if (copula == 0) {
      append(of_a, a, draw(a, random));
      append(of_b, b, draw(b, random));
    } else {
      const auto [credits_a, credits_b] = draw_both(a, b, copula, random);
      append(of_a, a, credits_a);
      append(of_b, b, credits_b);
    }
  }
  return *stats::make_pairs(of_a, of_b);
}

stats::ScoreSample draw_sample(const Population& population, int n, Random& random) {
  stats::ScoreSample sample;
  for (const double points : population.points) sample.levels.push_back({0, static_cast<double>(n), points});
  for (int iteration = 0; iteration < n; ++iteration) {
    const Credits credits = draw(population, random);
    for (std::size_t i = 0; i < credits.size(); ++i) sample.levels[i].passed += credits[i];
    sample.scores.push_back(score_of(population, credits));
  }
  return sample;
}

}  // namespace quantladder::simulation
