#include <gmock/gmock.h>

#include <cmath>

#include "ladder_fixture.h"
#include "report/sample.h"

namespace quantladder::report {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Sample sample(const RunData& data, const std::string& label, std::vector<int> numbers, std::vector<double> values,
              std::uint64_t first_seed = 100) {
  Sample result{.label = label, .run = &data};
  result.numbers = std::move(numbers);
  result.series.values = std::move(values);
  for (const int number : result.numbers) {
    result.seeds.push_back({first_seed + static_cast<std::uint64_t>(number)});
    result.texts.push_back(std::hash<std::string>{}(label + std::to_string(number)));
  }
  return result;
}

TEST(PairUp, PairsByIterationWhereSeedsMatch) {
  const RunData run;
  const auto got = pair_up(sample(run, "a", {1, 2, 3}, {10, 20, 30}), sample(run, "b", {1, 2, 3}, {1, 2, 3}), true);
  EXPECT_EQ(got.input.pairing, stats::Pairing::paired);
  EXPECT_THAT(got.input.of_a.values, ElementsAre(10, 20, 30));
  EXPECT_THAT(got.input.of_b.values, ElementsAre(1, 2, 3));
  EXPECT_THAT(got.notes, IsEmpty());
}

TEST(PairUp, DropsAndCountsWhatOnlyOneSideHas) {
  const RunData run;
  const auto got =
      pair_up(sample(run, "a", {1, 3, 4}, {10, 30, 40}), sample(run, "b", {2, 3, 4, 5}, {2, 3, 4, 5}), true);
  EXPECT_THAT(got.input.of_a.values, ElementsAre(30, 40));
  EXPECT_THAT(got.input.of_b.values, ElementsAre(3, 4));
  EXPECT_THAT(got.notes, ElementsAre(HasSubstr("3 results left out")));
}

// That b has no value in iteration 2 is told of b.
TEST(PairUp, WhatLacksAValueIsNotToldOfThePairAgain) {
  const RunData run;
  const Sample a = sample(run, "a", {1, 2, 3}, {10, 20, 30});
  Sample b = sample(run, "b", {1, 3}, {1, 3});
  b.without_value = 1;
  EXPECT_THAT(pair_up(a, b, true).notes, IsEmpty());
}

TEST(PairUp, DifferentSeedsAreNotPairedAndItSaysSo) {
  const RunData run;
  const auto got = pair_up(sample(run, "a", {1, 2}, {10, 20}), sample(run, "b", {1, 2, 3}, {1, 2, 3}, 900), true);
  EXPECT_EQ(got.input.pairing, stats::Pairing::unpaired);
  EXPECT_THAT(got.input.of_b.values, ElementsAre(1, 2, 3));
  EXPECT_THAT(got.notes, ElementsAre(HasSubstr("not paired, their seeds differ: permutation test")));
}

TEST(PairUp, NamesPairAcrossTwoTablesWhateverTheirOrder) {
  const RunData one;
  const RunData other;
  Sample a = sample(one, "a", {1, 2, 3}, {10, 20, 30});
  Sample b = sample(other, "b", {1, 2, 3}, {1, 2, 3});
  for (Sample* side : {&a, &b}) side->seeds = {{std::nullopt}, {std::nullopt}, {std::nullopt}};
  EXPECT_EQ(pair_up(a, b, true).input.pairing, stats::Pairing::unpaired) << "numbers of two tables mean nothing";
  a.names = {"night", "day", "dawn"};
  EXPECT_EQ(pair_up(a, b, true).input.pairing, stats::Pairing::unpaired) << "one has names, the other numbers";
  b.names = {"day", "noon", "night"};
  const auto got = pair_up(a, b, true);
  EXPECT_EQ(got.input.pairing, stats::Pairing::paired);
  EXPECT_THAT(got.input.of_a.values, ElementsAre(10, 20));
  EXPECT_THAT(got.input.of_b.values, ElementsAre(3, 1));
  EXPECT_THAT(got.notes, Contains(HasSubstr("2 results left out")));
  EXPECT_THAT(got.notes, Contains(HasSubstr("paired by the name of the iteration")));
}

TEST(PairUp, UnknownSeedsArePairedWithinOneTableButNotAcrossTwo) {
  const RunData one;
  const RunData other;
  Sample a = sample(one, "a", {1, 2}, {10, 20});
  Sample b = sample(one, "b", {1, 2}, {1, 2});
  a.seeds[1] = {std::nullopt};
  EXPECT_EQ(pair_up(a, b, true).input.pairing, stats::Pairing::paired);
  EXPECT_THAT(pair_up(a, b, true).notes, ElementsAre(HasSubstr("not all seeds are known")));
  b.run = &other;
  EXPECT_EQ(pair_up(a, b, true).input.pairing, stats::Pairing::unpaired);
}

TEST(PairUp, OneDifferentSeedForbidsPairing) {
  const RunData run;
  Sample a = sample(run, "a", {1, 2}, {10, 20});
  const Sample b = sample(run, "b", {1, 2}, {1, 2});
  a.seeds[1] = {7};
  EXPECT_EQ(pair_up(a, b, true).input.pairing, stats::Pairing::unpaired);
}

TEST(PairUp, TwoNightsWithTheSameSeedsArePairedAndRepeatedTextsCounted) {
  const RunData one;
  const RunData other;
  const Sample a = sample(one, "a", {1, 2, 3}, {10, 20, 30});
  Sample b = sample(other, "b", {1, 2, 3}, {10, 20, 30});
  b.texts = {a.texts[0], a.texts[1], 7};
  const auto got = pair_up(a, b, true);
  EXPECT_EQ(got.input.pairing, stats::Pairing::paired);
  EXPECT_THAT(got.notes, ElementsAre(HasSubstr("in 2 of 3 iterations both generated the same text")));
}

TEST(PairUp, TextsThatAreNotKnownAreNotTheSame) {
  const RunData run;
  Sample a = sample(run, "a", {1, 2}, {10, 20});
  Sample b = sample(run, "b", {1, 2}, {10, 20});
  a.texts = b.texts = {0, 0};
  EXPECT_THAT(pair_up(a, b, true).notes, IsEmpty());
}

TEST(PairUp, RoundsPairWithinARunButNotAcrossTwo) {
  const RunData one;
  const RunData other;
  Sample a = sample(one, "a", {1, 2}, {50, 51});
  Sample b = sample(one, "b", {1, 2}, {60, 61});
  a.seeds.clear();
  b.seeds.clear();
  EXPECT_EQ(pair_up(a, b, true).input.pairing, stats::Pairing::paired);
  EXPECT_THAT(pair_up(a, b, true).notes, IsEmpty());
  b.run = &other;
  EXPECT_EQ(pair_up(a, b, true).input.pairing, stats::Pairing::unpaired);
}

TEST(PairUp, NothingInCommonOrAskedNotToIsUnpaired) {
  const RunData run;
  const Sample a = sample(run, "a", {1, 2}, {10, 20});
  EXPECT_EQ(pair_up(a, sample(run, "b", {3, 4}, {1, 2}), true).input.pairing, stats::Pairing::unpaired);
  EXPECT_EQ(pair_up(a, a, false).input.pairing, stats::Pairing::unpaired);
  EXPECT_THAT(pair_up(a, a, false).notes, ElementsAre(HasSubstr("not paired, as asked: permutation test")));
}

TEST(PairUp, ASideWithoutAnyValueIsNoQuestionOfPairing) {
  const RunData run;
  const Sample a = sample(run, "a", {1, 2}, {10, 20});
  EXPECT_THAT(pair_up(a, sample(run, "b", {}, {}), true).notes, IsEmpty());
}

TEST(PairUp, KeepsLevelsAndRepeatsBesideTheirIteration) {
  const RunData run;
  Sample a = sample(run, "a", {1, 2, 3}, {10, 20, 30});
  a.series.levels = {{"L1", 10, {0, 1, 1}}};
  a.series.repeats = {false, false, true};
  Sample b = a;
  b.numbers = {2, 3, 4};
  b.seeds = {a.seeds[1], a.seeds[2], {104}};
  const auto got = pair_up(a, b, true);
  EXPECT_THAT(got.input.of_a.levels.at(0).credit, ElementsAre(1, 1));
  EXPECT_THAT(got.input.of_b.levels.at(0).credit, ElementsAre(0, 1));
  EXPECT_THAT(got.input.of_a.repeats, ElementsAre(false, true));
}

TEST(ScoreSample, HasTheCompleteIterationsWithSeedsAndCredits) {
  RunData data;
  data.manifest = fixture::ladder_manifest(3);
  fixture::add_model(data, "a", 1000, {90, 65, 100}, 50);
  fixture::find(data, "a", "L2", 2) =
      fixture::RecordBuilder("a", "L2", 2).outcome(core::Outcome::infrastructure_stall, "silence");
  const Summary summary = make_summary(data);
  const CellTable table(data);
  const Sample got = sample_of(table, summary.models[0], metric_of("score"));
  EXPECT_THAT(got.numbers, ElementsAre(1, 3));
  EXPECT_THAT(got.series.values, ElementsAre(90, 100));
  EXPECT_THAT(got.series.levels.at(4).credit, ElementsAre(0, 1));
  EXPECT_EQ(got.seeds.at(1).at(0), 1003u);
  EXPECT_EQ(got.without_value, 1);
}

TEST(SpeedSample, TakesOneValuePerRound) {
  RunData data;
  data.manifest = fixture::ladder_manifest(1);
  fixture::add_model(data, "a", 1000, {90}, 50);
  data.starts.push_back(fixture::make_start("a", 3, 70));
  data.starts.back().round = 2;
  const Summary summary = make_summary(data);
  EXPECT_THAT(sample_of(data, summary.models[0], metric_of("vram")).series.values,
              ElementsAre(19'000'000'001.0, 19'000'000'003.0));
  const Sample speed = sample_of(data, summary.models[0], metric_of("tg"));
  EXPECT_THAT(speed.numbers, ElementsAre(1, 2));
  EXPECT_NEAR(speed.series.values.at(1), std::sqrt(51.0 * 70.0), 1e-9);
}

}  // namespace
}  // namespace quantladder::report
