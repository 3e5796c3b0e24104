#include "quantladder/stats/two_way.h"

#include <algorithm>
#include <cmath>

#include "quantladder/stats/describe.h"
#include "quantladder/stats/distributions.h"

namespace quantladder::stats {

std::optional<double> TwoWayDifference::lower_bound(double alpha) const {
  if (!(standard_error > 0) || !(df > 0)) return std::nullopt;
  return difference - t_quantile(1 - alpha, df) * standard_error;
}

std::optional<TwoWay> TwoWay::of(std::span<const std::vector<double>> rows) {
  if (rows.size() < 2 || rows.front().size() < 2) return std::nullopt;
  const std::size_t columns = rows.front().size();
  TwoWay table;
  std::vector<double> of_column(columns, 0);
  for (const std::vector<double>& row : rows) {
    const auto of_row = mean(row);
    if (row.size() != columns || !of_row) return std::nullopt;
    for (std::size_t i = 0; i < columns; ++i) of_column[i] += row[i] / static_cast<double>(rows.size());
    table.rows_.push_back(row);
    table.means_.push_back(*of_row);
  }
  const double grand = *mean(table.means_);
  double squares = 0;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    for (std::size_t i = 0; i < columns; ++i) {
      const double residual = rows[row][i] - table.means_[row] - of_column[i] + grand;
      squares += residual * residual;
    }
  }
  table.variance_ = squares / static_cast<double>((rows.size() - 1) * (columns - 1));
  return table;
}

TwoWayDifference TwoWay::difference(std::size_t a, std::size_t b) const {
  const std::size_t columns = rows_[a].size();
  std::vector<double> differences;
  for (std::size_t i = 0; i < columns; ++i) differences.push_back(rows_[a][i] - rows_[b][i]);
  const double own = standard_deviation(differences).value_or(0);
  const double variance = std::max(2 * variance_, own * own);
  return {.difference = means_[a] - means_[b],
          .standard_error = std::sqrt(variance / static_cast<double>(columns)),
          .df = static_cast<double>((rows_.size() - 1) * (columns - 1))};
}

}  // namespace quantladder::stats
