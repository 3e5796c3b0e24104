// Paired pass or fail of one level.
#pragma once

#include <optional>
#include <span>

namespace quantladder::stats {

struct McNemar {
  int only_a = 0;  // pairs that only A passed
  int only_b = 0;
  double p = 1;  // two-sided, exact; 1 without a discordant pair
};

// Makes the exact test (McNemar 1947): min(1, 2 P(Bin(only_a + only_b, 1/2) <= min(only_a, only_b))). Returns nullopt
// for a negative count. It is a diagnostic: it finds models with different profiles and has almost no power for the
// score.
std::optional<McNemar> mcnemar(int only_a, int only_b);

// Makes the same test of the credits of one level, pair by pair. Returns nullopt for different lengths or a credit
// outside of [0, 1]. Partial credit is no pass.
std::optional<McNemar> mcnemar(std::span<const double> credit_a, std::span<const double> credit_b);

inline constexpr int kMostLevelsForMcNemar = 10;  // beyond, Holm leaves no power: suites of more tasks go without

}  // namespace quantladder::stats
