// A run of several suites: two of code, whose points add up, and one of speed, which has none.
#include <gmock/gmock.h>

#include "ladder_fixture.h"
#include "nlohmann/json.hpp"
#include "quantladder/report/json.h"
#include "quantladder/report/measure.h"
#include "quantladder/report/render.h"
#include "quantladder/report/report.h"

namespace quantladder::report {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

core::Record timed(const std::string& model, const std::string& test, int iteration, double seconds) {
  core::Record record;
  record.cell = {model, "speed", test, iteration};
  record.round = iteration;
  record.payload = core::Timed{.test = *core::parse_speed_test(test),
                               .outcome = core::Outcome::measured,
                               .samples_ns = {seconds * 1e9, seconds * 1e9}};
  return record;
}

class TwoSuites : public ::testing::Test {
 protected:
  TwoSuites() {
    data = fixture::empty_run(6);
    fixture::add_model(data, "a", 3000, {90, 65, 90, 90, 75, 90}, 50);
    fixture::add_model(data, "b", 3000, {90, 90, 90, 75, 90, 90}, 50);
    data.manifest.suites.push_back({.id = "speed",
                                    .kind = core::SuiteKind::speed,
                                    .iterations = 6,
                                    .rounds = 6,
                                    .items = {{.id = "pp8"}, {.id = "tg4"}, {.id = "tg4@d8"}}});
    for (int i = 1; i <= 6; ++i) {
      for (const std::string model : {"a", "b"}) {
        const double slowness = (model == "a" ? 1 : 2) * (1 + 0.01 * i);
        data.records.push_back(timed(model, "pp8", i, 0.01 * slowness));
        data.records.push_back(timed(model, "tg4", i, 0.1 * slowness));
        data.records.push_back(timed(model, "tg4@d8", i, 0.2 * slowness));
      }
    }
  }
  RunData data;
};

TEST_F(TwoSuites, SpeedHasFiguresAndNoPoints) {
  const Summary summary = make_summary(data);
  EXPECT_EQ(summary.points, 100);
  EXPECT_THAT(summary.errors, IsEmpty());
  EXPECT_THAT(summary.unscored, IsEmpty());
  EXPECT_EQ(summary.models[0].missing_cells, 0);
  EXPECT_EQ(summary.models[0].outcomes[static_cast<std::size_t>(core::Outcome::measured)], 18);
  EXPECT_EQ(summary.models[0].iterations.size(), 6u);
  EXPECT_NEAR(*summary.models[0].figures.at("bench_tg").value, 38.65, 0.01);
  EXPECT_NEAR(*summary.models[0].figures.at("bench_tg:tg4@d8").value, 38.65 / 2, 0.01);
  EXPECT_NEAR(*summary.models[0].figures.at("bench_pp").value, 773, 0.1);
  EXPECT_TRUE(summary.models[0].figures.at("bench_tg").ci);
}

TEST_F(TwoSuites, AMissingCellOfSpeedIsMissing) {
  data.records.pop_back();
  EXPECT_EQ(make_summary(data).models[1].missing_cells, 1);
}

TEST_F(TwoSuites, TheReportNamesTheTestAndListsThemAll) {
  EXPECT_THAT(to_markdown(make_report(data)),
              AllOf(HasSubstr("| Bench tg4 |"), HasSubstr("| Bench pp8 |"), HasSubstr("## Speed in llama-bench"),
                    HasSubstr("| tg4@d8 |"), HasSubstr("3 tests, 6 iterations of each model in 6 rounds")));
}

TEST_F(TwoSuites, SpeedsAreComparedByRounds) {
  const Comparison got = compare_models(data, make_summary(data), {.metric = metric_of("bench_tg:tg4@d8")});
  ASSERT_EQ(got.pairs.size(), 1u);
  EXPECT_EQ(got.pairs[0].n, 6);
  EXPECT_NEAR(*got.pairs[0].difference, -50, 0.01);
}

TEST_F(TwoSuites, ARunOfSpeedAloneSaysThatItHasNoScore) {
  data.manifest.suites.erase(data.manifest.suites.begin());
  std::erase_if(data.records, [](const auto& record) { return record.kind() == core::SuiteKind::code; });
  const Report report = make_report(data);
  EXPECT_EQ(report.summary.models[0].no_score_reason, "no suite of this run has points");
  EXPECT_THAT(report.advice.refusal, HasSubstr("no suite of this run has points"));
  EXPECT_THAT(to_markdown(report), HasSubstr("| tg4 |"));
}

TEST_F(TwoSuites, WhatARunOfSpeedAloneShowsStandsInTheAnswer) {
  data.manifest.suites.erase(data.manifest.suites.begin());
  std::erase_if(data.records, [](const auto& record) { return record.kind() == core::SuiteKind::code; });
  data.starts.clear();
  const Report report = make_report(data);
  ASSERT_EQ(report.advice.models.size(), 2U);
  EXPECT_EQ(report.advice.models[0].standing, Standing::no_verdict);
  EXPECT_EQ(report.advice.models[1].standing, Standing::worse);
  EXPECT_EQ(report.advice.models[1].reason, "is shown to be worse than a in Bench tg4.");
  data.manifest.baseline = "b";
  const Report other = make_report(data);
  EXPECT_EQ(other.advice.models[0].standing, Standing::no_verdict) << "better than one is not the best";
  EXPECT_EQ(other.advice.models[1].reason, "is shown to be worse than a in Bench tg4.") << "a baseline can be worse";
}

TEST(SuitesOfCode, AddUpToOneScoreAndNameTheirTasks) {
  RunData data = fixture::empty_run(6);
  fixture::add_model(data, "a", 3000, {90, 65, 90, 90, 75, 90}, 50);
  core::SuiteFacts other = data.manifest.suites.front();
  other.id = "other";
  std::vector<core::Record> more = data.records;
  for (core::Record& record : more) record.cell.suite = "other";
  data.manifest.suites.push_back(other);
  data.records.insert(data.records.end(), more.begin(), more.end());
  const Summary summary = make_summary(data);
  EXPECT_EQ(summary.points, 200);
  EXPECT_THAT(summary.errors, IsEmpty());
  EXPECT_NEAR(summary.models[0].score->mean, 2 * (90 * 4 + 65 + 75) / 6.0, 1e-9);
  EXPECT_EQ(summary.models[0].tasks.at(0).task, "ladder/L1");
  EXPECT_EQ(summary.models[0].tasks.at(5).task, "other/L1");
  const CellTable table(data);
  const auto score = metric_of("score:other").measure->figure(table, summary.models[0], "other");
  EXPECT_NEAR(*score.value, (90 * 4 + 65 + 75) / 6.0, 1e-9);
}

// Two suites with points: the ladder, and one of 42 points in one task.
class TwoSuitesOfCode : public ::testing::Test {
 protected:
  TwoSuitesOfCode() {
    data = fixture::empty_run(6);
    fixture::add_model(data, "a", 3000, {90, 65, 90, 90, 75, 90}, 50);
    fixture::add_model(data, "b", 3000, {90, 90, 90, 75, 90, 90}, 50);
    data.manifest.suites.push_back(
        {.id = "more",
         .items = {{.id = "T1", .points = 42, .tests_sha256 = "tests-T1", .test_points = {{"test_x", 42}}}}});
    for (int i = 1; i <= 6; ++i) {
      for (const std::string model : {"a", "b"}) {
        data.records.push_back(test_support::RecordBuilder(model, "T1", i).suite("more").points(42));
        if (model == "b")
          data.records.back() = test_support::RecordBuilder(model, "T1", i)
                                    .suite("more")
                                    .points(42)
                                    .outcome(core::Outcome::fail, "x")
                                    .earned(21);
      }
    }
  }
  RunData data;
};

TEST_F(TwoSuitesOfCode, TheSumIsComparedAndEachSuiteIsADiagnostic) {
  const Report report = make_report(data);
  EXPECT_EQ(report.summary.points, 142);
  EXPECT_NEAR(report.comparison->margin, 7.1, 1e-9) << "five per cent of the attainable points";
  ASSERT_EQ(report.by_suite.size(), 2u);
  EXPECT_EQ(report.by_suite[1].metric.id(), "score:more");
  EXPECT_EQ(report.by_suite[1].pairs.at(0).difference, -21);
  EXPECT_EQ(report.by_suite[1].family, 2) << "one pair in each of two suites";
  EXPECT_NEAR(report.by_suite[1].margin, 2.1, 1e-9);
  EXPECT_EQ(report.summary.models[0].suites.at("more").mean, 42);
  EXPECT_EQ(report.summary.models[1].suites.at("more").mean, 21);
}

TEST_F(TwoSuitesOfCode, TheReportShowsTheScoresOfEachSuite) {
  const std::string text = to_markdown(make_report(data));
  EXPECT_THAT(text, HasSubstr("## Scores by suite"));
  EXPECT_THAT(text, HasSubstr("more (of 42)"));
  EXPECT_THAT(text, HasSubstr("The verdict rests on the sum of the suites."));
  const auto json = nlohmann::json::parse(to_json(make_report(data)));
  EXPECT_EQ(json["by_suite"][0]["metric"], "score:ladder");
  EXPECT_EQ(json["models"][1]["suites"][1]["score"]["mean"], 21);
}

TEST_F(TwoSuitesOfCode, ASuiteThatWasNotRunLeavesTheOtherItsScore) {
  for (core::Record& record : data.records) {
    if (record.cell.suite == "more")
      record = test_support::RecordBuilder(record.cell.model, "T1", record.cell.iteration)
                   .suite("more")
                   .points(42)
                   .outcome(core::Outcome::not_run, "needs go: install it");
  }
  const Report report = make_report(data);
  EXPECT_FALSE(report.summary.models[0].score);
  EXPECT_TRUE(report.summary.models[0].suites.contains("ladder"));
  EXPECT_FALSE(report.summary.models[0].suites.contains("more"));
  EXPECT_THAT(to_markdown(report), HasSubstr("100 of 142 points were measured. Without a scored cell: T1 (not_run: "
                                             "needs go: install it)."));
}

}  // namespace
}  // namespace quantladder::report
