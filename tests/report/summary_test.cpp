#include "quantladder/report/summary.h"

#include <gmock/gmock.h>

#include <cmath>

#include "ladder_fixture.h"
#include "quantladder/report/report.h"

namespace quantladder::report {
namespace {

using fixture::find;
using fixture::one_model;
using fixture::Outcome;
using fixture::RecordBuilder;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(Summary, ScoreAndIntervalAreThoseOfTheReference) {
  const Summary summary = make_summary(fixture::three_providers());
  const ScoreStatistics& score = *summary.models[0].score;
  EXPECT_NEAR(score.mean, 85.66666666666667, 1e-9);
  EXPECT_NEAR(*score.sd, 14.499589485157683, 1e-9);
  EXPECT_NEAR(score.ci->interval.lo, 71.66666666666667, 1e-9);
  EXPECT_NEAR(score.ci->interval.hi, 90.66666666666667, 1e-9);
  EXPECT_NEAR(score.percentile->lo, 77.33333333333333, 1e-9);
  EXPECT_NEAR(score.student_t->hi, 93.69627168381176, 1e-6);
  EXPECT_THAT(summary.errors, IsEmpty());
}

TEST(Summary, PassRatesCountEachTaskAndItsTests) {
  const Summary summary = make_summary(fixture::three_providers());
  const TaskRates& l1 = summary.models[0].tasks[0];
  EXPECT_EQ(l1.passes.passed, 13);
  EXPECT_EQ(l1.passes.trials, 15);
  EXPECT_NEAR(l1.passes.wilson->lo, 0.621180, 1e-6);
  EXPECT_NEAR(l1.passes.exact->lo, 0.595397, 1e-6);
  EXPECT_EQ(l1.tests_passed, 13 * 10 + 2 * 7);
  EXPECT_EQ(l1.tests_total, 150);
  EXPECT_NEAR(*l1.pass_at_1, 13.0 / 15, 1e-12);
  EXPECT_EQ(l1.distinct, 15);
}

TEST(Summary, PerfectRunsAreCountedWithWilson) {
  const Summary summary = make_summary(fixture::three_providers());
  EXPECT_EQ(summary.models[2].perfect.passed, 3);
  EXPECT_NEAR(summary.models[2].perfect.wilson->hi, 0.452, 1e-3);
}

TEST(Summary, AnUnscoredCellTakesTheScoreButNotTheOtherCells) {
  RunData data = one_model({90, 90, 90});
  find(data, "a", "L2", 2) = RecordBuilder("a", "L2", 2).outcome(Outcome::infrastructure_stall, "silent");
  const ModelSummary model = make_summary(data).models[0];
  EXPECT_EQ(model.iterations[1].score, std::nullopt);
  EXPECT_EQ(model.iterations[1].unscored, 1);
  EXPECT_EQ(model.score->n, 2);
  EXPECT_EQ(model.iterations_without_score, 1);
  EXPECT_EQ(model.tasks[0].passes.trials, 3);
  EXPECT_EQ(model.tasks[1].passes.trials, 2);
}

TEST(Summary, AMissingCellIsNoFailedCell) {
  RunData data = one_model({90, 90});
  data.records.pop_back();
  const ModelSummary model = make_summary(data).models[0];
  EXPECT_EQ(model.iterations[1].score, std::nullopt);
  EXPECT_EQ(model.iterations[1].missing, 1);
  EXPECT_EQ(model.missing_cells, 1);
  EXPECT_EQ(model.tasks[4].passes.trials, 1);
}

TEST(Summary, TheNewestAttemptCountsInWhateverOrderTheyAreGiven) {
  RunData data = one_model({100});
  const core::Record rerun = RecordBuilder("a", "L1", 1).attempt(2, test_support::kRerun).outcome(Outcome::fail);
  data.records.insert(data.records.begin(), rerun);
  EXPECT_EQ(make_summary(data).models[0].score->mean, 75);
}

TEST(Summary, TheLastJudgementCounts) {
  RunData data = one_model({90});
  find(data, "a", "L5", 1) = RecordBuilder("a", "L5", 1).points(10).outcome(Outcome::fail).judged_again(Outcome::pass);
  EXPECT_EQ(make_summary(data).models[0].score->mean, 100);
}

TEST(Summary, TruncationAndNoAnswerAreScoredAsNotSolved) {
  RunData data = one_model({100, 100});
  find(data, "a", "L1", 1) = RecordBuilder("a", "L1", 1).outcome(Outcome::truncated);
  find(data, "a", "L1", 2) = RecordBuilder("a", "L1", 2).outcome(Outcome::no_answer);
  const ModelSummary model = make_summary(data).models[0];
  EXPECT_EQ(model.score->mean, 75);
  EXPECT_EQ(model.outcomes[static_cast<std::size_t>(Outcome::truncated)], 1);
  EXPECT_EQ(model.outcomes[static_cast<std::size_t>(Outcome::no_answer)], 1);
}

TEST(Summary, AFilteredRunHasPassRatesButNoScore) {
  RunData data = one_model({});
  data.manifest.iterations = 3;
  for (int i = 1; i <= 3; ++i) data.records.push_back(RecordBuilder("a", "L3", i));
  const ModelSummary model = make_summary(data).models[0];
  EXPECT_FALSE(model.score);
  EXPECT_EQ(model.no_score_reason, "only L3 was run: a score needs every task");
  EXPECT_EQ(model.tasks[2].passes.passed, 3);
  EXPECT_FALSE(model.tasks[0].passes.wilson);
}

TEST(Summary, AModelWithoutRecordsSaysSo) {
  EXPECT_EQ(make_summary(one_model({})).models[0].no_score_reason, "no cell was run");
}

TEST(Summary, AnEmptyRunIsNoCrash) {
  const Report report = make_report(RunData{});
  EXPECT_THAT(report.summary.models, IsEmpty());
  EXPECT_NE(report.advice.refusal, "");
}

TEST(Summary, OneIterationHasAnIntervalButNoDeviation) {
  const ModelSummary model = make_summary(one_model({90})).models[0];
  EXPECT_FALSE(model.score->sd);
  EXPECT_EQ(model.score->ci->method, stats::ScoreMethod::mover_jeffreys);
  EXPECT_GT(model.score->ci->interval.width(), 40);
}

TEST(Summary, FifteenEqualScoresHaveNoIntervalOfZeroWidth) {
  const ModelSummary model = make_summary(one_model(std::vector<int>(15, 100))).models[0];
  EXPECT_NEAR(model.score->ci->interval.lo, 92.879, 1e-3);
  EXPECT_EQ(model.score->ci->fallback_reason, "all scores are equal");
}

TEST(Summary, RepeatedIterationsLowerTheEffectiveNumberAndWarn) {
  RunData data = one_model(fixture::kBartowski);
  for (int i = 6; i <= 15; ++i) {
    for (const char* task : {"L1", "L2", "L3", "L4", "L5"}) {
      find(data, "a", task, i).answered().generation->text_sha256 =
          find(data, "a", task, 1 + i % 5).generation()->text_sha256;
    }
  }
  const Summary summary = make_summary(data);
  const ModelSummary& model = summary.models[0];
  EXPECT_EQ(model.score->n, 15);
  EXPECT_EQ(model.score->distinct, 5);
  EXPECT_EQ(model.score->ci->effective_n, 5);
  EXPECT_EQ(model.iterations[5].repeats, 2);
  EXPECT_FALSE(model.score->student_t);
  EXPECT_GT(model.tasks[0].passes.wilson->width(), 0.6);
  EXPECT_THAT(summary.warnings, Contains(HasSubstr("10 of 15 iterations repeat an earlier one")));
}

TEST(Summary, SpeedComesFromTheProbesByServerStart) {
  RunData data = one_model({90});
  data.starts = {test_support::make_start("a", 1, 100), test_support::make_start("a", 2, 104),
                 test_support::make_start("b", 1, 999)};
  const ModelSummary model = make_summary(data).models[0];
  const ProbeSpeed& probe = model.probe;
  const Figure& tg = model.figures.at("tg");
  EXPECT_NEAR(*tg.value, std::sqrt(100.0 * 104.0), 0.01);
  EXPECT_EQ(tg.n, 2);
  EXPECT_EQ(probe.probes, 6);
  EXPECT_EQ(probe.warm_up_requests, 2);
  EXPECT_NEAR(probe.ttft_ms->median, 180, 1e-9);
}

TEST(Summary, AFailedProbeIsLeftOutAndCounted) {
  RunData data = one_model({90});
  data.starts.resize(1);
  data.starts[0].probe[2] = *core::Record(RecordBuilder("a", "probe", 1).rate(5, 129)).generation();
  data.starts[0].probe[2].finish = core::Finish::stall;
  const Summary summary = make_summary(data);
  EXPECT_NEAR(*summary.models[0].figures.at("tg").value, 50 * (0.99 + 1) / 2, 1e-6);
  EXPECT_EQ(summary.models[0].probe.probes, 2);
  EXPECT_THAT(summary.doubts, ElementsAre(HasSubstr("1 of 3 speed probes did not end well")));
}

TEST(Summary, AnAnswerThatBrokeOffHasNoSpeed) {
  RunData data = one_model({90});
  find(data, "a", "L2", 1) = RecordBuilder("a", "L2", 1).outcome(Outcome::infrastructure_stall);
  EXPECT_EQ(make_summary(data).models[0].cells.cells, 4);
}

TEST(Summary, CellsOwnSpeedSaysHowManyWereInFlight) {
  RunData data = one_model({90});
  find(data, "a", "L2", 1) = RecordBuilder("a", "L2", 1).in_flight(4).rate(30, 100);
  const CellSpeed cells = make_summary(data).models[0].cells;
  EXPECT_EQ(cells.most_in_flight, 4);
  EXPECT_EQ(cells.cells, 5);
  EXPECT_EQ(cells.total_tokens, 4 * 200 + 100);
}

TEST(Summary, TheMeanInFlightIsThatOfTheCellsTime) {
  RunData data = one_model({});
  data.records = {RecordBuilder("a", "L1", 1).mean_in_flight(4, 3000),
                  RecordBuilder("a", "L2", 1).mean_in_flight(2, 1000)};
  EXPECT_DOUBLE_EQ(make_summary(data).models[0].cells.mean_in_flight.value(), 3.5);
  data.records.push_back(RecordBuilder("a", "L3", 1));  // of 0.1, which did not count it
  EXPECT_FALSE(make_summary(data).models[0].cells.mean_in_flight.has_value());
}

TEST(Summary, WithoutTimingsOrUsageFiguresAreMissingNotZero) {
  RunData data;
  data.manifest = fixture::ladder_manifest(1);
  data.manifest.models.push_back(fixture::ladder_model("a", 1000));
  core::Record bare = RecordBuilder("a", "L1", 1);
  bare.answered().generation->timings.reset();
  data.records = {bare};
  const ModelSummary model = make_summary(data).models[0];
  EXPECT_FALSE(model.cells.median_tokens_per_s);
  EXPECT_FALSE(model.cells.median_tokens);
  EXPECT_FALSE(model.figures.at("tg").value);
  EXPECT_FALSE(model.memory.peak_bytes);
  EXPECT_FALSE(model.energy.total_j);
}

TEST(Summary, MemoryIsTheLargestPeakOverStartsWithItsLabel) {
  RunData data = one_model({90});
  data.starts[0].memory.peak_bytes = 300;
  data.starts[1].memory.peak_bytes = 200;
  const MemorySummary gpu = make_summary(data).models[0].memory;
  EXPECT_EQ(gpu.peak_bytes, 300u);
  EXPECT_EQ(gpu.lowest_peak_bytes, 200u);
  EXPECT_EQ(gpu.kind, core::MemoryKind::process);
  data.starts[0].memory.source = data.starts[1].memory.source = core::MemorySource::resident;
  EXPECT_EQ(make_summary(data).models[0].memory.kind, core::MemoryKind::resident);
}

TEST(Summary, MemoryNeverMixesTheDevicesTotalWithTheServersOwn) {
  RunData data = one_model({90});
  data.starts[0].memory.peak_bytes = 300;
  data.starts[1].memory.peak_bytes = 500;
  data.starts[1].memory.source = core::MemorySource::nvidia_device;
  const Summary summary = make_summary(data);
  EXPECT_EQ(summary.models[0].memory.peak_bytes, 300u);
  EXPECT_EQ(summary.models[0].memory.kind, core::MemoryKind::process);
  EXPECT_THAT(summary.doubts, testing::Contains(testing::HasSubstr("(VRAM (device)) are left out")));
}

TEST(Summary, EveryKindOfGapIsADoubtOfItsOwn) {
  RunData data = one_model({90});
  data.starts[0].memory.gaps = {"energy: power samples cover only 1.5 s of 4.0 s", "nvidia-smi sent nothing for 5.0 s"};
  data.starts[1].memory.gaps = {"energy: power samples cover only 2.5 s of 3.0 s"};
  const auto doubts = make_summary(data).doubts;
  EXPECT_THAT(doubts, testing::Contains(testing::HasSubstr("1.5 s of 4.0 s (and 1 more of this kind)")));
  EXPECT_THAT(doubts, testing::Contains(testing::EndsWith("nvidia-smi sent nothing for 5.0 s")));
}

TEST(Summary, NoGpuIsNoMissingSample) {
  RunData data = one_model({90});
  data.starts[0].memory.gaps = {core::kNoGpuMeter};
  data.starts[1].memory.gaps = {core::kNothingOffloaded};
  EXPECT_THAT(make_summary(data).doubts, testing::Not(testing::Contains(testing::HasSubstr("memory samples"))));
}

// A published comparison printed level pass rates that its own score list contradicts.
TEST(Consistency, CatchesAPublishedTableThatContradictsItsScores) {
  const std::vector<double> scores(fixture::kAesSedai.begin(), fixture::kAesSedai.end());
  const std::vector<stats::LevelCount> published{{13, 15, 25}, {13, 15, 25}, {14, 15, 25}, {15, 15, 15}, {1, 15, 10}};
  const auto found = find_inconsistency(scores, published);
  ASSERT_TRUE(found);
  EXPECT_THAT(*found, HasSubstr("85.6667"));
  EXPECT_THAT(*found, HasSubstr("82.3333"));
}

TEST(Consistency, AgreesWithTheTableThatTheScoresDecodeTo) {
  const std::vector<double> scores(fixture::kAesSedai.begin(), fixture::kAesSedai.end());
  const std::vector<stats::LevelCount> decoded{{13, 15, 25}, {14, 15, 25}, {15, 15, 25}, {15, 15, 15}, {1, 15, 10}};
  EXPECT_EQ(find_inconsistency(scores, decoded), std::nullopt);
  EXPECT_EQ(find_inconsistency({}, decoded), std::nullopt);
}

TEST(Consistency, IsCheckedInEveryRunAndForbidsARecommendation) {
  RunData data = one_model(std::vector<int>(6, 90));
  find(data, "a", "L2", 3).answered().points = 20;  // recorded under other points than the suite's
  const Report report = make_report(data);
  ASSERT_EQ(report.summary.errors.size(), 1u);
  EXPECT_THAT(report.summary.errors[0], HasSubstr("a: the mean score"));
  EXPECT_THAT(report.advice.refusal, HasSubstr("contradict"));
}

TEST(Consistency, ARecordThatBelongsToNothingIsAnError) {
  RunData data = one_model({90});
  data.records.push_back(RecordBuilder("stranger", "L1", 1));
  data.records.push_back(RecordBuilder("a", "L9", 1));
  EXPECT_THAT(make_summary(data).errors,
              ElementsAre(HasSubstr("no suite of the run has such an item"), HasSubstr("no such model")));
}

}  // namespace
}  // namespace quantladder::report
