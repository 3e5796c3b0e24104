// Several models measured in the same rounds: how far two of them are apart, when a round has too few values of each to
// tell the noise of a pair by itself.
#pragma once

#include <optional>
#include <span>
#include <vector>

namespace quantladder::stats {

struct TwoWayDifference {
  double difference = 0;  // mean of row a - mean of row b
  double standard_error = 0;
  double df = 0;  // degrees of freedom

  // Returns the bound that the true difference is above with a chance of 1 - `alpha`; nullopt without any spread.
  std::optional<double> lower_bound(double alpha) const;
};

// A table of rows (models) by columns (rounds) without gaps, in which what a round does to all rows alike is taken out
// (two-way analysis of variance without interaction, Fisher 1925).
class TwoWay {
 public:
  // nullopt for fewer than two rows or columns, rows of unequal length, or a value that is not finite.
  static std::optional<TwoWay> of(std::span<const std::vector<double>> rows);

  // The noise is that of all rows together, (rows - 1)(columns - 1) degrees of freedom, or the two rows' own where that
  // is larger: rows need not be equally noisy.
  TwoWayDifference difference(std::size_t a, std::size_t b) const;

 private:
  std::vector<std::vector<double>> rows_;
  std::vector<double> means_;
  double variance_ = 0;  // of one value
};

}  // namespace quantladder::stats
