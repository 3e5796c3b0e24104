#include "quantladder/stats/permutation.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <numeric>
#include <utility>
#include <vector>

#include "quantladder/stats/bootstrap.h"
#include "quantladder/stats/describe.h"
#include "stats/permutation_tally.h"
#include "stats/random_draws.h"

namespace quantladder::stats {
namespace {

constexpr double kMostSteps = 3e8;  // about a second
constexpr double kMostEnumerated = 1e5;
constexpr std::size_t kManyChosen = 1000;  // beyond, values that repeat are drawn by their counts
constexpr std::size_t kCostOfACount = 16;  // in values that are drawn one by one

// Values above the smallest one, those of the side in question first.
struct Pool {
  std::vector<double> values;
  std::size_t chosen = 0;  // size of the side whose sum is looked at: the smaller one, which is as good and cheaper

  double total() const { return std::accumulate(values.begin(), values.end(), 0.0); }
  double observed() const { return std::accumulate(values.begin(), values.begin() + chosen, 0.0); }
  double expected() const { return total() * static_cast<double>(chosen) / static_cast<double>(values.size()); }
};

Pool make_pool(std::span<const double> a, std::span<const double> b) {
  if (a.size() > b.size()) std::swap(a, b);
  Pool pool{{a.begin(), a.end()}, a.size()};
  pool.values.insert(pool.values.end(), b.begin(), b.end());
  const double smallest = *std::min_element(pool.values.begin(), pool.values.end());
  for (double& value : pool.values) value -= smallest;
  return pool;
}

// chance[j][s]: j of the values met so far are chosen and add up to s. Values are met one by one; the next is chosen
// with probability (still to choose) / (still to meet), which keeps every cell a probability where counts of ways
// would overflow.
std::vector<double> sums_of_chosen(const std::vector<std::size_t>& units, std::size_t chosen, std::size_t most) {
  std::vector<std::vector<double>> chance(chosen + 1, std::vector<double>(most + 1, 0.0));
  chance[0][0] = 1;
  for (std::size_t met = 0; met < units.size(); ++met) {
    for (std::size_t j = std::min(met + 1, chosen); j-- > 0;) {
      const double take = static_cast<double>(chosen - j) / static_cast<double>(units.size() - met);
      if (take > 1) continue;  // cannot occur any more: its cells are 0
      for (std::size_t sum = 0; sum + units[met] <= most; ++sum) {
        chance[j + 1][sum + units[met]] += chance[j][sum] * take;
      }
      for (double& cell : chance[j]) cell *= 1 - take;
    }
  }
  return chance[chosen];
}

std::optional<PermutationTest> on_lattice(const Pool& pool) {
  const auto unit = lattice_unit(pool.values);
  if (!unit) return std::nullopt;
  std::vector<double> descending = pool.values;
  std::sort(descending.rbegin(), descending.rend());
  const double most = std::accumulate(descending.begin(), descending.begin() + pool.chosen, 0.0) / *unit;
  if (most * static_cast<double>(pool.values.size() * pool.chosen) > kMostSteps) return std::nullopt;
  std::vector<std::size_t> units;
  for (const double value : pool.values) units.push_back(static_cast<std::size_t>(std::llround(value / *unit)));
  const auto chance = sums_of_chosen(units, pool.chosen, static_cast<std::size_t>(std::llround(most)));

  // n times the deviation from the expected sum is a whole number: ties are exact.
  const auto n = static_cast<double>(units.size());
  const double expected = std::round(pool.total() / *unit) * static_cast<double>(pool.chosen);
  PermutationTally tally(std::fabs(std::round(pool.observed() / *unit) * n - expected), 0.25);
  for (std::size_t sum = 0; sum < chance.size(); ++sum) {
    if (chance[sum] > 0) tally.add(std::fabs(static_cast<double>(sum) * n - expected), chance[sum]);
  }
  return tally.exact();
}

double ways(std::size_t n, std::size_t k) {
  double product = 1;
  for (std::size_t i = 1; i <= k; ++i) product *= static_cast<double>(n - k + i) / static_cast<double>(i);
  return product;
}

PermutationTest by_enumeration(const Pool& pool, double slack) {
  const double weight = 1 / ways(pool.values.size(), pool.chosen);
  PermutationTally tally(std::fabs(pool.observed() - pool.expected()), slack);
  std::vector<bool> is_chosen(pool.values.size(), false);
  std::fill_n(is_chosen.begin(), pool.chosen, true);
  do {
    double sum = 0;
    for (std::size_t i = 0; i < is_chosen.size(); ++i) {
      if (is_chosen[i]) sum += pool.values[i];
    }
    tally.add(std::fabs(sum - pool.expected()), weight);
  } while (std::prev_permutation(is_chosen.begin(), is_chosen.end()));
  return tally.exact();
}

using Multiplicities = std::map<double, std::size_t>;

// How many of each distinct value fall to the chosen side is all that a sum needs.
PermutationTest by_drawing_counts(const Pool& pool, const Multiplicities& counts, double slack) {
  std::mt19937_64 random(kResamplingSeed);
  PermutationTally tally(std::fabs(pool.observed() - pool.expected()), slack);
  const Hypergeometric hypergeometric(pool.values.size());
  for (int draw = 0; draw < kResamples; ++draw) {
    std::size_t to_meet = pool.values.size();
    std::size_t to_choose = pool.chosen;
    double sum = 0;
    for (const auto& [value, count] : counts) {
      const std::size_t chosen = hypergeometric.draw(random, to_meet, count, to_choose);
      sum += value * static_cast<double>(chosen);
      to_meet -= count;
      to_choose -= chosen;
    }
    tally.add(std::fabs(sum - pool.expected()), 1.0 / kResamples);
  }
  auto result = tally.monte_carlo(kResamples, 0);
  result.work = static_cast<double>(counts.size()) * kResamples;
  return result;
}

PermutationTest by_drawing(const Pool& pool, double slack) {
  std::mt19937_64 random(kResamplingSeed);
  PermutationTally tally(std::fabs(pool.observed() - pool.expected()), slack);
  std::vector<double> values = pool.values;
  for (int draw = 0; draw < kResamples; ++draw) {
    double sum = 0;
    for (std::size_t i = 0; i < pool.chosen; ++i) {
      std::swap(values[i], values[i + draw_index(random, values.size() - i)]);
      sum += values[i];
    }
    tally.add(std::fabs(sum - pool.expected()), 1.0 / kResamples);
  }
  auto result = tally.monte_carlo(kResamples, 0);
  result.work = static_cast<double>(pool.chosen) * kResamples;
  return result;
}

}  // namespace

std::optional<PermutationTest> two_sample_permutation(std::span<const double> a, std::span<const double> b) {
  if (a.empty() || b.empty() || a.size() + b.size() < 3 || !all_finite(a) || !all_finite(b)) return std::nullopt;
  const Pool pool = make_pool(a, b);
  if (pool.total() == 0) return PermutationTest{.mid_p = 0.5};
  if (const auto exact = on_lattice(pool)) return exact;
  const double slack = 1e-9 * pool.total();
  if (ways(pool.values.size(), pool.chosen) <= kMostEnumerated) return by_enumeration(pool, slack);
  if (pool.chosen <= kManyChosen) return by_drawing(pool, slack);
  Multiplicities counts;
  for (const double value : pool.values) ++counts[value];
  return counts.size() * kCostOfACount < pool.chosen ? by_drawing_counts(pool, counts, slack) : by_drawing(pool, slack);
}

}  // namespace quantladder::stats
