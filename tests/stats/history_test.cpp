// A figure over nights: what is flagged, when, and what brings no evidence.
#include "quantladder/stats/history.h"

#include <gtest/gtest.h>

#include <limits>
#include <random>

#include "quantladder/stats/permutation.h"

namespace quantladder::stats {
namespace {

// Scores on a ladder around `mean`, one for each of 15 iterations.
HistoryNight night_around(double mean, std::mt19937_64& random, int iterations = 15) {
  HistoryNight night;
  for (int i = 0; i < iterations; ++i) {
    const double jitter = 5.0 * static_cast<double>(static_cast<int>(random() % 7) - 3);
    night.values.push_back({static_cast<std::size_t>(i), mean + jitter, random()});
  }
  return night;
}

std::vector<HistoryNight> nights_around(double mean, int count, std::mt19937_64& random) {
  std::vector<HistoryNight> nights;
  for (int i = 0; i < count; ++i) nights.push_back(night_around(mean, random));
  return nights;
}

void append(std::vector<HistoryNight>& nights, const std::vector<HistoryNight>& more) {
  nights.insert(nights.end(), more.begin(), more.end());
}

std::vector<std::size_t> flagged(const std::vector<NightLook>& looks) {
  std::vector<std::size_t> numbers;
  for (std::size_t i = 0; i < looks.size(); ++i) {
    if (looks[i].change) numbers.push_back(i);
  }
  return numbers;
}

TEST(BlockPermutation, IsTheSignFlipTestForOneValueOfEachSide) {
  const std::vector<std::size_t> a{90, 100, 85, 70, 100, 60, 95};
  const std::vector<std::size_t> b{80, 75, 85, 75, 60, 60, 85};
  std::vector<PermutationBlock> blocks;
  std::vector<double> differences;
  for (std::size_t i = 0; i < a.size(); ++i) {
    blocks.push_back({{a[i], b[i]}, 1});
    differences.push_back(static_cast<double>(a[i]) - static_cast<double>(b[i]));
  }
  const auto test = block_permutation(blocks);
  const auto expected = sign_flip(differences);
  ASSERT_TRUE(test && expected);
  EXPECT_NEAR(test->p, expected->p, 1e-12);
  EXPECT_NEAR(test->mid_p, expected->mid_p, 1e-12);
  EXPECT_NEAR(test->floor, expected->floor, 1e-12);
}

TEST(BlockPermutation, IsTheTwoSampleTestForOneBlock) {
  const std::vector<double> a{3, 9, 4};
  const std::vector<double> b{1, 2, 2, 5, 7, 1, 0, 2};
  PermutationBlock block{{3, 9, 4, 1, 2, 2, 5, 7, 1, 0, 2}, 3};
  const auto test = block_permutation({&block, 1});
  const auto expected = two_sample_permutation(a, b);
  ASSERT_TRUE(test && expected);
  EXPECT_NEAR(test->p, expected->p, 1e-12);
  EXPECT_NEAR(test->floor, expected->floor, 1e-12);
}

// 4 of 6 choices in one block, 2 of 3 in the other: counted by hand.
TEST(BlockPermutation, CountsTheChoicesOfAllBlocksTogether) {
  const std::vector<PermutationBlock> blocks{{{5, 4, 1, 0}, 2}, {{3, 0, 0}, 1}};
  const auto test = block_permutation(blocks);
  ASSERT_TRUE(test);
  EXPECT_NEAR(test->p, 1.0 / 18, 1e-12);
  EXPECT_NEAR(test->floor, 1.0 / 18, 1e-12);
}

TEST(BlockPermutation, HasNoAnswerWithoutABlockOfBothSides) {
  const std::vector<PermutationBlock> blocks{{{1, 2}, 2}, {{3}, 0}};
  EXPECT_FALSE(block_permutation(blocks));
  const std::vector<PermutationBlock> wrong{{{1, 2}, 3}};
  EXPECT_FALSE(block_permutation(wrong));
}

TEST(BlockPermutation, AValueThatNeverDiffersTellsNothing) {
  const std::vector<PermutationBlock> blocks{{{7, 7, 7}, 1}};
  EXPECT_EQ(block_permutation(blocks)->p, 1);
}

TEST(History, AlphaOverAllLooksIsTheWhole) {
  double spent = 0;
  for (int k = 1; k <= 100000; ++k) spent += alpha_of_look(0.05, k);
  EXPECT_LT(spent, 0.05);
  EXPECT_NEAR(spent, 0.05, 1e-6);
}

TEST(History, OneNightIsNotLookedAt) {
  std::mt19937_64 random(1);
  const auto looks = look_at_history(nights_around(80, 1, random));
  ASSERT_EQ(looks.size(), 1U);
  EXPECT_EQ(looks[0].look, 0);
  EXPECT_FALSE(looks[0].p);
  EXPECT_EQ(looks[0].fresh, 15);
}

TEST(History, ADropIsFlaggedAndItsBeginningFound) {
  std::mt19937_64 random(2);
  auto nights = nights_around(80, 10, random);
  append(nights, nights_around(60, 5, random));
  const auto looks = look_at_history(nights);
  ASSERT_EQ(flagged(looks).size(), 1U);
  const NightLook& look = looks[flagged(looks)[0]];
  EXPECT_EQ(look.change->begun, 10U);
  EXPECT_NEAR(look.change->centre_before, 80, 3);
  EXPECT_NEAR(look.change->centre_since, 60, 6);
  EXPECT_EQ(look.change->before.size(), 150U);
  EXPECT_LE(*look.p_overall(), 0.05);
  EXPECT_EQ(looks.back().segment, 10U);
}

TEST(History, AlikeNightsAreNotFlagged) {
  std::mt19937_64 random(3);
  const auto looks = look_at_history(nights_around(80, 40, random));
  EXPECT_TRUE(flagged(looks).empty());
  EXPECT_EQ(looks.back().look, 39);
  EXPECT_DOUBLE_EQ(looks.back().alpha, 0.05 / 39 / 40);
}

TEST(History, ANightThatRepeatsTheTextsIsNoEvidence) {
  std::mt19937_64 random(4);
  const HistoryNight before = night_around(80, random);
  const HistoryNight now = night_around(72, random);
  std::vector<HistoryNight> nights{before, now};
  for (int i = 0; i < 20; ++i) nights.push_back(now);
  const auto looks = look_at_history(nights);
  EXPECT_EQ(looks[1].look, 1);
  for (std::size_t i = 2; i < looks.size(); ++i) {
    EXPECT_EQ(looks[i].fresh, 0) << i;
    EXPECT_EQ(looks[i].look, 0) << i;
  }
  EXPECT_TRUE(flagged(looks).empty());
}

// The same nights with texts that are not known are twenty nights of evidence.
TEST(History, ANightWithoutTextsIsEvidence) {
  std::mt19937_64 random(4);
  HistoryNight before = night_around(80, random);
  HistoryNight now = night_around(72, random);
  for (HistoryNight* night : {&before, &now}) {
    for (NightValue& each : night->values) each.text = 0;
  }
  std::vector<HistoryNight> nights(5, before);
  nights.insert(nights.end(), 8, now);
  EXPECT_EQ(flagged(look_at_history(nights)).size(), 1U);
}

TEST(History, ACutJoinsNothing) {
  std::mt19937_64 random(5);
  auto nights = nights_around(80, 10, random);
  append(nights, nights_around(60, 10, random));
  nights[10].is_cut = true;
  const auto looks = look_at_history(nights);
  EXPECT_TRUE(flagged(looks).empty());
  EXPECT_EQ(looks[9].segment, 0U);
  EXPECT_EQ(looks[10].segment, 10U);
  EXPECT_EQ(looks[11].segment, 10U);
  EXPECT_EQ(looks[13].look - looks[12].look, 1) << "looks are counted on";
  EXPECT_GT(looks[12].look, 9);
}

TEST(History, ANightThatIsBackIsASecondChange) {
  std::mt19937_64 random(6);
  auto nights = nights_around(80, 20, random);
  append(nights, nights_around(50, 8, random));
  append(nights, nights_around(80, 8, random));
  const auto looks = look_at_history(nights);
  ASSERT_EQ(flagged(looks).size(), 2U);
  EXPECT_EQ(looks[flagged(looks)[0]].change->begun, 20U);
  EXPECT_EQ(looks[flagged(looks)[1]].change->begun, 28U);
}

TEST(History, ANightWithoutValuesIsPassedOver) {
  std::mt19937_64 random(7);
  auto nights = nights_around(80, 10, random);
  append(nights, nights_around(55, 4, random));
  nights.insert(nights.begin() + 5, HistoryNight{});
  const auto looks = look_at_history(nights);
  EXPECT_EQ(looks[5].look, 0);
  ASSERT_EQ(flagged(looks).size(), 1U);
  EXPECT_EQ(looks[flagged(looks)[0]].change->begun, 11U);
}

std::vector<HistoryNight> speeds(const std::vector<double>& values) {
  std::vector<HistoryNight> nights;
  for (const double value : values) nights.push_back({{{0, value, 0}}});
  return nights;
}

TEST(History, OneValueANightIsFlaggedOnceItsFloorIsLowEnough) {
  std::mt19937_64 random(8);
  std::vector<double> values;
  for (int i = 0; i < 30; ++i) values.push_back(50 + static_cast<double>(random() % 100) / 100);
  for (int i = 0; i < 8; ++i) values.push_back(48 + static_cast<double>(random() % 100) / 100);
  const auto looks = look_at_history(speeds(values), 0.05, Terms::ranks);
  ASSERT_EQ(flagged(looks).size(), 1U);
  EXPECT_LE(flagged(looks)[0], 37U);
  EXPECT_EQ(looks[flagged(looks)[0]].change->begun, 30U);
  EXPECT_NEAR(looks[flagged(looks)[0]].change->centre_since, 48.5, 0.5);
}

// Three nights of one value each cannot show anything, and cost nothing.
TEST(History, ALookThatCouldFlagNothingSpendsNothing) {
  const auto looks = look_at_history(speeds({50, 50.5, 20}), 0.05, Terms::ranks);
  for (const NightLook& look : looks) EXPECT_EQ(look.look, 0);
}

TEST(History, OneOddNightDoesNotHideALaterChangeOfRanks) {
  std::vector<double> values;
  for (int i = 0; i < 40; ++i) values.push_back(50 + 0.1 * (i * 7 % 10));
  values[3] = 5;
  for (int i = 0; i < 8; ++i) values.push_back(47 + 0.1 * i);
  EXPECT_EQ(flagged(look_at_history(speeds(values), 0.05, Terms::ranks)).size(), 1U);
}

// Its mean would say that the speed rose.
TEST(History, OneOddNightDoesNotTurnTheDirectionOfAChangeOfRanks) {
  std::vector<double> values;
  for (int i = 0; i < 30; ++i) values.push_back(50 + 0.1 * (i * 7 % 10));
  values[3] = 5;
  for (int i = 0; i < 8; ++i) values.push_back(49 + 0.1 * i);
  const auto looks = look_at_history(speeds(values), 0.05, Terms::ranks);
  ASSERT_EQ(flagged(looks).size(), 1U);
  EXPECT_LT(looks[flagged(looks)[0]].change->centre_since, looks[flagged(looks)[0]].change->centre_before);
}

TEST(History, ValuesThatAreNotFiniteAreLeftOut) {
  std::mt19937_64 random(9);
  auto nights = nights_around(80, 3, random);
  nights[2].values[0].value = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(look_at_history(nights)[2].fresh, 14);
}

}  // namespace
}  // namespace quantladder::stats
