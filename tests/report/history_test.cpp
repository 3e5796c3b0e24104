// Nights of one model as values: what is flagged, what is cut, and what is said of it.
#include "quantladder/report/history.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "night_fixture.h"
#include "quantladder/report/page.h"
#include "quantladder/report/render.h"

namespace quantladder::report {
namespace {

using fixture::as_night;
using fixture::bad;
using fixture::good;
using fixture::history_of;
using fixture::night_of;
using fixture::some_nights;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::string shown(const History& history) { return to_terminal(make_document({history}), 300, Colour::off); }

TEST(HistoryOfAModel, NightsComeOldestFirstWithTheirFigures) {
  ModelNights all{"a", {as_night(night_of(2, good(2)), "second"), as_night(night_of(1, good(1)), "first")}, {}};
  const History history = make_history(std::move(all));
  ASSERT_EQ(history.rows.size(), 2U);
  EXPECT_EQ(history.rows[0].night.run, "first");
  const Night& night = history.rows[0].night;
  EXPECT_EQ(night.figures[0].figure.n, 15);
  EXPECT_TRUE(night.figures[0].figure.ci);
  EXPECT_EQ(night.figures[0].values.size(), 15U);
  EXPECT_NEAR(*night.figures[1].figure.value, 50.5, 0.1);
  EXPECT_EQ(night.figures[1].values.size(), 1U);
  EXPECT_TRUE(night.figures[2].figure.value);
  EXPECT_THAT(night.figures[3].values, IsEmpty()) << "memory is not tested";
}

TEST(HistoryOfAModel, ADropIsWorseAndNamesWhatChangedWithIt) {
  std::vector<RunData> runs = some_nights(12, 9);
  for (int day = 9; day <= 12; ++day) {
    for (core::ServerStart& start : runs[static_cast<std::size_t>(day - 1)].starts) start.version = "version: 4321";
  }
  const History history = history_of(runs);
  ASSERT_EQ(history.changes.size(), 1U);
  const HistoryChange& change = history.changes.front();
  EXPECT_EQ(change.figure, 0U);
  EXPECT_EQ(change.begun, 8U);
  EXPECT_TRUE(change.is_worse);
  EXPECT_LE(change.p, 0.05);
  EXPECT_LT(change.since, change.before - 20);
  EXPECT_TRUE(change.is_open);
  EXPECT_TRUE(change.ci);
  EXPECT_THAT(change.with_it, ElementsAre(AllOf(HasSubstr("llama-server: "), HasSubstr("-> version: 4321"))));
  EXPECT_EQ(history.as_before, stats::AsGood::no);
  EXPECT_THAT(shown(history), AllOf(HasSubstr("Worse than before: Score 85.0 -> "),
                                    HasSubstr("Score worse since 2026-11-09 (night-9)")));
}

TEST(HistoryOfAModel, AChangeWithoutAnyRecordedCauseSaysSo) {
  EXPECT_THAT(shown(history_of(some_nights(12, 9))), HasSubstr("Nothing that is recorded changed with it"));
}

TEST(HistoryOfAModel, AlikeNightsAreAsBeforeAndNotCalledEqual) {
  const History history = history_of(some_nights(8));
  EXPECT_THAT(history.changes, IsEmpty());
  EXPECT_EQ(history.as_before, stats::AsGood::yes);
  EXPECT_THAT(shown(history), HasSubstr("No change was flagged in 8 nights. That does not show that there was none."));
}

TEST(HistoryOfAModel, OtherTestsCutAndJoinNothing) {
  std::vector<RunData> runs = some_nights(12, 9);
  for (std::size_t i = 8; i < 12; ++i) runs[i].manifest.suites.front().tests_sha256 = "cccccccccccccccccccc";
  const History history = history_of(runs);
  EXPECT_THAT(history.rows[8].cut, ElementsAre("tests: bbbbbbbbbbbb -> cccccccccccc"));
  EXPECT_THAT(history.rows[9].cut, IsEmpty());
  EXPECT_THAT(history.changes, IsEmpty());
  EXPECT_THAT(shown(history), HasSubstr("cut: tests: bbbbbbbbbbbb -> cccccccccccc"));
}

// Each of these decides what is measured.
TEST(HistoryOfAModel, UnlikeNightsAreCut) {
  const std::vector<std::pair<std::string, void (*)(RunData&)>> cases{
      {"suite: ladder@1 -> ladder@2", [](RunData& run) { run.manifest.suites.front().version = "2"; }},
      {"prompts: aaaaaaaaaaaa -> d", [](RunData& run) { run.manifest.suites.front().prompts_sha256 = "d"; }},
      {"model file: file-a -> file-b", [](RunData& run) { run.manifest.models.front().gguf_sha256 = "file-b"; }},
      {"chat template: tpl -> other",
       [](RunData& run) { run.manifest.models.front().gguf->chat_template_sha256 = "other"; }},
      {"server settings: ctx 8192, parallel 1 -> ctx 4096, parallel 1",
       [](RunData& run) { run.manifest.models.front().model.server.ctx = 4096; }},
      {"server settings: ctx 8192, parallel 1 -> ctx 8192, parallel 1, in_flight 2",
       [](RunData& run) { run.manifest.models.front().model.in_flight = 2; }},
      {"machine: Example CPU, Example GPU (24.0 GiB) -> Other CPU, Example GPU (24.0 GiB)",
       [](RunData& run) { run.manifest.sessions.front().host.cpu = "Other CPU"; }},
      {"draft: none -> ngram-mod ",
       [](RunData& run) { run.manifest.models.front().model.server.draft = core::Draft{core::Drafter::ngram_mod}; }},
  };
  for (const auto& [line, change] : cases) {
    std::vector<RunData> runs = some_nights(2);
    change(runs[1]);
    EXPECT_THAT(history_of(runs).rows[1].cut, ElementsAre(line));
  }
}

TEST(HistoryOfAModel, OtherSamplingCuts) {
  std::vector<RunData> runs = some_nights(2);
  for (RunData& run : runs) run.manifest.models.front().requests["L1"].max_tokens = 100;
  runs[1].manifest.models.front().requests["L1"].sampling.temperature = 1;
  EXPECT_THAT(history_of(runs).rows[1].cut, ElementsAre(HasSubstr("sampling: ")));
}

TEST(HistoryOfAModel, ADriverOrABuildCutsNothing) {
  std::vector<RunData> runs = some_nights(2);
  runs[1].manifest.sessions.front().host.gpus.front().driver = "560.0";
  runs[1].manifest.quantladder = "9.9";
  runs[1].starts.front().binary_sha256 = "ffff";
  EXPECT_THAT(history_of(runs).rows[1].cut, IsEmpty());
}

// A night that does not tell a circumstance hides no difference between its neighbours.
TEST(HistoryOfAModel, WhatANightDoesNotTellIsComparedWithTheLastThatDid) {
  std::vector<RunData> runs = some_nights(3);
  runs[1].manifest.suites.front().tests_sha256.clear();
  runs[2].manifest.suites.front().tests_sha256 = "cccccccccccccccccccc";
  const History history = history_of(runs);
  EXPECT_THAT(history.rows[1].cut, IsEmpty());
  EXPECT_THAT(history.rows[2].cut, ElementsAre("tests: bbbbbbbbbbbb -> cccccccccccc"));
}

TEST(HistoryOfAModel, ANightThatRepeatsTextsIsNoEvidenceAndSaysSo) {
  std::vector<RunData> runs = some_nights(2);
  for (int day = 3; day <= 9; ++day) {
    runs.push_back(runs[1]);
    runs.back().manifest.created_at = fmt::format("2026-11-{:02}T08:00:00.000Z", day);
  }
  const History history = history_of(runs);
  EXPECT_EQ(history.rows[8].looks[0].fresh, 0);
  EXPECT_EQ(history.rows[8].looks[0].look, 0);
  EXPECT_TRUE(repeats_texts(history.rows[8]));
  EXPECT_FALSE(repeats_texts(history.rows[1]));
  EXPECT_THAT(shown(history), AllOf(HasSubstr("repeats earlier texts"), HasSubstr("7 nights repeat the texts")));
}

TEST(HistoryOfAModel, AnUnfinishedNightIsShownAndNotTested) {
  std::vector<RunData> runs = some_nights(3);
  runs[2].manifest.iterations = 20;
  runs[2].complete = false;
  const History history = history_of(runs);
  EXPECT_EQ(history.rows[2].night.unfinished, "25 cells are missing");
  EXPECT_THAT(history.rows[2].night.figures[0].values, IsEmpty());
  EXPECT_TRUE(history.rows[2].night.figures[0].figure.value);
  EXPECT_THAT(shown(history), HasSubstr("unfinished: 25 cells are missing"));
}

TEST(HistoryOfAModel, ANightThatStoppedEarlyIsTestedForItsSpeedAlone) {
  std::vector<RunData> runs = some_nights(2);
  runs[1].stopping = Stopping{.n_max = 30, .ended = "after round 1 of 2: every comparison is decided"};
  const History history = history_of(runs);
  EXPECT_THAT(history.rows[1].night.figures[0].untested, HasSubstr("stopped early"));
  EXPECT_THAT(history.rows[1].night.figures[0].values, IsEmpty());
  EXPECT_EQ(history.rows[1].night.figures[1].values.size(), 1U);
}

TEST(HistoryOfAModel, ANightWithoutAScoreSaysWhy) {
  std::vector<RunData> runs = some_nights(2);
  for (core::Record& record : runs[1].records) {
    record = fixture::RecordBuilder("a", record.cell.item, record.cell.iteration)
                 .outcome(core::Outcome::infrastructure_stall, "no byte for 60 s");
  }
  EXPECT_THAT(shown(history_of(runs)), HasSubstr("no score: "));
}

TEST(HistoryOfAModel, OneNightHasNothingToCompare) {
  const History history = history_of(some_nights(1));
  EXPECT_EQ(history.as_before, stats::AsGood::unknown);
  EXPECT_THAT(shown(history), HasSubstr("One night: there is nothing to compare yet."));
}

TEST(HistoryOfAModel, TheFirstNightAfterACutIsUndecided) {
  std::vector<RunData> runs = some_nights(9);
  runs[8].manifest.suites.front().version = "2";
  EXPECT_EQ(history_of(runs).as_before, stats::AsGood::unknown);
}

TEST(HistoryOfAModel, ACutEndsASegmentThatWasWorse) {
  std::vector<RunData> runs = some_nights(16, 9);
  for (std::size_t i = 12; i < 16; ++i) runs[i].manifest.suites.front().version = "2";
  const History history = history_of(runs);
  ASSERT_EQ(history.changes.size(), 1U);
  EXPECT_FALSE(history.changes.front().is_open);
  EXPECT_NE(history.as_before, stats::AsGood::no);
}

TEST(HistoryOfAModel, ASlowServerIsFlaggedByRank) {
  std::vector<RunData> runs;
  for (int day = 1; day <= 28; ++day)
    runs.push_back(night_of(day, good(day), day < 21 ? 50 + 0.1 * (day % 7) : 40 + 0.1 * day));
  const History history = history_of(runs);
  ASSERT_THAT(history.changes, Not(IsEmpty()));
  EXPECT_EQ(kHistoryFigures[history.changes.front().figure].measure, "tg");
  EXPECT_EQ(history.changes.front().begun, 20U);
  EXPECT_LT(history.changes.front().difference, -10) << "per cent";
}

TEST(HistoryOfAModel, TheSharesOfAlphaAreTheWhole) {
  double whole = 0;
  for (const HistoryFigure& each : kHistoryFigures) whole += each.share;
  EXPECT_EQ(whole, 1);
}

TEST(HistoryOfAModel, JsonHasEveryFigureAndNoneThatIsNotKnown) {
  const std::string json = to_json(std::vector<History>{history_of(some_nights(12, 9))});
  for (const char* part : {R"("alpha": 0.05)", R"("id": "a")", R"("standing": "worse")", R"("run": "night-1")",
                           R"("begun": "night-9")", R"("figure": "score")", R"("vram": {)", R"("worse": true)"}) {
    EXPECT_THAT(json, HasSubstr(part));
  }
  EXPECT_THAT(json, Not(HasSubstr("nan")));
}

TEST(HistoryOfAModel, TextFromOutsideStaysOnItsLine) {
  std::vector<RunData> runs = some_nights(2);
  runs[1].manifest.sessions.front().host.cpu = "evil\n\x1b[2J|<script>";
  const History history = history_of(runs);
  EXPECT_THAT(to_terminal(make_document({history}), 100, Colour::off), Not(HasSubstr("\x1b")));
  EXPECT_THAT(to_markdown(make_document({history})), HasSubstr(R"(\|\<script>)"));
}

std::string page_of(const std::vector<History>& histories) {
  std::string page;
  write_history_page(histories, {}, [&](std::string_view piece) { page += piece; });
  return page;
}

TEST(HistoryOfAModel, OneThatOnlyGotBetterSaysSo) {
  std::vector<RunData> runs;
  for (int day = 1; day <= 14; ++day) runs.push_back(night_of(day, day < 9 ? bad(day) : good(day)));
  const History history = history_of(runs);
  ASSERT_EQ(history.changes.size(), 1U);
  EXPECT_EQ(answer_of(history), "Better than before: Score 50.0 -> 85.0 since 2026-11-09 (night-9).");
}

TEST(HistoryOfAModel, OneThatCameBackStandsNoWorse) {
  const History history = fixture::eventful_history();
  ASSERT_EQ(history.changes.size(), 2U);
  EXPECT_THAT(answer_of(history), HasSubstr("After 24 nights no change for the worse stands: each came back, "));
}

TEST(HistoryOfAModel, ATableWithoutDatesHasNoColumnForThem) {
  History history = history_of(some_nights(2));
  EXPECT_THAT(shown(history), HasSubstr("Night  "));
  for (HistoryRow& row : history.rows) row.night.created_at.clear();
  EXPECT_THAT(shown(history), Not(HasSubstr("Night  ")));
}

TEST(HistoryPage, BeginsWithTheAnswerAndHasAChartForEachFigure) {
  const History history = history_of(some_nights(12, 9));
  const std::string page = page_of({history});
  EXPECT_EQ(answer_of(history), "Worse than before: Score 85.0 -> 50.0 since 2026-11-09 (night-9).");
  const std::string told = "Worse than before: Score 85.0 -&gt; 50.0 since 2026-11-09 (night-9).";
  EXPECT_NE(page.find("<p class=\"verdict\">" + told + "</p>"), std::string::npos);
  EXPECT_EQ(page.find(told), page.rfind(told)) << "it is told once";
  EXPECT_NE(page.find("Score over the nights"), std::string::npos);
  EXPECT_NE(page.find("Tokens/s over the nights"), std::string::npos);
  EXPECT_EQ(page.find("class=\"chips\""), std::string::npos);
}

TEST(HistoryPage, OfSeveralModelsNamesThoseThatGotWorseFirst) {
  History worse = history_of(some_nights(12, 9));
  History alike = history_of(some_nights(8));
  History alone = history_of(some_nights(1));
  worse.model = "w w";
  alike.model = "w-w";
  alone.model = "n";
  const std::vector<History> histories{alike, worse, alone};
  EXPECT_EQ(answer_of(histories), "Worse than before: w w. Undecided: n.");
  EXPECT_EQ(answer_of({alike, alike}), "No change for the worse was flagged that still stands.");
  const std::string page = page_of(histories);
  for (const char* part : {"<li class=\"error\"><b>w w</b>", "id=\"section-w-w\"", "id=\"section-w-w-2\""})
    EXPECT_NE(page.find(part), std::string::npos) << part;
}

TEST(HistoryCharts, AreNotDrawnOfOneNightNorOfWhatNoNightHas) {
  EXPECT_THAT(charts_of({history_of(some_nights(1))}), IsEmpty());
  std::vector<RunData> runs = some_nights(3);
  for (RunData& run : runs) run.starts.clear();
  EXPECT_EQ(charts_of({history_of(runs)}).size(), 1U);
}

TEST(HistoryCharts, ExplainWhatIsDrawnAndNothingElse) {
  const std::string plain = charts_of({history_of(some_nights(12))}).front().caption;
  EXPECT_THAT(plain, AllOf(HasSubstr("95 % interval"), HasSubstr("Rings were not tested"), Not(HasSubstr("upright")),
                           Not(HasSubstr("Dashed"))));
  const std::vector<Chart> eventful = charts_of({fixture::eventful_history()});
  EXPECT_THAT(eventful.front().caption, AllOf(HasSubstr("An upright line"), HasSubstr("Dashed")));
  EXPECT_THAT(eventful.back().caption, AllOf(HasSubstr("shown and not tested"), Not(HasSubstr("interval"))));
}

TEST(HistoryCharts, MarkAChangeWhereItBeganAndACut) {
  const auto drawing = charts_of({fixture::eventful_history()}).front().draw(kWideChart);
  std::vector<std::string> names;
  for (const Mark& mark : drawing.marks) {
    const auto* text = std::get_if<TextMark>(&mark);
    if (text != nullptr && (text->text == "worse" || text->text == "better" || text->text == "cut"))
      names.push_back(text->text);
  }
  EXPECT_THAT(names, ElementsAre("worse", "better", "cut"));
}

}  // namespace
}  // namespace quantladder::report
