#include "quantladder/report/load.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "load_fixture.h"
#include "quantladder/report/json.h"
#include "quantladder/report/render.h"
#include "quantladder/report/report.h"
#include "report/page/cell_details.h"

namespace quantladder::report {
namespace {

using core::Episode;
using core::Exchange;
using core::Outcome;
using fixture::add_episode;
using fixture::answered;
using fixture::episode_of;
using fixture::level_of;
using fixture::two_levels;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

TEST(LoadReport, HasTheFiguresOfATurn) {
  const LoadReport report = summarise_load(two_levels(1));
  const LoadedLevel& level = level_of(report, "sustained@2");
  ASSERT_THAT(level.turns, SizeIs(1));
  const LoadedTurn& turn = level.turns[0];
  EXPECT_EQ(turn.episodes, 1);
  EXPECT_DOUBLE_EQ(*turn.ttft_ms, 20) << "from the due time, 1 ms before it was sent";
  EXPECT_DOUBLE_EQ(*turn.sent_ttft_ms, 19);
  EXPECT_DOUBLE_EQ(*turn.queue_ms, 10.5);
  EXPECT_DOUBLE_EQ(*turn.tokens, 10);
  EXPECT_DOUBLE_EQ(*turn.event_tokens, 1);
  EXPECT_DOUBLE_EQ(*turn.total_ms, 202);
  EXPECT_NEAR(*turn.gap_p50_ms, (202.0 - 19) / 9, 1e-9);
  EXPECT_NEAR(turn.in_flight, 1 + 149.0 / 202, 1e-9);
  EXPECT_EQ(turn.most_in_flight, 2);
  EXPECT_NEAR(*turn.least_loaded, 149.0 / 202, 1e-9);
  EXPECT_EQ(turn.passed, 1);
  EXPECT_EQ(level_of(report, "sustained@1").turns[0].least_loaded, 0);
}

TEST(LoadReport, ATurnWhoseHistoryOutgrewTheContextIsCountedApart) {
  RunData data = fixture::load_run({"once@1"}, 2);
  Exchange refused = answered(0, 2, 101, 102, 1, 2);
  refused.generation.finish = core::Finish::http_error;
  refused.outcome = Outcome::truncated;
  refused.is_outgrown = true;
  add_episode(data, "once@1", 1, {answered(0, 1, 1, 100, 9, 10), answered(0, 2, 101, 200, 9, 10)}, 200);
  add_episode(data, "once@1", 2, {answered(0, 1, 1, 100, 9, 10), refused}, 102);
  const std::vector<LoadedTurn> turns = summarise_load(data).levels[0].turns;
  ASSERT_THAT(turns, SizeIs(2));
  EXPECT_EQ(turns[0].truncated, 0);
  EXPECT_EQ(turns[1].episodes, 1) << "that have an answer";
  EXPECT_EQ(turns[1].truncated, 1);
  EXPECT_THAT(to_markdown(make_document(make_report(data), Extent::full)), HasSubstr("| q4 | once@1 | 2 | 1 | 1 |"));
  data.records.erase(data.records.begin());
  episode_of(data.records[0]).exchanges[1].generation.finish = core::Finish::length;
  EXPECT_EQ(summarise_load(data).levels[0].turns[1].episodes, 0) << "what was left of the context is no answer";
  EXPECT_EQ(summarise_load(data).levels[0].good.k, 1);
  EXPECT_FALSE(summarise_load(data).levels[0].turns[1].least_loaded) << "there is no answer to see it by";
}

TEST(LoadReport, VoidEpisodesAreCountedAndTellNothing) {
  RunData data = two_levels(2);
  episode_of(data.records.back()).outcome = Outcome::infrastructure_stall;
  const LoadReport report = summarise_load(data);
  EXPECT_EQ(level_of(report, "sustained@2").episodes, 1);
  EXPECT_EQ(level_of(report, "sustained@2").voided.at(Outcome::infrastructure_stall), 1);
  EXPECT_EQ(level_of(report, "sustained@2").degradation[0].pairs, 1);
}

TEST(LoadReport, AnEpisodeThatWasNotRunIsNotVoid) {
  RunData data = two_levels(2);
  episode_of(data.records.back()).outcome = Outcome::not_run;
  const LoadReport report = summarise_load(data);
  EXPECT_EQ(level_of(report, "sustained@2").episodes, 1);
  EXPECT_THAT(level_of(report, "sustained@2").voided, IsEmpty());
}

TEST(LoadReport, IsASectionWhereEveryEpisodeIsVoid) {
  RunData data = two_levels(1);
  for (core::Record& record : data.records) episode_of(record).outcome = Outcome::infrastructure_stall;
  const std::string text = to_markdown(make_document(make_report(data), Extent::full));
  EXPECT_THAT(text, HasSubstr("## Several agents on one server\n\nNo episode was measured."));
  EXPECT_THAT(text, HasSubstr("q4, sustained@2: 1 attempt void by infrastructure.stall"));
}

TEST(LoadReport, ALevelWithoutAMeasuredEpisodeHasARow) {
  RunData data = two_levels(1);
  episode_of(data.records.back()).outcome = Outcome::infrastructure_stall;
  EXPECT_THAT(to_markdown(make_document(make_report(data), Extent::full)), HasSubstr("| q4 | sustained@2 | 0 |"));
}

TEST(LoadReport, SaysWhatItsIntervalsTakeForGranted) {
  const std::string text = to_markdown(make_document(make_report(two_levels(1)), Extent::full));
  EXPECT_THAT(text, HasSubstr("as many requests as the spread between the episodes leaves"));
  EXPECT_THAT(text, HasSubstr("Slow requests are cut more often"));
  EXPECT_THAT(text, HasSubstr("sustained@N: "));
  EXPECT_THAT(text, Not(HasSubstr("once@N: "))) << "the run has none";
}

TEST(LoadReport, DoubtsTheLevelFromWhichOnTheClientMayBeTheCause) {
  RunData data = two_levels(1);
  EXPECT_THAT(summarise_load(data).doubts, IsEmpty());
  episode_of(data.records.back()).exchanges[1].generation.late_ms = 11;
  EXPECT_THAT(summarise_load(data).doubts, ElementsAre(HasSubstr("q4: from sustained@2 on the client itself")));
  episode_of(data.records.front()).exchanges[0].read_lag_ms = 51;
  EXPECT_THAT(summarise_load(data).doubts, ElementsAre(HasSubstr("q4: from sustained@1 on")));
}

TEST(LoadReport, CachedTokensOfAFirstTurnAreDoubtedAndThoseOfAHistoryAreNot) {
  RunData data = two_levels(1);
  Episode& episode = episode_of(data.records.back());
  Exchange& turn = episode.exchanges[1];
  turn.generation.timings->cache_n = 40;
  const auto doubts = [&] { return make_summary(data).doubts; };
  EXPECT_THAT(doubts(),
              Contains(HasSubstr("sustained@2/iteration 1, main turn 1: 40 prompt tokens came from a cache")));
  turn.turn = 2;
  EXPECT_THAT(doubts(), Not(Contains(HasSubstr("came from a cache"))));
  episode.cached = false;
  EXPECT_THAT(doubts(), Contains(HasSubstr("came from a cache")));
}

TEST(LoadReport, ACellOfThePageHasTheTextOfEachRequest) {
  RunData data = two_levels(1);
  episode_of(data.records.back()).exchanges[0].generation.text = "hello \x1b[31m";
  const CellTable cells(data);
  const auto details = cell_details(cells.cells().back(), {{.record = data.records.back()}}, {});
  const auto texts = details["texts"];
  ASSERT_EQ(texts.size(), 2U);
  EXPECT_EQ(texts[0][0], "agent 1, S1, turn 1: pass");
  EXPECT_EQ(texts[0][1], "hello \xEF\xBF\xBD[31m");
  EXPECT_EQ(texts[1][1], "(empty)");
}

TEST(LoadReport, IsASectionAndHasItsPlaceInJson) {
  const Report report = make_report(two_levels(3));
  const std::string text = to_markdown(make_document(report, Extent::full));
  EXPECT_THAT(text, HasSubstr("## Several agents on one server"));
  EXPECT_THAT(text, HasSubstr("| q4 | sustained@2 | 1 | TTFT | 2.00 times"));
  const auto json = nlohmann::json::parse(to_json(report));
  EXPECT_EQ(json["load"]["levels"][1]["served_well"]["n"], 3);
  const RunData other = fixture::empty_run(1);
  EXPECT_TRUE(nlohmann::json::parse(to_json(make_report(other)))["load"].is_null());
}

TEST(LoadReport, HasSwimLanesWithABarForEachRequest) {
  const RunData data = two_levels(1);
  const std::vector<Chart> charts = charts_of(make_report(data), data);
  const auto found =
      std::find_if(charts.begin(), charts.end(), [](const Chart& chart) { return chart.id == "lanes-q4-sustained@2"; });
  ASSERT_NE(found, charts.end());
  EXPECT_THAT(found->description, HasSubstr("agent 1, S1: sent at -0.05 s"));
  int bars = 0;
  for (const Mark& mark : found->draw(kWideChart).marks) bars += std::holds_alternative<RectMark>(mark);
  EXPECT_EQ(bars, 4) << "each has a pale part and a full one";
}

TEST(LoadReport, SwimLanesSayHowManyAgentsAreNotDrawn) {
  RunData data = fixture::load_run({"sustained@30"}, 1);
  std::vector<Exchange> requests{answered(0, 1, 1, 100, 9, 10)};
  for (int agent = 1; agent < 30; ++agent) requests.push_back(answered(agent, 1, 1, 100, 9, 10));
  add_episode(data, "sustained@30", 1, requests, 100);
  const std::vector<Chart> charts = charts_of(make_report(data), data);
  const auto found = std::find_if(charts.begin(), charts.end(),
                                  [](const Chart& chart) { return chart.id == "lanes-q4-sustained@30"; });
  ASSERT_NE(found, charts.end());
  EXPECT_THAT(found->caption, HasSubstr("Not drawn: the requests of 6 further agents."));
}

// Twelve conversations come ten a second; each takes so much longer than the one before.
RunData arrivals(double longer_ms) {
  RunData data = fixture::load_run({"constant@10"}, 1);
  std::vector<Exchange> requests{answered(0, 1, 1, 100, 9, 10)};
  for (int n = 1; n <= 12; ++n)
    requests.push_back(answered(n, 1, 100.0 * n + 1, 100.0 * n + 300 + longer_ms * n, 9, 10));
  add_episode(data, "constant@10", 1, requests, 1500 + 12 * longer_ms);
  return data;
}

TEST(LoadReport, DoubtsAnOpenLevelThatOutranTheServer) {
  EXPECT_THAT(summarise_load(arrivals(0)).doubts, IsEmpty()) << "a delay that stays is no queue that grows";
  const LoadReport report = summarise_load(arrivals(100));
  EXPECT_NEAR(*report.levels[0].arrived_per_s, 10, 1e-9);
  EXPECT_NEAR(*report.levels[0].ended_per_s, 5, 1e-9);
  EXPECT_THAT(report.doubts,
              ElementsAre(HasSubstr("q4: constant@10: 10.0 conversations a second came and 5.0 a second ended")));
}

}  // namespace
}  // namespace quantladder::report
