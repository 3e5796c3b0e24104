// The sentences beside a table of comparisons: each holds for the table that it stands beside.
#include <gmock/gmock.h>

#include "ladder_fixture.h"
#include "quantladder/report/comparison.h"
#include "quantladder/report/render.h"
#include "report/document_sections.h"

namespace quantladder::report {
namespace {

using fixture::compare;
using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

std::string text_of(const Comparison& comparison) { return to_terminal(make_document(comparison), 1000, Colour::off); }

RunData with_models(int iterations, const std::vector<std::vector<int>>& scores) {
  RunData data;
  data.manifest = fixture::ladder_manifest(iterations);
  char id = 'a';
  for (const std::vector<int>& each : scores) fixture::add_model(data, std::string(1, id++), 1000, each, 50);
  return data;
}

void use_other_seeds(RunData& data, const std::string& model) {
  for (core::Record& record : data.records) {
    if (record.cell.model == model) record.answered().generation->seed += 500;
  }
}

void look(RunData& data) {
  data.stopping = Stopping{.n_max = 40, .alpha = 0.05, .baseline = "a", .candidates = {"b"}, .looks = {{"b", {15}}}};
}

TEST(ComparisonDocument, PairsByRoundAreNotCalledPairsByIteration) {
  const RunData data = fixture::three_providers();
  EXPECT_THAT(text_of(compare(data)), AllOf(HasSubstr(", paired by iteration"), Not(HasSubstr("as a ratio"))));
  EXPECT_THAT(text_of(compare(data, {.metric = metric_of("tg")})),
              HasSubstr("minus baseline as a ratio, with its 95 % interval, paired by round"));
}

TEST(ComparisonDocument, WhatHasNoIntervalIsNotSaidToHaveOne) {
  const std::string text = text_of(compare(fixture::three_providers(), {.metric = metric_of("vram")}));
  EXPECT_THAT(text, AllOf(HasSubstr("Difference: candidate minus baseline as a ratio, paired by round"),
                          HasSubstr("no interval: the peak of a sampled series has none")));
  EXPECT_THAT(text, Not(HasSubstr("with its")));
}

TEST(ComparisonDocument, WhereSomeAreNotPairedBothTestsAreNamed) {
  RunData data = with_models(15, {fixture::kAesSedai, fixture::kBartowski, fixture::kUnsloth});
  use_other_seeds(data, "c");
  const std::string text = text_of(compare(data));
  EXPECT_THAT(text, HasSubstr("p: exact sign-flip test (not paired: exact permutation test)"));
  EXPECT_THAT(text, HasSubstr(", paired by iteration where no note says otherwise"));
  EXPECT_THAT(text, HasSubstr("c against a: not paired, their seeds differ"));
  use_other_seeds(data, "b");
  EXPECT_THAT(text_of(compare(data)),
              AllOf(HasSubstr("p: exact permutation test"), Not(HasSubstr("paired by iteration"))));
}

TEST(ComparisonDocument, AfterLooksWithoutPairsThereIsNoPToDescribe) {
  RunData data = with_models(15, {fixture::kAesSedai, fixture::kBartowski});
  look(data);
  use_other_seeds(data, "b");
  EXPECT_THAT(text_of(compare(data)),
              AllOf(HasSubstr("No p: only a paired test could allow for the looks"), Not(HasSubstr("repeated"))));
}

TEST(ComparisonDocument, WhereNothingHasAPNoTestIsNamed) {
  RunData data = with_models(15, {fixture::kAesSedai, std::vector<int>(15, 40)});
  fixture::find(data, "a", "L2", 1).answered().points = 3;
  const std::string text = text_of(compare(data));
  EXPECT_THAT(text, HasSubstr("No p: the notes say why"));
  EXPECT_THAT(text, HasSubstr("b against a: no interval: the figures contradict each other"));
  EXPECT_THAT(text, Not(HasSubstr("sign-flip")));
  EXPECT_THAT(text, Not(HasSubstr("iterations needed"))) << "what contradicts itself tells of no power";
}

TEST(ComparisonDocument, TheDiagnosticCountsTheCandidateFirstAndSaysWhatItLeavesOut) {
  RunData data = with_models(15, {std::vector<int>(15, 100), std::vector<int>(15, 90)});
  Document document{"t", {diagnostics_section(compare(data))}};
  EXPECT_THAT(to_markdown(document), HasSubstr("| b | a | 0:0 | 0:0 | 0:0 | 0:0 | 0:15 |"));
  EXPECT_THAT(to_markdown(document), Not(HasSubstr("no account of the looks")));
  look(data);
  document.sections = {diagnostics_section(compare(data))};
  EXPECT_THAT(to_markdown(document), HasSubstr("Holm over the tasks; it takes no account of the looks at this run."));
}

TEST(ComparisonDocument, APAfterLooksIsNotMarkedAsTheSmallestPossible) {
  RunData data = with_models(6, {{90, 90, 100, 90, 90, 100}, {65, 40, 90, 75, 65, 65}});
  EXPECT_THAT(text_of(compare(data)), HasSubstr("*: the smallest p"));
  data.stopping = Stopping{.n_max = 6, .alpha = 0.05, .baseline = "a", .candidates = {"b"}, .looks = {{"b", {6}}}};
  EXPECT_THAT(text_of(compare(data)), AllOf(HasSubstr("group-sequential"), Not(HasSubstr("*: the smallest p"))));
}

TEST(ComparisonDocument, WhatCouldBeDetectedIsToldOfTheUndecidedOnly) {
  RunData data = with_models(15, {fixture::kAesSedai, std::vector<int>(15, 40)});
  EXPECT_THAT(text_of(compare(data)), Not(HasSubstr("with 80 % probability")));
  EXPECT_THAT(text_of(compare(fixture::three_providers())),
              HasSubstr("are for a pair alone, with 80 % probability: the correction makes it more"));
}

// One declared pair, so that the correction asks for more than the pair alone.
TEST(Comparison, WhatAPairCouldDetectIsWithoutTheCorrection) {
  const Comparison both = compare(fixture::three_providers());
  const Comparison more = compare(fixture::three_providers(), {.family_size = 10});
  EXPECT_EQ(both.pairs.at(0).mde, more.pairs.at(0).mde);
  EXPECT_EQ(both.pairs[0].n_needed, more.pairs[0].n_needed);
  EXPECT_LT(*both.pairs[0].n_needed_in_family, *more.pairs[0].n_needed_in_family);
}

TEST(ComparisonDocument, ModelsThatWereNotAskedTheSameAreSaidNotToBe) {
  RunData data = fixture::three_providers();
  EXPECT_THAT(text_of(compare(data)), Not(HasSubstr("not asked the same")));
  fixture::find(data, "unsloth-mxfp4", "L3", 7).answered().request.max_tokens = 100;
  EXPECT_THAT(text_of(compare(data)), HasSubstr("These were not asked the same, so a difference need not be the "
                                                "models':\n\n* the sampling of L3: "));
}

TEST(ComparisonNotes, IterationsWithoutAScoreAreCountedPerModel) {
  RunData data = fixture::three_providers();
  fixture::find(data, "unsloth-mxfp4", "L2", 4) =
      fixture::RecordBuilder("unsloth-mxfp4", "L2", 4).outcome(core::Outcome::infrastructure_stall);
  EXPECT_THAT(compare(data).notes, Contains("unsloth-mxfp4: 1 of 15 iterations left out: without a score"));
}

TEST(ComparisonNotes, RepeatedIterationsAreLeftOutOfThePairsAndCounted) {
  RunData data = with_models(15, {fixture::kAesSedai, fixture::kBartowski});
  for (core::Record& record : data.records) {
    if (record.cell.iteration > 12) record.answered().generation->text_sha256 = record.cell.model + record.cell.item;
  }
  const Comparison got = compare(data);
  EXPECT_EQ(got.pairs.at(0).n, 13) << "13, 14 and 15 are one draw";
  EXPECT_THAT(got.notes, Contains("b against a: 2 left out: they repeat an earlier iteration word for word"));
}

TEST(ComparisonNotes, APThatWasDrawnIsSaidToBe) {
  RunData data;
  data.manifest.suites = fixture::ladder_manifest(1).suites;
  for (const std::string id : {"a", "b"}) {
    core::ModelFacts facts;
    facts.model.id = id;
    data.manifest.models.push_back(facts);
    for (int i = 1; i <= 30; ++i) {
      data.scores.push_back({id, i, id == "a" ? 70 + 3.14159 * (i % 7) : 69 + 2.71828 * (i % 11)});
    }
  }
  const Comparison got = compare(data);
  ASSERT_FALSE(got.pairs.at(0).p_exact);
  EXPECT_THAT(got.notes,
              Contains("p is estimated from 9999 random permutations, for all of them are too many: in every row"));
  EXPECT_THAT(compare(fixture::three_providers()).notes, Not(Contains(HasSubstr("random permutations"))));
}

}  // namespace
}  // namespace quantladder::report
