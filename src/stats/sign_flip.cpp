#include "quantladder/stats/sign_flip.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "quantladder/stats/bootstrap.h"
#include "quantladder/stats/describe.h"
#include "stats/permutation_tally.h"
#include "stats/random_index.h"

namespace quantladder::stats {
namespace {

constexpr double kMostSteps = 3e8;  // about a second
constexpr std::size_t kMostEnumerated = 20;

// Chance of each sum of the magnitudes whose sign is +, 0..total. The signed sum is twice that minus the total, so one
// pass downwards per magnitude, in place, goes over half of what the signed sums would take.
std::vector<double> positive_sums(const std::vector<std::size_t>& magnitudes) {
  const std::size_t total = std::accumulate(magnitudes.begin(), magnitudes.end(), std::size_t{0});
  std::vector<double> chance(total + 1, 0.0);
  chance[0] = 1;
  std::size_t reach = 0;
  for (const std::size_t magnitude : magnitudes) {
    reach += magnitude;
    for (std::size_t sum = reach; sum >= magnitude; --sum) chance[sum] = (chance[sum] + chance[sum - magnitude]) / 2;
    for (std::size_t sum = 0; sum < magnitude; ++sum) chance[sum] /= 2;
  }
  return chance;
}

std::optional<PermutationTest> on_lattice(const std::vector<double>& magnitudes, double observed) {
  const auto unit = lattice_unit(magnitudes);
  const auto n = static_cast<double>(magnitudes.size());
  if (!unit || n * std::accumulate(magnitudes.begin(), magnitudes.end(), 0.0) / *unit > kMostSteps) return std::nullopt;
  std::vector<std::size_t> units;
  for (const double magnitude : magnitudes) units.push_back(static_cast<std::size_t>(std::llround(magnitude / *unit)));
  const auto chance = positive_sums(units);
  const auto total = static_cast<double>(chance.size() - 1);
  PermutationTally tally(std::round(observed / *unit), 0.25);
  for (std::size_t i = 0; i < chance.size(); ++i) tally.add(std::fabs(2 * static_cast<double>(i) - total), chance[i]);
  auto result = tally.exact(static_cast<int>(magnitudes.size()));
  result.floor = std::ldexp(2.0, -static_cast<int>(magnitudes.size()));
  return result;
}

// Gray code: one sign changes at a time. The other half of the patterns mirrors this one.
PermutationTest by_enumeration(const std::vector<double>& magnitudes, double observed, double slack) {
  std::vector<double> terms = magnitudes;
  double sum = std::accumulate(terms.begin(), terms.end(), 0.0);
  const std::uint64_t patterns = std::uint64_t{1} << (terms.size() - 1);
  PermutationTally tally(observed, slack);
  for (std::uint64_t code = 1;; ++code) {
    tally.add(std::fabs(sum), 1.0 / static_cast<double>(patterns));
    if (code == patterns) break;
    std::size_t flipped = 0;
    while (!((code >> flipped) & 1)) ++flipped;
    sum -= 2 * terms[flipped];
    terms[flipped] = -terms[flipped];
  }
  auto result = tally.exact(static_cast<int>(terms.size()));
  result.floor = std::ldexp(2.0, -static_cast<int>(terms.size()));
  return result;
}

PermutationTest by_drawing(const std::vector<double>& magnitudes, double observed, double slack) {
  std::mt19937_64 random(kResamplingSeed);
  PermutationTally tally(observed, slack);
  for (int draw = 0; draw < kResamples; ++draw) {
    double sum = 0;
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < magnitudes.size(); ++i, bits >>= 1) {
      if (i % 64 == 0) bits = random();
      sum += (bits & 1) ? magnitudes[i] : -magnitudes[i];
    }
    tally.add(std::fabs(sum), 1.0 / kResamples);
  }
  const int n = static_cast<int>(magnitudes.size());
  return tally.monte_carlo(n, kResamples, std::ldexp(2.0, -n));
}

}  // namespace

std::optional<PermutationTest> sign_flip(std::span<const double> differences) {
  if (differences.size() < 2 || !all_finite(differences)) return std::nullopt;
  std::vector<double> magnitudes;
  double sum = 0;
  for (const double difference : differences) {
    if (difference != 0) magnitudes.push_back(std::fabs(difference));
    sum += difference;
  }
  if (magnitudes.empty()) return PermutationTest{.mid_p = 0.5};
  const double observed = std::fabs(sum);
  if (const auto exact = on_lattice(magnitudes, observed)) return exact;
  // The same differences added in another order differ in the last bits: a tie is meant up to that.
  const double slack = 1e-9 * std::accumulate(magnitudes.begin(), magnitudes.end(), 0.0);
  return magnitudes.size() <= kMostEnumerated ? by_enumeration(magnitudes, observed, slack)
                                              : by_drawing(magnitudes, observed, slack);
}

}  // namespace quantladder::stats
