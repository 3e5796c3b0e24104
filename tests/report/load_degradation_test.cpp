// What is left of a figure under load, against level 1.
#include <gmock/gmock.h>

#include "load_fixture.h"

namespace quantladder::report {
namespace {

using core::Exchange;
using fixture::add_episode;
using fixture::answered;
using fixture::episode_of;
using fixture::level_of;
using fixture::two_levels;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Exchange& primary_of(core::Record& record) { return episode_of(record).exchanges.back(); }

TEST(Degradation, ComparesWithLevelOneInPairs) {
  const LoadReport report = summarise_load(two_levels(6));
  const std::vector<Degradation>& found = level_of(report, "sustained@2").degradation;
  ASSERT_THAT(found, SizeIs(3));
  EXPECT_EQ(found[0].figure, "TTFT");
  EXPECT_EQ(found[0].pairs, 6);
  EXPECT_NEAR(*found[0].ratio, 2, 1e-9);
  EXPECT_EQ(found[2].figure, "total time");
  EXPECT_NEAR(*found[2].ratio, 2, 0.01);
  EXPECT_NEAR(*found[1].p, 2.0 / 64, 1e-9) << "exact sign flip of six pairs";
  EXPECT_NEAR(*found[1].p_holm, *found[1].p, 1e-12) << "one level is a family of one";
  EXPECT_THAT(level_of(report, "sustained@1").degradation, IsEmpty());
}

TEST(Degradation, TotalTimesOfAnswersOfDifferentLengthAreNotCompared) {
  RunData data = two_levels(3);
  primary_of(data.records.back()).generation.timings->predicted_n = 11;
  const Degradation total = level_of(summarise_load(data), "sustained@2").degradation[2];
  EXPECT_FALSE(total.ratio);
  EXPECT_EQ(total.why_not, "in 1 of 3 pairs the answers differ in length");
}

TEST(Degradation, AnAnswerWhoseTokensNobodyCountedIsNotOneOfAnotherLength) {
  RunData data = two_levels(3);
  primary_of(data.records.back()).generation.timings.reset();
  const Degradation total = level_of(summarise_load(data), "sustained@2").degradation[2];
  EXPECT_FALSE(total.ratio);
  EXPECT_EQ(total.why_not, "in 1 of 3 pairs the tokens of an answer are not known");
}

TEST(Degradation, OnlyPairsThatHaveTheFigureAreHeldToBeUnlike) {
  RunData data = two_levels(3);
  Exchange& turn = primary_of(data.records.back());
  turn.generation.timings->predicted_n = 11;
  turn.generation.total_ms = 0;
  const Degradation total = level_of(summarise_load(data), "sustained@2").degradation[2];
  EXPECT_EQ(total.pairs, 2);
  EXPECT_THAT(total.why_not, IsEmpty());
  EXPECT_TRUE(total.ratio);
}

TEST(Degradation, ALevelOfAnotherModeStandsInForLevelOne) {
  RunData data = fixture::load_run({"once@1", "sustained@2"}, 1);
  add_episode(data, "once@1", 1, {answered(0, 1, 1, 101, 9, 10)}, 101);
  add_episode(data, "sustained@2", 1, {answered(0, 1, 1, 301, 9, 10)}, 301);
  EXPECT_NEAR(*level_of(summarise_load(data), "sustained@2").degradation[2].ratio, 3, 1e-9);
}

}  // namespace
}  // namespace quantladder::report
