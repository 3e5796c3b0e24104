// Values of episodes or requests, of those that know them.
#pragma once

#include <algorithm>
#include <optional>
#include <vector>

#include "quantladder/stats/describe.h"

namespace quantladder::report {

class KnownValues {
 public:
  template <class T>
  void add(const std::optional<T>& value) {
    if (value) values_.push_back(static_cast<double>(*value));
  }
  std::optional<double> median() const { return stats::median(values_); }
  std::optional<double> mean() const { return stats::mean(values_); }
  // From the least to the most; 0 without values.
  double range() const {
    const auto [least, most] = std::minmax_element(values_.begin(), values_.end());
    return values_.empty() ? 0 : *most - *least;
  }

 private:
  std::vector<double> values_;
};

}  // namespace quantladder::report
