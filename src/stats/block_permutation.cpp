#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "quantladder/stats/permutation.h"
#include "stats/permutation_tally.h"
#include "stats/sum_chances.h"

namespace quantladder::stats {
namespace {

// Returns n over k.
double choices(std::size_t n, std::size_t k) {
  double product = 1;
  for (std::size_t i = 1; i <= k; ++i) product *= static_cast<double>(n - k + i) / static_cast<double>(i);
  return product;
}

// Chance of each sum of `chosen` of the values, which are given by how many there are of each. The count of each
// distinct value among the chosen is hypergeometric: the ways to choose it, over all ways at the end.
SumChances sum_of_chosen(const std::map<std::size_t, std::size_t>& counts, std::size_t n, std::size_t chosen) {
  const std::size_t most = chosen * counts.rbegin()->first;
  std::vector<std::vector<double>> ways(chosen + 1, std::vector<double>(most + 1, 0.0));
  ways[0][0] = 1;
  for (const auto& [value, count] : counts) {
    for (std::size_t j = chosen; j > 0; --j) {
      for (std::size_t take = 1; take <= std::min(j, count); ++take) {
        const double share = choices(count, take);
        const std::vector<double>& from = ways[j - take];
        const std::size_t reach = (j - take) * value;  // values ascend: no sum of fewer reaches further
        for (std::size_t sum = 0; sum <= reach; ++sum) ways[j][sum + take * value] += from[sum] * share;
      }
    }
  }
  SumChances result{std::move(ways[chosen])};
  const double all = choices(n, chosen);
  for (double& way : result.chance) way /= all;
  return result;
}

// An end of the distribution.
struct End {
  double sum = 0;
  double chance = 1;
};

// The sums over all blocks so far, less each block's smallest value for each chosen one.
struct Tossed {
  SumChances sums;
  End lowest;
  End highest;
  double observed = 0;
  double expected = 0;
};

void add_block(const PermutationBlock& block, Tossed& all) {
  const std::size_t smallest = *std::min_element(block.values.begin(), block.values.end());
  std::map<std::size_t, std::size_t> counts;
  double total = 0;
  for (std::size_t i = 0; i < block.values.size(); ++i) {
    const std::size_t above = block.values[i] - smallest;
    ++counts[above];
    total += static_cast<double>(above);
    if (i < block.of_a) all.observed += static_cast<double>(above);
  }
  all.expected += total * static_cast<double>(block.of_a) / static_cast<double>(block.values.size());
  const SumChances own = sum_of_chosen(counts, block.values.size(), block.of_a);
  const auto can_be = [](double chance) { return chance > 0; };
  const auto first = std::find_if(own.chance.begin(), own.chance.end(), can_be);
  const auto last = std::find_if(own.chance.rbegin(), own.chance.rend(), can_be);
  all.lowest.sum += static_cast<double>(first - own.chance.begin());
  all.lowest.chance *= *first;
  all.highest.sum += static_cast<double>(own.chance.rend() - last - 1);
  all.highest.chance *= *last;
  all.sums = add(all.sums, own, 1);
  trim(all.sums);
}

constexpr double kSlack = 1e-6;  // of one unit: sums are whole numbers, and their expectation is a fraction

// The ends may be too rare to be carried along.
double floor_of(const Tossed& all) {
  const double above = all.highest.sum - all.expected;
  const double below = all.expected - all.lowest.sum;
  if (above > below + kSlack) return all.highest.chance;
  if (below > above + kSlack) return all.lowest.chance;
  return std::min(1.0, all.highest.chance + all.lowest.chance);
}

}  // namespace

std::optional<PermutationTest> block_permutation(std::span<const PermutationBlock> blocks) {
  Tossed all;
  bool has_both = false;
  for (const PermutationBlock& block : blocks) {
    if (block.of_a > block.values.size()) return std::nullopt;
    if (block.of_a == 0 || block.of_a == block.values.size()) continue;
    has_both = true;
    add_block(block, all);
  }
  if (!has_both) return std::nullopt;
  PermutationTally tally(std::fabs(all.observed - all.expected), kSlack);
  for (std::size_t i = 0; i < all.sums.chance.size(); ++i) {
    tally.add(std::fabs(static_cast<double>(all.sums.origin + i) - all.expected), all.sums.chance[i]);
  }
  tally.add(all.highest.sum, all.sums.lost);  // p is never 0
  PermutationTest result = tally.exact();
  result.floor = floor_of(all);
  result.work = all.sums.work;
  return result;
}

}  // namespace quantladder::stats
