#include "quantladder/stats/binomial.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "quantladder/stats/distributions.h"

namespace quantladder::stats {
namespace {

struct Case {
  double x, n;
  Interval wilson, exact, jeffreys;
};

const Case kReference[] = {
    Case{0, 5, {0.0000000000, 0.4344824648}, {0.0000000000, 0.5218237501}, {0.0000000000, 0.3793771423}},
    Case{5, 5, {0.5655175352, 1.0000000000}, {0.4781762499, 1.0000000000}, {0.6206228577, 1.0000000000}},
    Case{1, 15, {0.0118668955, 0.2981652987}, {0.0016864302, 0.3194845666}, {0.0072902178, 0.2717513145}},
    Case{4, 15, {0.1089745333, 0.5195043406}, {0.0778715463, 0.5510032410}, {0.0974109258, 0.5166215050}},
    Case{10, 15, {0.4171354774, 0.8482367556}, {0.3838037325, 0.8817588966}, {0.4158362329, 0.8597473629}},
    Case{12, 15, {0.5481455128, 0.9295245065}, {0.5191088662, 0.9566879949}, {0.5563645383, 0.9402290316}},
    Case{13, 15, {0.6211801717, 0.9626387409}, {0.5953973034, 0.9834240866}, {0.6365820938, 0.9712216727}},
    Case{14, 15, {0.7018347013, 0.9881331045}, {0.6805154334, 0.9983135698}, {0.7282486855, 0.9927097822}},
    Case{15, 15, {0.7961166990, 1.0000000000}, {0.7819806391, 1.0000000000}, {0.8481833379, 1.0000000000}},
    Case{0, 15, {0.0000000000, 0.2038833010}, {0.0000000000, 0.2180193609}, {0.0000000000, 0.1518166621}},
    Case{8, 30, {0.1418266332, 0.4444796170}, {0.1227948099, 0.4588936514}, {0.1349413658, 0.4409956807}},
    Case{30, 30, {0.8864866068, 1.0000000000}, {0.8842966918, 1.0000000000}, {0.9203218262, 1.0000000000}},
    Case{1, 1, {0.2065493144, 1.0000000000}, {0.0250000000, 1.0000000000}, {0.1467463163, 1.0000000000}},
};

void expect_near(const std::optional<Interval>& got, const Interval& want, const Case& row) {
  ASSERT_TRUE(got) << row.x << "/" << row.n;
  EXPECT_NEAR(got->lo, want.lo, 1e-6) << row.x << "/" << row.n;
  EXPECT_NEAR(got->hi, want.hi, 1e-6) << row.x << "/" << row.n;
}

TEST(Binomial, WilsonMatchesReferenceValues) {
  for (const Case& row : kReference) expect_near(wilson(row.x, row.n), row.wilson, row);
}

TEST(Binomial, ClopperPearsonMatchesReferenceValues) {
  for (const Case& row : kReference) expect_near(clopper_pearson(row.x, row.n), row.exact, row);
}

TEST(Binomial, JeffreysMatchesReferenceValues) {
  for (const Case& row : kReference) expect_near(jeffreys(row.x, row.n), row.jeffreys, row);
}

TEST(Binomial, NoSuccessTouchesZeroAndNoFailureTouchesOne) {
  for (const auto method : {wilson, clopper_pearson, jeffreys}) {
    EXPECT_EQ(method(0, 7, 0.95)->lo, 0);
    EXPECT_EQ(method(7, 7, 0.95)->hi, 1);
    EXPECT_GT(method(0, 7, 0.95)->hi, 0);
  }
}

TEST(Binomial, NonsenseHasNoInterval) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const auto method : {wilson, clopper_pearson, jeffreys}) {
    EXPECT_FALSE(method(0, 0, 0.95));
    EXPECT_FALSE(method(3, 2, 0.95));
    EXPECT_FALSE(method(-1, 2, 0.95));
    EXPECT_FALSE(method(nan, 2, 0.95));
    EXPECT_FALSE(method(1, nan, 0.95));
    EXPECT_FALSE(method(1, 2, 1.0));
  }
}

TEST(Binomial, FewerEffectiveTrialsWidenTheInterval) { EXPECT_GT(wilson(2.5, 5)->width(), wilson(7.5, 15)->width()); }

TEST(Clusters, ThatDifferAreWorthFewerTrials) {
  // p = 0.5; residuals 5 and -5: between = 2 * 50 / 400 = 0.25, so that 0.25 / 0.25 = 1 trial is left.
  EXPECT_DOUBLE_EQ(effective_trials({{10, 10}, {0, 10}}), 1);
  // p = 26 / 30; residuals 1.33, 1.33, -2.67: between = 1.5 * 10.667 / 900, and 0.11556 / 0.017778 = 6.5.
  EXPECT_NEAR(effective_trials({{10, 10}, {10, 10}, {6, 10}}), 6.5, 1e-9);
}

TEST(Clusters, AreTakenToDependALittleWhateverTheyShow) {
  EXPECT_DOUBLE_EQ(effective_trials({{5, 10}, {5, 10}}), 20 / 1.9) << "they agree more than chance would have it";
  EXPECT_DOUBLE_EQ(effective_trials({{9, 10}}), 10 / 1.9);
  EXPECT_DOUBLE_EQ(effective_trials({{11, 11}, {11, 11}}), 11);
  EXPECT_DOUBLE_EQ(effective_trials({{1, 1}, {1, 1}, {0, 0}}), 2) << "one trial each depends on no other";
}

TEST(Clusters, HaveAnIntervalOfStudentsQuantileWhereTheirSpreadWasSeen) {
  const auto seen = wilson_of_clusters({{10, 10}, {10, 10}, {6, 10}});
  const double t = t_quantile(0.975, 2);
  const double p = 26.0 / 30;
  const double half = t / (1 + t * t / 6.5) * std::sqrt(p * (1 - p) / 6.5 + t * t / (4 * 6.5 * 6.5));
  EXPECT_NEAR(seen->width(), 2 * half, 1e-9);
  const auto alike = wilson_of_clusters({{11, 11}, {11, 11}});
  EXPECT_NEAR(alike->lo, wilson(11, 11)->lo, 1e-12);
  EXPECT_EQ(alike->hi, 1);
  EXPECT_FALSE(wilson_of_clusters({}));
  EXPECT_FALSE(wilson_of_clusters({{0, 0}}));
}

TEST(PassAtK, MatchesReferenceValues) {
  EXPECT_NEAR(*pass_at_k(15, 4, 1), 0.26666667, 1e-8);
  EXPECT_NEAR(*pass_at_k(15, 4, 3), 0.63736264, 1e-8);
  EXPECT_NEAR(*pass_at_k(15, 4, 5), 0.84615385, 1e-8);
  EXPECT_EQ(*pass_at_k(15, 1, 15), 1.0);
  EXPECT_EQ(*pass_at_k(15, 13, 3), 1.0);
  EXPECT_EQ(*pass_at_k(15, 0, 5), 0.0);
}

TEST(PassAtK, NeedsAtLeastKAnswers) {
  EXPECT_FALSE(pass_at_k(2, 1, 3));
  EXPECT_FALSE(pass_at_k(0, 0, 1));
  EXPECT_FALSE(pass_at_k(5, 6, 1));
  EXPECT_FALSE(pass_at_k(5, 2, 0));
}

}  // namespace
}  // namespace quantladder::stats
