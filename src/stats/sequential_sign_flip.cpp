#include <cmath>
#include <cstdlib>

#include "quantladder/stats/sequential.h"

namespace quantladder::stats {

void SequentialSignFlip::absorb(std::int64_t difference) {
  sum_ += difference;
  const std::int64_t size = std::abs(difference);
  if (size == 0) return;
  std::vector<double> next(probability_.size() + 2 * static_cast<std::size_t>(size), 0.0);
  for (std::size_t i = 0; i < probability_.size(); ++i) {
    next[i] += probability_[i] / 2;
    next[i + 2 * static_cast<std::size_t>(size)] += probability_[i] / 2;
  }
  probability_ = std::move(next);
  reach_ += size;
}

SequentialSignFlip::Result SequentialSignFlip::look(double planned) {
  constexpr double kRounding = 1e-12;
  const double allowed = planned - spent_ + kRounding;
  Result result;
  double tail = 0;
  for (std::int64_t size = reach_; size > 0; --size) {
    const double both =
        probability_[static_cast<std::size_t>(reach_ + size)] + probability_[static_cast<std::size_t>(reach_ - size)];
    if (both == 0) continue;
    if (tail + both > allowed) break;
    tail += both;
    result.boundary = size;
  }
  spent_ += tail;
  result.spent = spent_;
  result.rejects = result.boundary && std::abs(sum_) >= *result.boundary;
  if (result.boundary && !result.rejects) {
    const std::int64_t left = *result.boundary - 1;
    probability_ = std::vector<double>(probability_.begin() + (reach_ - left), probability_.end() - (reach_ - left));
    reach_ = left;
  }
  return result;
}

}  // namespace quantladder::stats
