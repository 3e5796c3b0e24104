#include "quantladder/report/published_load.h"

#include <gmock/gmock.h>

#include "load_fixture.h"

namespace quantladder::report {
namespace {

using core::Exchange;
using fixture::add_episode;
using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Optional;
using ::testing::SizeIs;

auto about(double value) { return Optional(DoubleNear(value, 5e-5)); }

// An answer as published files tell of it.
Exchange told(int agent, int turn, double ttft_ms, double total_ms, int words) {
  Exchange each = fixture::answered(agent, turn, 0, total_ms, ttft_ms, 2);
  each.generation.timings.reset();
  each.words = words;
  return each;
}

Exchange beside(int agent, int words, const std::vector<std::string>& missing) {
  Exchange each = told(agent, 1, 200, 1000, words);
  each.task = "S" + std::to_string(agent);
  each.keywords = core::KeywordCheck{.found = {"Returns"}, .missing = missing};
  return each;
}

void state_vram(core::Record& record, core::MemorySource source, double mb) {
  record.memory.source = source;
  record.memory.peak_bytes = static_cast<std::uint64_t>(mb * 1e6);
}

// The first worked example: levels 1 and 3 with two side tasks, one of them wrong.
RunData first_example() {
  RunData data = fixture::load_run({"once@1", "once@3"}, 1);
  add_episode(data, "once@1", 1, {told(0, 1, 120, 1500, 60), told(0, 2, 90, 1500, 60), told(0, 3, 90, 2500, 131)},
              5500);
  state_vram(add_episode(data, "once@3", 1,
                         {told(0, 1, 330, 3000, 70), beside(1, 80, {}), beside(2, 61, {"assert", "pytest"}),
                          told(0, 2, 100, 2000, 95), told(0, 3, 100, 2000, 88)},
                         23750),
             core::MemorySource::stated, 20500);
  return data;
}

TEST(PublishedAxes, AreThoseOfTheFirstWorkedExample) {
  const RadarInput input{.words_per_s = 52.4,
                         .ttft_ms = 120.0,
                         .loaded_ttft_ms = 330.0,
                         .loaded_total_ms = 23750,
                         .side_right = 0.5,
                         .loaded_words = 70 + 95 + 88 + 80 + 61,
                         .vram_mb = 20500};
  EXPECT_THAT(published_axes(input),
              ElementsAre(about(2.62), about(3.25), about(3.5), about(2.5), about(0.8295), about(2.4)));
}

TEST(PublishedAxes, AreClampedAtBothEnds) {
  const RadarInput input{.words_per_s = 130,
                         .ttft_ms = 50,
                         .loaded_ttft_ms = 400,
                         .loaded_total_ms = 12000,
                         .side_right = 1,
                         .loaded_words = 2500,
                         .vram_mb = 30000};
  EXPECT_THAT(published_axes(input), ElementsAre(about(5), about(1), about(5), about(5), about(5), about(1)));
}

TEST(PublishedAxes, FixedTimesStandInForMissingOnes) {
  const RadarInput input{
      .words_per_s = 15, .loaded_total_ms = 31000, .side_right = 0, .loaded_words = 160, .vram_mb = 14000};
  EXPECT_TRUE(input.stands_in());
  EXPECT_THAT(published_axes(input), ElementsAre(about(0.75), about(3), about(1), about(0), about(0.2581), about(5)));
}

TEST(PublishedAxes, WhatIsNotKnownHasNoAxis) {
  const RadarValues axes = published_axes({.ttft_ms = 100, .loaded_ttft_ms = 100});
  EXPECT_THAT(axes, ElementsAre(std::nullopt, about(5), std::nullopt, std::nullopt, std::nullopt, std::nullopt));
}

TEST(PublishedLoad, HasTheRadarOfARun) {
  const PublishedLoad published = publish_load(first_example());
  ASSERT_THAT(published.radars, SizeIs(1));
  EXPECT_EQ(published.radars[0].level, 3);
  EXPECT_THAT(published.radars[0].axes,
              ElementsAre(about(2.62), about(3.25), about(3.5), about(2.5), about(0.8295), about(2.4)));
}

TEST(PublishedLoad, HasTheTablesOfARun) {
  const PublishedLoad published = publish_load(first_example());
  ASSERT_THAT(published.levels, SizeIs(2));
  const PublishedLevel& alone = published.levels[0];
  EXPECT_THAT(alone.words_per_s, ElementsAre(about(40), about(40), about(52.4)));
  EXPECT_FALSE(alone.ttft_change);
  const PublishedLevel& loaded = published.levels[1];
  EXPECT_EQ(loaded.level, 3);
  EXPECT_EQ(loaded.episodes, 1);
  EXPECT_THAT(loaded.total_ms, about(23750));
  EXPECT_THAT(loaded.ttft_ms, about(330));
  EXPECT_THAT(loaded.ttft_change, about(175));
  EXPECT_THAT(loaded.total_change, about(100 * (23750.0 / 5500 - 1)));
  ASSERT_THAT(loaded.side, SizeIs(2));
  EXPECT_EQ(loaded.side[0].task, "S1");
  EXPECT_EQ(loaded.side[0].right.k, 1);
  EXPECT_THAT(loaded.side[1].missing, ElementsAre("assert", "pytest"));
}

TEST(PublishedLoad, CountsTheWordsOfTextAndReasoning) {
  RunData data = fixture::load_run({"once@1"}, 1);
  Exchange answer = fixture::answered(0, 1, 0, 2000, 100, 40);
  answer.generation.text = " two\nwords ";
  answer.generation.reasoning = "and\tthree\vmore";
  add_episode(data, "once@1", 1, {answer}, 2000);
  const PublishedLoad published = publish_load(data);
  EXPECT_THAT(published.levels[0].words, about(5));
  EXPECT_THAT(published.levels[0].words_per_s, ElementsAre(about(2.5)));
  EXPECT_THAT(published.radars, IsEmpty()) << "there is no level beside the first";
}

TEST(PublishedLoad, RatesHaveOneDecimalAsThePublishedFilesHad) {
  RunData data = fixture::load_run({"once@1"}, 1);
  add_episode(data, "once@1", 1, {told(0, 1, 100, 1900, 70)}, 1900);
  EXPECT_DOUBLE_EQ(*publish_load(data).levels[0].words_per_s[0], 36.8) << "70 words in 1.9 s are 36.84 a second";
}

TEST(PublishedLoad, ARateThatAFileStatesIsTaken) {
  RunData data = fixture::load_run({"once@1"}, 1);
  Exchange answer = told(0, 1, 100, 1900, 70);
  answer.words_per_s = 36.9;
  add_episode(data, "once@1", 1, {answer}, 1900);
  EXPECT_DOUBLE_EQ(*publish_load(data).levels[0].words_per_s[0], 36.9) << "its time was rounded behind it";
}

TEST(PublishedLoad, FiguresOfSeveralEpisodesAreTheirMedians) {
  RunData data = fixture::load_run({"once@1", "once@2"}, 3);
  for (const int i : {1, 2, 3}) {
    add_episode(data, "once@1", i, {told(0, 1, 100.0 * i, 1000, 10 * i)}, 1000.0 * i);
    std::vector<std::string> missing;
    if (i == 3) missing.emplace_back("assert");
    Exchange answer = beside(1, 5, missing);
    if (i == 2) answer.keywords.reset();  // no answer
    add_episode(data, "once@2", i, {told(0, 1, 200.0 * i, 1000, 10), answer}, 2000.0 * i);
  }
  const PublishedLoad published = publish_load(data);
  EXPECT_EQ(published.levels[0].episodes, 3);
  EXPECT_THAT(published.levels[0].ttft_ms, about(200));
  EXPECT_THAT(published.levels[0].words_per_s, ElementsAre(about(20)));
  EXPECT_THAT(published.levels[1].total_ms, about(4000));
  EXPECT_EQ(published.levels[1].side[0].right.k, 1);
  EXPECT_EQ(published.levels[1].side[0].right.n, 3) << "an answer that did not come is not right";
}

TEST(PublishedLoad, ResidentMemoryIsNoVram) {
  RunData data = first_example();
  state_vram(data.records.back(), core::MemorySource::resident, 20500);
  EXPECT_FALSE(publish_load(data).radars[0].axes[5]);
  state_vram(data.records.back(), core::MemorySource::nvidia_process, 20500);
  EXPECT_THAT(publish_load(data).radars[0].axes[5], about(2.4));
}

TEST(PublishedLoad, ALevelThatWasNotMeasuredLeavesItsAxesOut) {
  RunData data = first_example();
  data.records.erase(data.records.begin());
  EXPECT_THAT(publish_load(data).radars[0].axes,
              ElementsAre(std::nullopt, std::nullopt, about(3.5), about(2.5), about(0.8295), about(2.4)));
}

TEST(PublishedLoad, OtherModesWereNotPublished) {
  RunData data = fixture::load_run({"sustained@1"}, 1);
  add_episode(data, "sustained@1", 1, {told(0, 1, 100, 1000, 10)}, 1000);
  EXPECT_THAT(publish_load(data).levels, IsEmpty());
}

}  // namespace
}  // namespace quantladder::report
