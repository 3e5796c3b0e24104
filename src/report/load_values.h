// Values of episodes or requests, of those that know them.
#pragma once

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

 private:
  std::vector<double> values_;
};

}  // namespace quantladder::report
