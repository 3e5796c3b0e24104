#include "quantladder/stats/comparison.h"

#include <gtest/gtest.h>

#include <cmath>

#include "quantladder/stats/holm.h"
#include "quantladder/stats/timing.h"
#include "stats/compare_one.h"
#include "stats/nan.h"
#include "stats/reference_pairs.h"

namespace quantladder::stats {
namespace {

using List = std::vector<double>;
using reference::series_of;

TEST(Holm, MatchesReferenceValues) {
  const auto four = holm(List{0.01, 0.04, 0.03, 0.005});
  const double want[] = {0.03, 0.06, 0.06, 0.02};
  for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(four[i], want[i], 1e-12);
  const auto three = holm(List{0.02, 0.02, 0.9});
  EXPECT_NEAR(three[0], 0.06, 1e-12);
  EXPECT_NEAR(three[2], 0.9, 1e-12);
}

TEST(Holm, AComparisonThatCouldNotBeMadeStillCounts) {
  const auto got = holm(List{0.02, kNan});
  EXPECT_NEAR(got[0], 0.04, 1e-12);
  EXPECT_TRUE(std::isnan(got[1]));
}

TEST(Holm, OfNothingIsNothing) { EXPECT_TRUE(holm(List{}).empty()); }

TEST(SimultaneousLevel, SharesAlphaEqually) { EXPECT_NEAR(simultaneous_level(0.95, 5), 0.99, 1e-12); }

TEST(CompareFamily, PublishedListsAreUndecided) {
  const auto got = compare_family(published());
  for (std::size_t i = 0; i < 3; ++i) {
    const auto& row = reference::kPairs[i];
    EXPECT_NEAR(*got[i].difference, row.difference, 1e-9);
    EXPECT_NEAR(*got[i].sd, row.sd, 1e-9);
    EXPECT_NEAR(*got[i].correlation, row.correlation, 1e-9);
    EXPECT_NEAR(*got[i].p, row.sign_flip_p, 1e-12);
    EXPECT_EQ(*got[i].p_holm, 1);
    EXPECT_NEAR(*got[i].tost.p, row.tost_p[0], 1e-9);
    EXPECT_EQ(got[i].decision.verdict, Verdict::undecided);
  }
}

TEST(CompareFamily, EquivalenceIsAdjustedAsAFamilyOfItsOwn) {
  const auto got = compare_family(published(), {.margin = 10});
  EXPECT_NEAR(*got[0].tost_p_holm, 0.08421, 1e-4);
  EXPECT_NEAR(*got[1].tost_p_holm, 0.08421, 1e-4);
  EXPECT_NEAR(*got[2].tost_p_holm, 0.06353, 1e-4);
}

TEST(CompareFamily, WithinFifteenPointsThePublishedListsAreEquivalent) {
  for (const auto& c : compare_family(published(), {.margin = 15})) {
    EXPECT_EQ(c.decision.verdict, Verdict::equivalent);
  }
}

TEST(CompareFamily, TheSimultaneousIntervalIsWider) {
  const auto got = compare_family(published());
  EXPECT_NEAR(got[0].ci_simultaneous.level, 1 - 0.05 / 3, 1e-12);
  EXPECT_GT(got[0].ci_simultaneous.interval->width(), got[0].ci.interval->width());
}

TEST(CompareFamily, DeclaredComparisonsCountEvenIfNotMade) {
  FamilyOptions options;
  options.declared = 10;
  const List a(15, 90), b{65, 65, 90, 65, 65, 65, 65, 65, 65, 90, 65, 65, 65, 65, 90};
  EXPECT_NEAR(*compare_one(series_of(a), series_of(b), options).p_holm, 10 * *compare_one(series_of(a), series_of(b)).p,
              1e-12);
}

TEST(CompareFamily, AClearWinnerIsBetter) {
  const List a{90, 100, 90, 90, 100, 90, 90, 90, 100, 90, 90, 90};
  const List b{40, 65, 65, 40, 65, 65, 40, 65, 65, 65, 40, 65};
  const auto got = compare_one(series_of(b), series_of(a));
  EXPECT_EQ(got.decision.verdict, Verdict::better);
  EXPECT_EQ(got.decision.better, Side::b);
}

TEST(CompareFamily, ASmallSteadyAdvantageIsBetterByLessThanTheMargin) {
  List a(60, 90), b(60, 90);
  for (std::size_t i = 0; i < 20; ++i) a[3 * i] = 100;
  const auto got = compare_one(series_of(a), series_of(b));
  EXPECT_EQ(got.decision.verdict, Verdict::better_within_margin);
}

TEST(CompareFamily, FiveTiesAreUndecidedWithoutMde) {
  const auto got = compare_one(series_of(List(5, 90)), series_of(List(5, 90)));
  EXPECT_EQ(got.decision.verdict, Verdict::undecided);
  EXPECT_FALSE(got.mde);
  EXPECT_FALSE(got.n_needed);
  EXPECT_EQ(*got.p, 1);
}

TEST(CompareFamily, FivePairsCannotDecideAndSayWhy) {
  const auto got = compare_one(series_of({90, 90, 90, 90, 100}), series_of({40, 40, 40, 65, 40}));
  EXPECT_EQ(*got.p_floor, 0.0625);
  EXPECT_EQ(got.decision.verdict, Verdict::undecided);
}

TEST(CompareFamily, FourPairsHaveNoVerdict) {
  const Series all{.values = List(4, 100), .levels = {{"L1", 1, List(4, 1)}}};
  EXPECT_EQ(compare_one(all, all).decision.verdict, Verdict::undecided);
}

TEST(CompareFamily, OnePairHasAnIntervalAndNoP) {
  const auto got = compare_one(series_of({90}), series_of({65}));
  EXPECT_EQ(*got.difference, 25);
  EXPECT_TRUE(got.ci.interval);
  EXPECT_FALSE(got.p);
  EXPECT_FALSE(got.p_holm);
  EXPECT_FALSE(got.sd);
}

TEST(CompareFamily, BadInputIsAProblemNotAnAnswer) {
  EXPECT_NE(compare_one({}, {}).problem, "");
  EXPECT_NE(compare_one({.values = {90, kNan}}, {.values = {90, 65}}).problem, "");
  EXPECT_NE(compare_one({.values = {90}}, {.values = {90, 65}}).problem, "");
  EXPECT_NE(compare_one({.values = {30, 0}}, {.values = {20, 20}}, {.scale = Scale::log_ratio}).problem, "");
  EXPECT_EQ(compare_one({}, {}).decision.verdict, Verdict::undecided);
}

TEST(CompareFamily, UnpairedUsesThePermutationTestAndWelch) {
  for (const auto& row : reference::kPairs) {
    const auto got = compare_one(series_of(row.a), series_of(row.b), {}, Pairing::unpaired);
    EXPECT_NEAR(*got.p, row.permutation_p, 1e-12);
    EXPECT_EQ(got.ci.method, DifferenceMethod::welch_t);
    EXPECT_TRUE(got.levels.empty());
    EXPECT_TRUE(got.mde);
  }
}

TEST(CompareFamily, LevelsAreComparedAsADiagnostic) {
  const auto got = compare_one(series_of(reference::kAesSedai), series_of(reference::kUnsloth));
  ASSERT_EQ(got.levels.size(), 5u);
  EXPECT_EQ(got.levels[0].id, "L1");
  EXPECT_EQ(got.levels[0].test.only_a - got.levels[0].test.only_b, 3);  // 13 passes against 10
  EXPECT_GE(got.levels[0].p_holm, got.levels[0].test.p);
}

TEST(CompareFamily, RepeatedIterationsAreLeftOutAndCounted) {
  Series a = series_of(reference::kAesSedai);
  a.repeats.assign(15, false);
  a.repeats[14] = a.repeats[13] = true;
  const auto got = compare_one(a, series_of(reference::kUnsloth));
  EXPECT_EQ(got.n, 13);
  EXPECT_EQ(got.dropped_repeats, 2);
}

TEST(CompareFamily, SpeedsAreRatiosInPerCent) {
  const Series a{.values = {28.1, 28.4, 27.9, 28.3, 28.2, 28.0}};
  const Series b{.values = {27.2, 27.5, 27.3, 27.1, 27.4, 27.3}};
  const auto got = compare_one(a, b, {.margin = 5, .scale = Scale::log_ratio});
  EXPECT_NEAR(*got.difference, 3.1128, 1e-4);
  EXPECT_NEAR(got.ci.interval->lo, 2.3090, 1e-4);
  EXPECT_NEAR(got.ci.interval->hi, 3.9230, 1e-4);
  EXPECT_EQ(got.ci.method, DifferenceMethod::student_t_log);
  EXPECT_NEAR(*got.p, 0.03125, 1e-12);
  EXPECT_EQ(got.decision.verdict, Verdict::better_within_margin);
}

TEST(CompareFamily, LowerIsBetterForTimes) {
  const Series slow{.values = {510, 520, 530, 515, 525, 540}};
  const Series fast{.values = {410, 405, 420, 400, 415, 430}};
  const auto got = compare_one(slow, fast, {.scale = Scale::log_ratio, .goal = Goal::lower});
  EXPECT_EQ(got.decision.better, Side::b);
  EXPECT_GT(*got.difference, 0);
}

TEST(CompareFamily, AfterLooksTheSequentialFiguresCount) {
  const List& d = reference::kLooks[2].differences;
  FamilyOptions options;
  options.sequential = SequentialPlan{.n_max = 15, .unit = 5};
  options.looks = {5, 10, 13};
  const auto got = compare_one({.values = d}, {.values = List(d.size(), 0)}, options);
  ASSERT_TRUE(got.stopped);
  EXPECT_EQ(got.stopped->outcome, LookOutcome::decided);
  EXPECT_EQ(got.n, 13);
  EXPECT_EQ(got.decision.verdict, Verdict::better);
  EXPECT_LE(*got.p, 0.05);
  EXPECT_EQ(got.p, got.p_holm);
  EXPECT_EQ(got.ci.method, DifferenceMethod::repeated_t);
}

TEST(CompareFamily, StoppedBeforeTheFirstLookHasNoP) {
  FamilyOptions options;
  options.sequential = SequentialPlan{.n_max = 60};
  const auto got = compare_one(series_of({90, 90, 90}), series_of({65, 65, 65}), options);
  EXPECT_FALSE(got.p);
  EXPECT_EQ(got.decision.verdict, Verdict::undecided);
}

PairComparison with(Verdict verdict, Side better = Side::none) {
  PairComparison c;
  c.decision = {verdict, better};
  return c;
}

TEST(AsGood, WorseBeatsUndecidedBeatsFine) {
  const auto fine = with(Verdict::better, Side::a);
  const auto worse = with(Verdict::better, Side::b);
  const auto open = with(Verdict::undecided);
  EXPECT_EQ(as_good(std::vector{fine}), AsGood::yes);
  EXPECT_EQ(as_good(std::vector{fine, open}), AsGood::unknown);
  EXPECT_EQ(as_good(std::vector{open, worse, fine}), AsGood::no);
  EXPECT_EQ(as_good({}), AsGood::unknown);
}

TEST(AsGood, EquivalentOrWorseByLessThanTheMarginIsFine) {
  EXPECT_EQ(as_good(std::vector{with(Verdict::equivalent)}), AsGood::yes);
  EXPECT_EQ(as_good(std::vector{with(Verdict::better_within_margin, Side::b)}), AsGood::yes);
}

TEST(VerdictWords, AreTheFourAndNoMore) {
  const VerdictWords words{"Q4", "Q8", 5, "points", 12.34, 77};
  EXPECT_EQ(to_words({Verdict::better, Side::b}, words), "Q8 better");
  EXPECT_EQ(to_words({Verdict::better_within_margin, Side::a}, words), "Q4 better, but by less than 5 points");
  EXPECT_EQ(to_words({Verdict::equivalent, Side::none}, words), "equivalent within +-5 points");
  EXPECT_EQ(to_words({Verdict::undecided, Side::none}, words),
            "undecided (could only detect >= 12.3 points; about 77 iterations needed)");
  EXPECT_EQ(to_words({}, {"Q4", "Q8", 5, "points", {}, {}}), "undecided");
}

TEST(VerdictWords, NameNoNumberThatIsThereAlreadyAndCountRoundsAsRounds) {
  const VerdictWords words{.a = "Q4", .b = "Q8", .n_needed = 12, .n = 12, .counted = "rounds"};
  EXPECT_EQ(to_words({}, words), "undecided");
  VerdictWords fewer = words;
  fewer.n = 5;
  EXPECT_EQ(to_words({}, fewer), "undecided (about 12 rounds needed)");
}

}  // namespace
}  // namespace quantladder::stats
