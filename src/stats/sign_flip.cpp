#include "quantladder/stats/permutation.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <random>
#include <span>
#include <vector>

#include "quantladder/stats/bootstrap.h"
#include "quantladder/stats/describe.h"
#include "stats/permutation_tally.h"
#include "stats/sum_chances.h"

namespace quantladder::stats {
namespace {

constexpr double kMostFlipMultiplications = 4e8;  // some tenths of a second
constexpr double kMostSums = 1 << 24;
constexpr std::size_t kMostFlipped = 20;

using Magnitudes = std::map<std::size_t, std::size_t>;  // how many differences have this magnitude

const Steps kCoin{{0, 0.5}, {1, 0.5}};

// Multiplications that positive_sum takes, at most; infinite for sums that reach too far to be held.
double cost_of(const Magnitudes& magnitudes) {
  double cost = 0;
  double total = 0;
  double variance = 0;
  for (const auto& [magnitude, count] : magnitudes) {
    const auto step = static_cast<double>(magnitude);
    const double tosses = reach_of_sum(count, kCoin) + 1;
    cost += (std::min(total, 24 * std::sqrt(variance)) + 1) * tosses + cost_of_sum(count, kCoin);
    total += static_cast<double>(count) * step;
    variance += static_cast<double>(count) * step * step / 4;
  }
  return total > kMostSums && 24 * std::sqrt(variance) > kMostSums ? HUGE_VAL : cost;
}

// Chance of each sum of the magnitudes whose sign is +. The signed sum is twice that minus the total, so this goes over
// half of what the signed sums would take. How many of the equal ones have a + is binomial.
SumChances positive_sum(const Magnitudes& magnitudes) {
  SumChances sum;
  for (const auto& [magnitude, count] : magnitudes) {
    sum = add(sum, sum_of(count, kCoin), magnitude);
    trim(sum);
  }
  return sum;
}

std::optional<PermutationTest> on_lattice(const std::vector<double>& magnitudes, double observed) {
  const auto unit = lattice_unit(magnitudes);
  if (!unit) return std::nullopt;
  Magnitudes counts;
  double total = 0;
  for (const double magnitude : magnitudes) {
    const double step = std::round(magnitude / *unit);
    ++counts[static_cast<std::size_t>(step)];
    total += step;
  }
  if (cost_of(counts) > kMostFlipMultiplications) return std::nullopt;
  const SumChances sum = positive_sum(counts);
  PermutationTally tally(std::round(observed / *unit), 0.25);
  for (std::size_t i = 0; i < sum.chance.size(); ++i) {
    tally.add(std::fabs(2 * static_cast<double>(sum.origin + i) - total), sum.chance[i]);
  }
  tally.add(total, sum.lost);  // p is never 0
  auto result = tally.exact();
  result.floor = std::ldexp(2.0, -static_cast<int>(magnitudes.size()));
  result.work = sum.work;
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
  auto result = tally.exact();
  result.floor = std::ldexp(2.0, -static_cast<int>(terms.size()));
  return result;
}

// The sums of eight magnitudes under every pattern of signs; a set bit is a plus.
using SignedSums = std::array<double, 256>;
constexpr std::size_t kTogether = 8;

std::vector<SignedSums> signed_sums(std::span<const double> magnitudes) {
  std::vector<SignedSums> result((magnitudes.size() + kTogether - 1) / kTogether, SignedSums{});
  for (std::size_t i = 0; i < magnitudes.size(); ++i) {
    SignedSums& sums = result[i / kTogether];
    for (std::size_t pattern = 0; pattern < sums.size(); ++pattern) {
      sums[pattern] += (pattern >> i % kTogether) & 1 ? magnitudes[i] : -magnitudes[i];
    }
  }
  return result;
}

PermutationTest by_drawing(std::span<const double> magnitudes, double observed, double slack) {
  std::mt19937_64 random(kResamplingSeed);
  PermutationTally tally(observed, slack);
  const auto tables = signed_sums(magnitudes);
  for (int draw = 0; draw < kResamples; ++draw) {
    double sum = 0;
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < tables.size(); ++i, bits >>= kTogether) {
      if (i % (64 / kTogether) == 0) bits = random();
      sum += tables[i][bits & 255];
    }
    tally.add(std::fabs(sum), 1.0 / kResamples);
  }
  const int n = static_cast<int>(magnitudes.size());
  auto result = tally.monte_carlo(kResamples, std::ldexp(2.0, -n));
  result.work = static_cast<double>(tables.size()) * kResamples;
  return result;
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
  // Differences added in another order differ in the last bits: a tie is meant up to that.
  const double slack = 1e-9 * std::accumulate(magnitudes.begin(), magnitudes.end(), 0.0);
  return magnitudes.size() <= kMostFlipped ? by_enumeration(magnitudes, observed, slack)
                                           : by_drawing(magnitudes, observed, slack);
}

}  // namespace quantladder::stats
