// What a summary points out: unscored and repeated cells, warnings.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "ladder_fixture.h"
#include "quantladder/report/json.h"
#include "quantladder/report/render.h"
#include "quantladder/report/report.h"
#include "quantladder/report/summary.h"

namespace quantladder::report {
namespace {

using fixture::find;
using fixture::Outcome;
using fixture::pair_of_models;
using fixture::RecordBuilder;
using test_support::kRerun;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

TEST(Findings, AnUneventfulRunHasNone) {
  const Summary summary = make_summary(pair_of_models());
  EXPECT_THAT(summary.errors, IsEmpty());
  EXPECT_THAT(summary.warnings, IsEmpty());
  EXPECT_THAT(summary.doubts, IsEmpty());
  EXPECT_THAT(summary.unscored, IsEmpty());
  EXPECT_THAT(summary.repeated, IsEmpty());
  EXPECT_EQ(summary.judged_again, 0);
}

TEST(Findings, EachUnscoredCellIsListedWithItsReason) {
  RunData data = pair_of_models();
  find(data, "b", "L2", 4) = RecordBuilder("b", "L2", 4).outcome(Outcome::infrastructure_stall, "no byte for 60 s");
  find(data, "b", "L1", 5) = RecordBuilder("b", "L1", 5).outcome(Outcome::not_run);
  const auto unscored = make_summary(data).unscored;
  ASSERT_EQ(unscored.size(), 2u);
  EXPECT_EQ(unscored[0].reason, "no byte for 60 s");
  EXPECT_EQ(unscored[1].reason, "never generated");
}

TEST(Findings, ATransportFaultIsTheReasonWhereTheJudgeGaveNone) {
  RunData data = pair_of_models();
  core::Record record = RecordBuilder("a", "L1", 1).outcome(Outcome::infrastructure_http_error);
  record.answered().generation->fault = "HTTP 500: out of memory";
  find(data, "a", "L1", 1) = record;
  EXPECT_EQ(make_summary(data).unscored[0].reason, "HTTP 500: out of memory");
}

TEST(Findings, RepeatedCellsShowEveryAttemptOldestFirst) {
  RunData data = pair_of_models();
  data.records.push_back(RecordBuilder("a", "L3", 2).attempt(3, kRerun));
  data.records.push_back(RecordBuilder("a", "L3", 2).attempt(2, kRerun).outcome(Outcome::fail));
  const auto repeated = make_summary(data).repeated;
  ASSERT_EQ(repeated.size(), 1u);
  EXPECT_THAT(repeated[0].outcomes, ElementsAre(Outcome::pass, Outcome::fail, Outcome::pass));
  EXPECT_EQ(repeated[0].counted, 3);
  EXPECT_EQ(repeated[0].reason, kRerun);
}

TEST(Findings, AFailedRerunBesideAPassIsNotSaidToCount) {
  RunData data = pair_of_models();
  data.records.push_back(RecordBuilder("a", "L3", 2).attempt(2, kRerun).outcome(Outcome::infrastructure_stall));
  const Summary summary = make_summary(data);
  ASSERT_EQ(summary.repeated.size(), 1u);
  EXPECT_EQ(summary.repeated[0].counted, 1);
  EXPECT_EQ(summary.repeated[0].reason, kRerun);
  const std::string text = to_markdown(make_report(data));
  EXPECT_THAT(
      text,
      HasSubstr("1 cell with more than one attempt, oldest first. The newest scored attempt counts, if there is one."));
  EXPECT_THAT(text, HasSubstr("pass -> infrastructure.stall (rerun); attempt 1 counts"));
}

TEST(Findings, WithoutAScoredAttemptTheNewestOfAllIsSaidToCount) {
  RunData data = pair_of_models();
  find(data, "a", "L3", 2) = RecordBuilder("a", "L3", 2).outcome(Outcome::infrastructure_stall);
  data.records.push_back(RecordBuilder("a", "L3", 2)
                             .attempt(2, core::AttemptReason::retry_of(Outcome::infrastructure_stall))
                             .outcome(Outcome::infrastructure_stall));
  EXPECT_EQ(make_summary(data).repeated[0].counted, 2);
  EXPECT_THAT(to_markdown(make_report(data)), HasSubstr("counts, if there is one."));
}

TEST(Findings, ARescoreIsListedOnlyWhereItChangedTheOutcome) {
  RunData data = pair_of_models();
  find(data, "a", "L1", 1) = RecordBuilder("a", "L1", 1).outcome(Outcome::no_answer).judged_again(Outcome::pass);
  find(data, "a", "L2", 1) = RecordBuilder("a", "L2", 1).judged_again(Outcome::pass);
  const Summary summary = make_summary(data);
  EXPECT_EQ(summary.judged_again, 2);
  ASSERT_EQ(summary.rejudged.size(), 1u);
  EXPECT_EQ(summary.rejudged[0].before, Outcome::no_answer);
  EXPECT_EQ(summary.rejudged[0].now, Outcome::pass);
}

TEST(Comparability, IdenticalFilesArePointedOut) {
  RunData data = pair_of_models();
  data.manifest.models[1].gguf_sha256 = data.manifest.models[0].gguf_sha256;
  EXPECT_THAT(find_incomparable(data.manifest.models), ElementsAre(HasSubstr("identical files: a, b")));
}

// In "Setup" a reader wants to see which request it was; the whole of it is in the JSON.
TEST(Requests, LongStringsAreCutInWordsAndWholeInJson) {
  const std::string grammar = "root ::= " + std::string(5000, 'x');
  const auto with_grammar = [&](const std::string& end) {
    RunData data = pair_of_models();
    find(data, "a", "L1", 1).answered().request.request_extra_json =
        R"({"grammar":")" + grammar + end + R"(","cache_prompt":false})";
    return make_report(data);
  };
  const Report report = with_grammar("");
  const std::string page = to_markdown(report);
  EXPECT_THAT(page, Not(HasSubstr(std::string(100, 'x'))));
  EXPECT_THAT(page, HasSubstr("... (5009 bytes, hash "));
  EXPECT_THAT(page, HasSubstr("root ::= xxxx"));
  EXPECT_THAT(page, HasSubstr("cache_prompt"));
  EXPECT_NE(page, to_markdown(with_grammar("x")));
  EXPECT_NE(page, to_markdown(with_grammar("\u00e4")));
  EXPECT_THAT(to_json(report), HasSubstr(grammar));
}

TEST(Comparability, ArmsOfOneFileAreNotPointedOut) {
  RunData data = pair_of_models();
  core::ModelFacts& arm = data.manifest.models[1];
  arm.gguf_sha256 = data.manifest.models[0].gguf_sha256;
  arm.model.server.cache_type_k = "q8_0";
  EXPECT_THAT(find_incomparable(data.manifest.models), IsEmpty());
  arm.model.server.cache_type_k.reset();
  arm.requests["L1"].thinking = core::Thinking::on;
  EXPECT_THAT(find_incomparable(data.manifest.models), IsEmpty());
}

TEST(Comparability, DifferentArchitectureTokenizerOrTemplateIsPointedOut) {
  RunData data = pair_of_models();
  data.manifest.models[1].gguf->architecture = "llama";
  data.manifest.models[1].gguf->tokenizer_sha256 = "other";
  data.manifest.models[1].gguf->chat_template_sha256 = "";
  EXPECT_THAT(find_incomparable(data.manifest.models),
              ElementsAre("the architecture differs: llama (b); qwen3moe (a)",
                          "the tokenizer differs: other (b); tok (a)", "the chat template differs: none (b); tpl (a)"));
}

TEST(Comparability, ModelsWithoutAFileAreNotCompared) {
  RunData data = pair_of_models();
  data.manifest.models[1].gguf.reset();
  data.manifest.models[0].gguf_sha256 = data.manifest.models[1].gguf_sha256 = "";
  EXPECT_THAT(find_incomparable(data.manifest.models), IsEmpty());
}

TEST(Warnings, MixedVersionsOfTestsAskForARescore) {
  RunData data = pair_of_models();
  find(data, "a", "L2", 1) = RecordBuilder("a", "L2", 1).tests_hash("other");
  EXPECT_THAT(make_summary(data).warnings, ElementsAre(HasSubstr("L2: judged with 2 versions of its tests")));
}

TEST(Warnings, MixedVersionsOfPromptsAndExtractorsArePointedOut) {
  RunData data = pair_of_models();
  find(data, "a", "L2", 1).answered().prompt_sha256 = "other";
  find(data, "a", "L3", 1).answered().judgements.back().extractor = "0";
  EXPECT_THAT(make_summary(data).warnings,
              ElementsAre("L2: 2 versions of its prompt in one run", HasSubstr("2 versions of the extractor")));
}

// It was judged by nothing that decides a figure.
TEST(Warnings, VersionsBehindAnUnscoredCellMixNothing) {
  RunData data = pair_of_models();
  find(data, "a", "L2", 1) = RecordBuilder("a", "L2", 1).outcome(Outcome::void_tester).tests_hash("other");
  EXPECT_THAT(make_summary(data).warnings, IsEmpty());
}

TEST(Warnings, DifferentSeedsWithinAPairArePointedOut) {
  RunData data = pair_of_models();
  find(data, "a", "L2", 1).answered().generation->seed = 7;
  EXPECT_THAT(make_summary(data).warnings,
              ElementsAre("the models were sampled with different seeds in 1 of 30 (task, iteration) pairs"));
}

// Iteration 1 is repeated by 2 and 3 and is not complete itself; 4 is not complete either.
TEST(Warnings, RepeatsAreCountedInAllIterationsAndTheDistinctInTheCompleteOnes) {
  RunData data = fixture::empty_run(9);
  fixture::add_model(data, "a", 1000, {90, 90, 90, 65, 90, 75, 90, 100, 90}, 50);
  for (core::Record& record : data.records) {
    if (record.cell.iteration <= 3) record.answered().generation->text_sha256 = record.cell.item;
  }
  find(data, "a", "L1", 4) = RecordBuilder("a", "L1", 4).outcome(Outcome::infrastructure_stall);
  const Summary summary = make_summary(data);
  ASSERT_EQ(summary.models[0].score->ci->effective_n, 6);
  EXPECT_THAT(summary.warnings,
              ElementsAre("a: 2 of 9 iterations repeat an earlier one in every cell (iteration 2 = 1, 3 = 1). They are "
                          "no independent draws (fixed seed, greedy sampling, or a cache?): the interval of the score "
                          "rests on 6 distinct complete iterations"));
}

TEST(Warnings, DifferentServerBinariesArePointedOut) {
  RunData data = pair_of_models();
  data.starts[3].binary_sha256 = "fedcba9876543210";
  EXPECT_THAT(make_summary(data).warnings, ElementsAre(HasSubstr("the server's binary differs")));
}

TEST(Warnings, RunningWithoutASandboxIsStamped) {
  RunData data = pair_of_models();
  data.records[0].answered().judgements[0].sandbox = core::SandboxTier::none;
  EXPECT_THAT(make_summary(data).warnings, ElementsAre(HasSubstr("--unsafe-no-sandbox")));
}

TEST(Warnings, TwoSessionsOnOneMachineAreOneMachine) {
  RunData data = pair_of_models();
  data.manifest.sessions.push_back(data.manifest.sessions.front());
  EXPECT_THAT(make_summary(data).warnings, IsEmpty());
}

TEST(Warnings, AnImportSaysWhereItIsFromHowItWasReadAndWhatContradictsIt) {
  RunData data = fixture::published_scores();
  data.manifest.imported = core::ImportedFrom{
      .source = "table.csv", .levels = "rates.csv", .contradictions = {"a: 1 is not 2"}, .full_score = 10};
  EXPECT_THAT(make_summary(data).warnings, ElementsAre("imported from table.csv: not measured by this program",
                                                       "table.csv: its scores from 0 to 10 were brought to 100 points",
                                                       "rates.csv contradicts table.csv: a: 1 is not 2"));
  data.manifest.imported = core::ImportedFrom{.source = "table.csv", .full_score = 100};
  EXPECT_THAT(make_summary(data).warnings, ElementsAre(HasSubstr("imported from")));
}

TEST(Warnings, SeveralMachinesAndEqualFilesAreToldOnce) {
  RunData data = pair_of_models();
  data.manifest.models[1].gguf_sha256 = data.manifest.models[0].gguf_sha256;
  data.manifest.sessions.resize(2);
  data.manifest.sessions[0].host = {.os = "Debian 12", .cpu = "EPYC", .cores = 2};
  data.manifest.sessions[1].host = {.os = "Debian 12", .cpu = "EPYC", .cores = 2, .gpus = {{"L4", "570", 1}}};
  EXPECT_THAT(make_summary(data).warnings,
              ElementsAre("measured on 2 machines, so speeds and memory are not comparable: Debian 12, EPYC, 2 cores; "
                          "Debian 12, EPYC, 2 cores, L4 (570)",
                          HasSubstr("identical files")));
}

}  // namespace
}  // namespace quantladder::report
