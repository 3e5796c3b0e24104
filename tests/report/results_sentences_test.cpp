// The sentences beside the summary, the distribution, the pass rates and the speeds.
#include <gmock/gmock.h>

#include "ladder_fixture.h"
#include "quantladder/report/render.h"
#include "quantladder/report/report.h"

namespace quantladder::report {
namespace {

using fixture::find;
using fixture::one_model;
using fixture::Outcome;
using fixture::pair_of_models;
using fixture::RecordBuilder;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::string text_of(const RunData& data) { return to_markdown(make_report(data)); }

// As a run has it that was killed: no start has an end.
void lose_memory_of_starts(RunData& data, const std::string& model) {
  for (core::ServerStart& start : data.starts) {
    if (start.model == model) start.memory = {};
  }
  for (core::Record& record : data.records) {
    if (record.cell.model != model) continue;
    record.memory.source = core::MemorySource::nvidia_process;
    record.memory.peak_bytes = 700 << 20;
  }
}

TEST(SummarySentences, APeakIsThatOfTheStartsUnlessTheyHaveNone) {
  RunData data = pair_of_models();
  EXPECT_THAT(text_of(data), HasSubstr("VRAM (process): the largest peak over the server starts. "));
  lose_memory_of_starts(data, "b");
  const std::string text = text_of(data);
  EXPECT_THAT(text, HasSubstr("VRAM (process): the largest peak over the server starts, of b over its cells. "));
  EXPECT_THAT(text, HasSubstr("| 700 MiB |"));
}

TEST(SummarySentences, AnIntervalOfSpeedTakesTwoStarts) {
  RunData data = pair_of_models();
  EXPECT_THAT(text_of(data), HasSubstr("the interval of tokens/s is over server starts."));
  std::erase_if(data.starts, [](const core::ServerStart& start) { return start.number > 1; });
  EXPECT_THAT(text_of(data), HasSubstr("is over server starts, of which it takes at least two."));
}

TEST(SummarySentences, IntervalsAfterLooksAreSaidToTakeNoAccountOfThem) {
  RunData data = pair_of_models();
  const std::string sentence = "The intervals of scores take no account of the looks at this run.";
  EXPECT_THAT(text_of(data), Not(HasSubstr(sentence)));
  data.stopping = Stopping{.n_max = 12, .alpha = 0.05, .baseline = "a", .candidates = {"b"}, .looks = {{"b", {6}}}};
  EXPECT_THAT(text_of(data), HasSubstr(sentence));
}

TEST(SummarySentences, EnergyIsDescribedByItsBasisAndOnlyWhereItIsShown) {
  RunData data = pair_of_models();
  EXPECT_THAT(text_of(data), Not(HasSubstr("Energy")));
  for (core::Record& record : data.records) record.memory.energy_j = 10;
  EXPECT_THAT(text_of(data), HasSubstr("Energy (J per solved task) is the cells' own."));
  for (core::Record& record : data.records) record.answered().generation->in_flight = 2;
  for (core::ServerStart& start : data.starts) start.memory.energy_j = 400;
  EXPECT_THAT(text_of(data), HasSubstr("is that of the servers' whole life, load and probe included."));
  for (core::Record& record : data.records) {
    if (record.cell.model == "a") record.answered().generation->in_flight = 1;
  }
  data.starts[0].memory.energy_j.reset();
  EXPECT_THAT(text_of(data), HasSubstr("included, as its row says: the two are not comparable."));
}

TEST(SummarySentences, EnergyWithoutASolvedTaskIsNotDescribed) {
  RunData data = one_model(std::vector<int>(6, 0));
  for (core::Record& record : data.records) record.memory.energy_j = 10;
  EXPECT_THAT(text_of(data), Not(HasSubstr("Energy")));
}

TEST(SummarySentences, AModelWithoutAScoreSaysWhy) {
  RunData data = one_model({90, 90});
  find(data, "a", "L1", 1) = RecordBuilder("a", "L1", 1).outcome(Outcome::infrastructure_stall);
  find(data, "a", "L2", 2) = RecordBuilder("a", "L2", 2).outcome(Outcome::infrastructure_stall);
  EXPECT_THAT(text_of(data), HasSubstr("a has no score: none of 2 iterations has every cell scored."));
}

TEST(SummarySentences, NCountsTheCompleteIterationsOfThoseBegun) {
  RunData data = one_model({90, 90, 90});
  find(data, "a", "L1", 1) = RecordBuilder("a", "L1", 1).outcome(Outcome::infrastructure_stall);
  EXPECT_THAT(text_of(data), AllOf(HasSubstr("n: complete iterations / begun ones"), HasSubstr("| 2/3 |")));
}

TEST(PassRateSentences, ScoredCellsOfAnIncompleteIterationCount) {
  RunData data = one_model({90, 90, 90, 90, 90, 90});
  find(data, "a", "L2", 2) = RecordBuilder("a", "L2", 2).outcome(Outcome::infrastructure_stall);
  data.records.pop_back();
  const std::string text = text_of(data);
  EXPECT_THAT(text, HasSubstr("| 4/6 |"));
  EXPECT_THAT(text,
              HasSubstr("in which the task was passed / scored, whether or not the others were scored there, with"));
  EXPECT_THAT(text, AllOf(HasSubstr("| L1 Basic queue | 25 | 6/6 "), HasSubstr("| L2 Retry | 25 | 5/5 ")));
}

TEST(PassRateSentences, WhatHasPassedIsKnownOfMeasuredRunsOnly) {
  RunData data = one_model({90, 65, 90, 90, 90, 90});
  EXPECT_THAT(text_of(data),
              HasSubstr("A task is passed when all of its hidden tests are. Hidden tests passed / run:"));
  data.manifest.imported = core::ImportedFrom{.source = "table.csv"};
  EXPECT_THAT(text_of(data), AllOf(HasSubstr("passed / scored"), Not(HasSubstr("A task is passed when")),
                                   Not(HasSubstr("Hidden tests"))));
}

TEST(SpeedSentences, SpeedsWhileAnsweringAreNotTheOnesToCompare) {
  RunData data = pair_of_models();
  EXPECT_THAT(text_of(data), HasSubstr("so models are compared by the speed probe"));
  find(data, "a", "L1", 1).answered().generation->timings->predicted_ms = 1;
  EXPECT_EQ(make_report(data).summary.models[0].figures["tg"].value,
            make_report(pair_of_models()).summary.models[0].figures["tg"].value);
}

TEST(SpeedSentences, SpeedsSayHowManyRequestsWereInFlight) {
  RunData data = one_model({90});
  EXPECT_THAT(text_of(data), HasSubstr("| a | 5 | 1 | 50.0 |"));
  find(data, "a", "L2", 1) = RecordBuilder("a", "L2", 1).in_flight(4);
  EXPECT_THAT(text_of(data), HasSubstr("| a | 5 | up to 4 | 50.0 |"));
}

TEST(SpeedSentences, WarmUpsAreCountedAndInNoFigure) {
  EXPECT_THAT(text_of(pair_of_models()), HasSubstr("(4 warm-up requests left out of every figure)"));
}

TEST(SpeedSentences, AnOutlierIsKeptInTheFigure) {
  RunData data = one_model({90});
  data.starts.resize(1);
  data.starts[0].probe.push_back(data.starts[0].probe[0]);
  data.starts[0].probe[0] = *core::Record(RecordBuilder("a", "probe", 1).rate(5, 129)).generation();
  const Summary summary = make_summary(data);
  ASSERT_EQ(summary.models[0].probe.outliers, 1);
  EXPECT_NEAR(*summary.models[0].figures.at("tg").value, (5 + 3 * 50) / 4.0, 0.1);
}

TEST(AnswerSentences, ATableSaysWhichRowsItLacks) {
  RunData data = fixture::published_scores();
  data.manifest = fixture::ladder_manifest(2);
  data.manifest.imported = core::ImportedFrom{.source = "table.csv"};
  data.scores.clear();
  fixture::add_model(data, "a", 1000, {90, 90}, 50);
  EXPECT_THAT(text_of(data), Not(HasSubstr("has no row")));
  data.records.pop_back();
  data.manifest.models[0].serve_command.clear();
  EXPECT_THAT(text_of(data), HasSubstr("table.csv has no row for 1 of 10 cells."));
}

TEST(SummarySentences, ScoresAloneHaveNoIntervalWhereNearlyAllAreEqual) {
  RunData data = fixture::published_scores();
  for (core::GivenScore& each : data.scores) {
    if (each.model == "aessedai") each.score = each.iteration == 1 ? 80 : 90;
  }
  EXPECT_THAT(text_of(data), HasSubstr("aessedai: no interval (iteration scores without their cells have no valid "
                                       "interval with fewer than"));
}

TEST(SummarySentences, AModelWithoutAnyGivenScoreSaysSo) {
  RunData data = fixture::published_scores();
  std::erase_if(data.scores, [](const core::GivenScore& each) { return each.model == "unsloth"; });
  EXPECT_THAT(text_of(data), HasSubstr("unsloth has no score: the imported table gives none."));
}

TEST(SetupSentences, ImportedCellsWereNotRequested) {
  RunData data = one_model({90});
  EXPECT_THAT(text_of(data), HasSubstr("| Requests | instruct"));
  for (core::Record& record : data.records) record.reason_for_attempt = {core::Why::imported, std::nullopt};
  EXPECT_THAT(text_of(data), Not(HasSubstr("| Requests |")));
}

TEST(SetupSentences, ARunWithoutASandboxIsNotSaidToHaveHadOne) {
  RunData data = one_model({90});
  EXPECT_THAT(text_of(data), HasSubstr("sandbox full"));
  data.records[0].answered().judgements[0].sandbox = core::SandboxTier::none;
  EXPECT_THAT(text_of(data), AllOf(HasSubstr("NO SANDBOX (--unsafe-no-sandbox)"), Not(HasSubstr("sandbox full"))));
}

TEST(SetupSentences, TheMachineAndThePythonThatJudgedAreNamed) {
  RunData data = one_model({90});
  data.manifest.python_version = "3.11.2";
  EXPECT_THAT(text_of(data), AllOf(HasSubstr(", Python 3.11.2; judged"), HasSubstr("Example GPU")));
  data.manifest.python_version.clear();
  data.manifest.sessions.front().host.gpus.clear();
  EXPECT_THAT(text_of(data), AllOf(Not(HasSubstr(", Python")), HasSubstr("| GPU | none found |")));
}

TEST(SetupSentences, AnEndpointIsNamedWithTheModelThatItServes) {
  RunData data = one_model({90});
  data.manifest.models.front().model.endpoint = "http://127.0.0.1:9000";
  EXPECT_THAT(text_of(data), HasSubstr("| http://127.0.0.1:9000 |"));
  data.manifest.models.front().model.served_model = "qwen-q4";
  EXPECT_THAT(text_of(data), HasSubstr("| qwen-q4 at http://127.0.0.1:9000 |"));
}

TEST(AnswerSentences, WhatWasImportedHasNoServerOfItsOwn) {
  RunData data = fixture::published_scores();
  data.manifest.imported = core::ImportedFrom{.source = "table.csv"};
  EXPECT_THAT(text_of(data), HasSubstr("aessedai was not measured by this program: what served it is not known here."));
}

TEST(FindingSentences, WhatIsLeftOutOfTheRatesHasNeitherPassedNorFailed) {
  RunData data = one_model({90, 90});
  find(data, "a", "L1", 1) = RecordBuilder("a", "L1", 1).outcome(Outcome::infrastructure_stall, "silent");
  find(data, "a", "L2", 1) = RecordBuilder("a", "L2", 1).outcome(Outcome::truncated);
  const std::string text = text_of(data);
  EXPECT_THAT(text, HasSubstr("1 cell: not the model's doing, so neither passed nor failed."));
  EXPECT_THAT(text, HasSubstr("| L1 Basic queue | 25 | 1/1 "));
  EXPECT_THAT(text, HasSubstr("| L2 Retry | 25 | 1/2 ")) << "a truncated answer has failed";
  EXPECT_THAT(text, AllOf(HasSubstr("| infrastructure.stall | no | 1 |"), HasSubstr("| truncated | yes | 1 |")));
}

}  // namespace
}  // namespace quantladder::report
