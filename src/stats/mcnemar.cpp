#include "quantladder/stats/mcnemar.h"

#include <algorithm>

#include "quantladder/stats/distributions.h"

namespace quantladder::stats {
namespace {

bool is_credit(double credit) { return credit >= 0 && credit <= 1; }

}  // namespace

std::optional<McNemar> mcnemar(int only_a, int only_b) {
  if (only_a < 0 || only_b < 0) return std::nullopt;
  const double few = std::min(only_a, only_b);
  const double many = std::max(only_a, only_b);
  if (few == many) return McNemar{only_a, only_b, 1};
  // P(Bin(n, 1/2) <= k) = I_{1/2}(n - k, k + 1).
  return McNemar{only_a, only_b, std::min(1.0, 2 * incomplete_beta(many, few + 1, 0.5))};
}

std::optional<McNemar> mcnemar(std::span<const double> credit_a, std::span<const double> credit_b) {
  if (credit_a.size() != credit_b.size()) return std::nullopt;
  int only_a = 0;
  int only_b = 0;
  for (std::size_t i = 0; i < credit_a.size(); ++i) {
    if (!is_credit(credit_a[i]) || !is_credit(credit_b[i])) return std::nullopt;
    const bool a_passes = credit_a[i] == 1;
    const bool b_passes = credit_b[i] == 1;
    if (a_passes && !b_passes) ++only_a;
    if (b_passes && !a_passes) ++only_b;
  }
  return mcnemar(only_a, only_b);
}

}  // namespace quantladder::stats
