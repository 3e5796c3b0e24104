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
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

Episode& episode_of(core::Record& record) { return std::get<Episode>(record.payload); }

// Alone the turn takes 100 ms at 100 tokens/s behind a TTFT of 10 ms (and 1 ms late); at level 2 it is twice as slow.
RunData two_levels(int iterations) {
  RunData data = fixture::load_run({"sustained@1", "sustained@2"}, iterations);
  for (int i = 1; i <= iterations; ++i) {
    const double more = i;  // the iterations differ a little
    add_episode(data, "sustained@1", i, {answered(0, 1, 0, 100 + more, 9, 10)}, 100 + more);
    add_episode(data, "sustained@2", i, {answered(1, 1, -50, 150, 20, 20), answered(0, 1, 0, 200 + 2 * more, 19, 10)},
                200 + 2 * more);
  }
  return data;
}

const LoadedLevel& level_of(const LoadReport& report, const std::string& item) {
  return *std::find_if(report.levels.begin(), report.levels.end(), [&](const auto& each) { return each.item == item; });
}

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
  EXPECT_NEAR(turn.in_flight, 1 + 150.0 / 202, 1e-9);
  EXPECT_EQ(turn.most_in_flight, 2);
  EXPECT_NEAR(turn.least_loaded, 150.0 / 202, 1e-9);
  EXPECT_EQ(turn.passed, 1);
  EXPECT_EQ(level_of(report, "sustained@1").turns[0].least_loaded, 0);
}

TEST(LoadReport, CountsTheTokensOfAllInsideTheWindow) {
  RunData data = two_levels(1);
  Episode& episode = episode_of(data.records.back());
  episode.exchanges[0].is_cut = true;
  const double own = 10;                                         // all of the primary's
  const double side = 20 - std::ceil((50 - 20) / (180.0 / 19));  // those that arrived from zero on
  const LoadReport report = summarise_load(data);
  EXPECT_NEAR(*level_of(report, "sustained@2").tokens_per_s, (own + side) / 0.202, 1e-6);
  EXPECT_EQ(level_of(report, "sustained@2").cut, 1);
  EXPECT_EQ(level_of(report, "sustained@2").good.n, 1) << "a cut request is neither served well nor ill";
}

TEST(LoadReport, ServedWellIsWithinBothLimits) {
  RunData data = two_levels(4);  // 100 ms and 50 tokens/s
  const LoadReport report = summarise_load(data);
  EXPECT_EQ(level_of(report, "sustained@1").good.k, 4);
  const Share& good = level_of(report, "sustained@2").good;
  EXPECT_EQ(good.n, 8);
  EXPECT_EQ(good.k, 4) << "the side answers; the primary's are at 49 tokens/s";
  EXPECT_LT(good.interval->lo, 0.5);
  EXPECT_GT(good.interval->hi, 0.5);
  data.manifest.suites[0].service = core::ServiceLevel{100, 40};
  EXPECT_EQ(level_of(summarise_load(data), "sustained@2").good.k, 8) << "records are counted again";
}

TEST(LoadReport, ComparesWithLevelOneInPairs) {
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

TEST(LoadReport, TotalTimesOfAnswersOfDifferentLengthAreNotCompared) {
  RunData data = two_levels(3);
  Episode& episode = episode_of(data.records.back());
  episode.exchanges[1].generation.timings->predicted_n = 11;
  const Degradation total = level_of(summarise_load(data), "sustained@2").degradation[2];
  EXPECT_FALSE(total.ratio);
  EXPECT_THAT(total.why_not, HasSubstr("1 of 3 pairs have answers of another length"));
}

TEST(LoadReport, ALevelOfAnotherModeStandsInForLevelOne) {
  RunData data = fixture::load_run({"once@1", "sustained@2"}, 1);
  add_episode(data, "once@1", 1, {answered(0, 1, 0, 100, 9, 10)}, 100);
  add_episode(data, "sustained@2", 1, {answered(0, 1, 0, 300, 9, 10)}, 300);
  EXPECT_NEAR(*level_of(summarise_load(data), "sustained@2").degradation[2].ratio, 3, 1e-9);
}

TEST(LoadReport, VoidEpisodesAreCountedAndTellNothing) {
  RunData data = two_levels(2);
  episode_of(data.records.back()).outcome = Outcome::infrastructure_stall;
  const LoadReport report = summarise_load(data);
  EXPECT_EQ(level_of(report, "sustained@2").episodes, 1);
  EXPECT_EQ(level_of(report, "sustained@2").voided.at(Outcome::infrastructure_stall), 1);
  EXPECT_EQ(level_of(report, "sustained@2").degradation[0].pairs, 1);
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

// Episodes of one answer each, of which the first `good` are within 100 ms; level by level.
RunData served(const std::vector<std::pair<int, int>>& good_of) {
  std::vector<std::string> items;
  for (std::size_t level = 1; level <= good_of.size(); ++level) items.push_back("sustained@" + std::to_string(level));
  RunData data = fixture::load_run(items, 200);
  for (std::size_t i = 0; i < items.size(); ++i) {
    for (int n = 1; n <= good_of[i].second; ++n)
      add_episode(data, items[i], n, {answered(0, 1, 0, 200, n <= good_of[i].first ? 9 : 150, 10)}, 200);
  }
  data.manifest.suites[0].service = core::ServiceLevel{100, 10};
  return data;
}

TEST(Agents, AreTheLevelsUpToWhichRequestsAreServedWell) {
  const auto agents = [](const RunData& data) { return make_summary(data).models[0].figures.find("agents")->second; };
  const Figure shown = agents(served({{100, 100}, {100, 100}, {50, 100}}));
  EXPECT_EQ(shown.value, 2);
  EXPECT_EQ(shown.ci->lo, 2) << "100 of 100 is 96.3 % at least";
  EXPECT_EQ(shown.ci->hi, 2) << "half is shown to be less than 95 %";
  const Figure open = agents(served({{100, 100}, {10, 10}, {9, 10}}));
  EXPECT_EQ(open.value, 2);
  EXPECT_EQ(open.ci->lo, 1) << "10 of 10 may be 72 %";
  EXPECT_EQ(open.ci->hi, 3) << "9 of 10 may be 98 %";
  EXPECT_EQ(agents(served({{0, 50}})).value, 0);
  EXPECT_FALSE(agents(fixture::load_run({"once@1"}, 1)).value);
}

TEST(Agents, AreALimitThatTheWholeIntervalMustMeet) {
  const auto standing = [](const RunData& data, double least) {
    return make_report(data, limits_of({{"min_agents", least}})).advice.models[0].standing;
  };
  const RunData data = served({{100, 100}, {10, 10}, {1, 50}});
  EXPECT_EQ(standing(data, 1), Standing::recommended);
  EXPECT_EQ(standing(data, 2), Standing::no_verdict);
  EXPECT_EQ(standing(data, 3), Standing::outside_limit);
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
  EXPECT_EQ(json["load"]["levels"][1]["served_well"]["n"], 6);
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

}  // namespace
}  // namespace quantladder::report
