#include "quantladder/report/comparison.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "ladder_fixture.h"
#include "quantladder/core/error.h"
#include "quantladder/report/json.h"
#include "quantladder/report/render.h"

namespace quantladder::report {
namespace {

using fixture::compare;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

std::string refusal(const RunData& data, const ComparisonRequest& request) {
  try {
    compare(data, request);
  } catch (const core::Error& error) {
    EXPECT_EQ(error.kind(), core::ErrorKind::usage);
    return error.what();
  }
  return "none";
}

// a - b of the request is candidate - baseline; the published pairs are listed the other way round.
void expect_published(const stats::PairComparison& pair, double difference, double lo, double hi, double p, double tost,
                      double mde, int n_needed) {
  EXPECT_NEAR(*pair.difference, difference, 1e-9);
  ASSERT_TRUE(pair.ci.interval);
  EXPECT_NEAR(pair.ci.interval->lo, lo, 1e-4);
  EXPECT_NEAR(pair.ci.interval->hi, hi, 1e-4);
  EXPECT_EQ(pair.ci.method, stats::DifferenceMethod::expanded_percentile);
  EXPECT_NEAR(*pair.p, p, 1e-6);
  EXPECT_NEAR(*pair.p_holm, 1, 1e-9);
  EXPECT_NEAR(*pair.tost.p, tost, 1e-4);
  EXPECT_NEAR(*pair.mde, mde, 1e-3);
  EXPECT_EQ(*pair.n_needed, n_needed);
  EXPECT_EQ(pair.decision.verdict, stats::Verdict::undecided);
}

TEST(Comparison, OfThePublishedScoresIsUndecidedWithTheSpecifiedFigures) {
  const Comparison got = compare(fixture::published_scores(), {.family = Family::all_pairs});
  ASSERT_EQ(got.pairs.size(), 3u);
  EXPECT_EQ(got.pairs[0].a, "bartowski");
  expect_published(got.pairs[0], -1, -11.0, 10.6667, 0.9375, 0.2219, 15.292, 122);
  expect_published(got.pairs[1], -2, -11.0, 7.0, 0.6875, 0.2486, 12.967, 88);
  expect_published(got.pairs[2], -1, -9.6667, 7.6667, 0.921875, 0.1689, 12.141, 77);
  EXPECT_EQ(stats::as_good(got.pairs), stats::AsGood::unknown);
}

TEST(Comparison, OfScoresAloneSaysThatItPairsByNumber) {
  EXPECT_THAT(compare(fixture::published_scores()).notes, Contains(HasSubstr("paired by the number of the iteration")));
}

TEST(Comparison, OfCellsGivesTheSameFiguresAndTheTasksBesides) {
  const Comparison got = compare(fixture::three_providers());
  ASSERT_EQ(got.pairs.size(), 2u);
  expect_published(got.pairs[0], -1, -11.0, 10.6667, 0.9375, 0.2219, 15.292, 122);
  EXPECT_EQ(got.pairs[0].levels.size(), 5u);
  EXPECT_THAT(got.notes, IsEmpty());
}

TEST(Comparison, ModelsCarryTheirOwnIntervals) {
  const Comparison got = compare(fixture::published_scores());
  ASSERT_EQ(got.models.size(), 3u);
  EXPECT_NEAR(got.models[0].ci->lo, 71.666667, 1e-4);
  EXPECT_EQ(got.models[0].method, "expanded_bca");
  EXPECT_NEAR(*got.models[0].sd, 14.499589, 1e-6);
}

TEST(Comparison, ScoresAloneBelowTenIterationsHaveNoIntervalAndSayWhy) {
  RunData data = fixture::published_scores();
  std::erase_if(data.scores, [](const core::GivenScore& score) { return score.iteration > 9; });
  const Comparison got = compare(data);
  EXPECT_EQ(got.models[0].ci, std::nullopt);
  EXPECT_EQ(got.pairs[0].ci.interval, std::nullopt);
  EXPECT_THAT(got.notes, Contains(HasSubstr("aessedai: no interval: iteration scores without their cells")));
  EXPECT_TRUE(got.models[0].value);
}

TEST(Comparison, TheDirectionIsCandidateMinusBaseline) {
  RunData data;
  data.manifest = fixture::ladder_manifest(15);
  fixture::add_model(data, "good", 1000, fixture::kBartowski, 50);
  fixture::add_model(data, "bad", 1000, std::vector<int>(15, 40), 50);
  const Comparison worse = compare(data);
  EXPECT_EQ(worse.pairs[0].a, "bad");
  EXPECT_LT(*worse.pairs[0].difference, 0);
  EXPECT_EQ(worse.pairs[0].decision.better, stats::Side::b);
  EXPECT_EQ(stats::as_good(worse.pairs), stats::AsGood::no);
  const Comparison better = compare(data, {.baseline = "bad"});
  EXPECT_EQ(better.pairs[0].decision.better, stats::Side::a);
  EXPECT_EQ(stats::as_good(better.pairs), stats::AsGood::yes);
}

TEST(Comparison, OneCandidateIsCorrectedForTheWholeDeclaredFamily) {
  RunData data;
  data.manifest = fixture::ladder_manifest(15);
  fixture::add_model(data, "good", 1000, fixture::kBartowski, 50);
  fixture::add_model(data, "bad", 1000, std::vector<int>(15, 40), 50);
  fixture::add_model(data, "other", 1000, fixture::kUnsloth, 50);
  const Comparison got = compare(data, {.candidate = "bad"});
  EXPECT_EQ(got.family, 2);
  EXPECT_NEAR(*got.pairs.at(0).p_holm, 2 * *got.pairs[0].p, 1e-12);
  EXPECT_THAT(to_terminal(make_document(got), 200, Colour::off), HasSubstr("corrected for 2 comparisons"));
}

TEST(Comparison, FiguresThatContradictEachOtherHaveNoVerdict) {
  RunData data;
  data.manifest = fixture::ladder_manifest(15);
  fixture::add_model(data, "good", 1000, fixture::kBartowski, 50);
  fixture::add_model(data, "bad", 1000, std::vector<int>(15, 40), 50);
  fixture::find(data, "good", "L2", 1).answered().points = 3;
  const Comparison got = compare(data);
  EXPECT_THAT(got.errors, ElementsAre(HasSubstr("good: the mean score")));
  EXPECT_EQ(got.pairs.at(0).p, std::nullopt);
  EXPECT_EQ(stats::as_good(got.pairs), stats::AsGood::unknown);
  EXPECT_THAT(to_terminal(make_document(got), 200, Colour::off), HasSubstr("contradict each other"));
}

// Six pairs, all in one direction: p 0.03125, which is also its floor; corrected for two comparisons 0.0625.
RunData six_pairs(bool third = true) {
  RunData data;
  data.manifest = fixture::ladder_manifest(6);
  fixture::add_model(data, "a", 1000, {90, 90, 100, 90, 90, 100}, 50);
  fixture::add_model(data, "b", 1000, {65, 40, 90, 75, 65, 65}, 50);
  if (third) fixture::add_model(data, "c", 1000, {90, 90, 90, 100, 90, 90}, 50);
  return data;
}

TEST(Comparison, ThatTooFewPairsCanDecideNothingIsToldAfterTheCorrection) {
  EXPECT_THAT(compare(six_pairs()).notes,
              Contains(HasSubstr("b against a: these results cannot give a p below 0.0625 after the correction")));
}

// b is told from a, so that c alone is left to correct for, as Holm does it.
TEST(Comparison, TheLowestPOfTheNoteIsThatOfTheTable) {
  RunData data;
  data.manifest = fixture::ladder_manifest(10);
  fixture::add_model(data, "a", 1000, {90, 90, 100, 90, 90, 100, 90, 90, 100, 90}, 50);
  fixture::add_model(data, "b", 1000, std::vector<int>(10, 40), 50);
  fixture::add_model(data, "c", 1000, {65, 90, 65, 90, 65, 100, 65, 90, 100, 65}, 50);
  const Comparison got = compare(data);
  ASSERT_EQ(got.pairs.at(0).decision.verdict, stats::Verdict::better);
  ASSERT_EQ(got.pairs.at(1).decision.verdict, stats::Verdict::undecided);
  EXPECT_NEAR(*got.pairs[1].p_holm, 0.0625, 1e-9);
  EXPECT_THAT(got.notes, Contains(HasSubstr("c against a: these results cannot give a p below 0.0625 after")));
}

TEST(Comparison, WhatIsDecidedNeedsNoMore) {
  const Comparison got = compare(six_pairs(false));
  EXPECT_EQ(got.pairs.at(0).decision.verdict, stats::Verdict::better);
  EXPECT_THAT(got.notes, Not(Contains(HasSubstr("are needed"))));
}

TEST(ComparisonDocument, MarksAPAtItsFloorAndShowsTheHolmCorrectionOfEquivalence) {
  const std::string text = to_terminal(make_document(compare(six_pairs())), 200, Colour::off);
  EXPECT_THAT(text, HasSubstr("0.031*"));
  EXPECT_THAT(text, HasSubstr("*: the smallest p that these data can give"));
  EXPECT_THAT(text, HasSubstr("TOST p / Holm"));
}

TEST(Comparison, OtherSamplingIsToldAsUnlike) {
  RunData data = fixture::three_providers();
  EXPECT_THAT(compare(data).unlike, IsEmpty());
  for (core::Record& record : data.records) {
    if (record.cell.model == "unsloth-mxfp4") record.answered().request.sampling.temperature = 0.6;
  }
  EXPECT_THAT(compare(data).unlike, ElementsAre(HasSubstr("the sampling of L1, L2, L3, L4, L5")));
}

TEST(Comparison, RefusesModelsThatAreNotThere) {
  const RunData data = fixture::three_providers();
  EXPECT_THAT(refusal(data, {.baseline = "q9"}),
              HasSubstr("--baseline q9: providers-1a2b3c4d has no such model; it has a"));
  EXPECT_THAT(refusal(data, {.candidate = "q9"}), HasSubstr("--candidate q9"));
  EXPECT_THAT(refusal(data, {.baseline = "unsloth-mxfp4", .candidate = "unsloth-mxfp4"}),
              HasSubstr("is the baseline itself"));
  EXPECT_THAT(refusal(data, {.baseline = "unsloth-mxfp4", .family = Family::all_pairs}), HasSubstr("--all-pairs"));
}

Comparison nights(const RunData& before, const RunData& now, const ComparisonRequest& request = {}) {
  return compare_runs({before, make_summary(before), "monday"}, {now, make_summary(now), "tuesday"}, request);
}

TEST(CompareRuns, PairsTheSameModelOfTwoNights) {
  const RunData before = fixture::three_providers();
  const RunData now = fixture::three_providers();
  const Comparison got = nights(before, now);
  ASSERT_EQ(got.pairs.size(), 3u);
  EXPECT_EQ(got.pairs[0].a, "aessedai-iq4xs@tuesday");
  EXPECT_EQ(got.pairs[0].b, "aessedai-iq4xs@monday");
  EXPECT_EQ(got.pairs[0].pairing, stats::Pairing::paired);
  EXPECT_THAT(got.notes, Contains(HasSubstr("both generated the same text")));
}

TEST(CompareRuns, OneCandidateIsCorrectedForAllThatBothHave) {
  const RunData data = fixture::three_providers();
  EXPECT_EQ(nights(data, data, {.candidate = "unsloth-mxfp4"}).family, 3);
}

TEST(CompareRuns, ARunThatStoppedEarlyIsNotComparedWithAnother) {
  const RunData before = fixture::three_providers();
  RunData now = fixture::three_providers();
  now.stopping = Stopping{.n_max = 30, .alpha = 0.05, .ended = "after round 1 of 2: every comparison is decided"};
  const Comparison got = nights(before, now);
  EXPECT_EQ(got.pairs.at(0).p, std::nullopt);
  EXPECT_EQ(stats::as_good(got.pairs), stats::AsGood::unknown);
  EXPECT_THAT(got.notes, Contains(HasSubstr("a run that stopped early has as many iterations")));
}

TEST(CompareRuns, OtherSeedsAreNotPaired) {
  const RunData before = fixture::three_providers();
  RunData now = fixture::three_providers();
  for (core::Record& record : now.records) record.answered().generation->seed += 500;
  const Comparison got = nights(before, now, {.candidate = "unsloth-mxfp4"});
  ASSERT_EQ(got.pairs.size(), 1u);
  EXPECT_EQ(got.pairs[0].pairing, stats::Pairing::unpaired);
  EXPECT_THAT(to_terminal(make_document(got), 120, Colour::off), HasSubstr("exact permutation test"));
}

TEST(CompareRuns, OtherHashesOfTheSuiteAreUnlike) {
  const RunData before = fixture::three_providers();
  RunData now = fixture::three_providers();
  now.manifest.suites[0].tests_sha256 = "cccccccccccccccc";
  EXPECT_THAT(nights(before, now).unlike, Contains(HasSubstr("the hash of the tests")));
  now = fixture::three_providers();
  now.manifest.suites[0].prompts_sha256 = "cccccccccccccccc";
  EXPECT_THAT(nights(before, now).unlike, Contains(HasSubstr("the hash of the prompts")));
  now = fixture::three_providers();
  now.manifest.suites[0].version = "2";
  EXPECT_THAT(nights(before, now).unlike,
              Contains(HasSubstr("the suite: ladder@2 (aessedai-iq4xs@tuesday) against ladder@1 (")));
  now = fixture::three_providers();
  now.manifest.suites[0].items[4].points = 20;
  EXPECT_THAT(nights(before, now).unlike, Contains(HasSubstr("tasks (points): ")));
}

TEST(CompareRuns, WithoutACommonModelTwoMustBeNamed) {
  const RunData before = fixture::three_providers();
  RunData now;
  now.manifest = fixture::ladder_manifest(15);
  fixture::add_model(now, "renamed", 1000, fixture::kUnsloth, 50);
  EXPECT_THROW(nights(before, now), core::Error);
  EXPECT_EQ(nights(before, now, {.baseline = "unsloth-mxfp4", .candidate = "renamed"}).pairs.at(0).difference, 0);
}

TEST(ComparisonJson, HasExactlyTheDocumentedKeys) {
  const auto json = nlohmann::ordered_json::parse(to_json(compare(fixture::published_scores())));
  const auto keys = [](const nlohmann::ordered_json& object) {
    std::vector<std::string> names;
    for (const auto& [key, value] : object.items()) names.push_back(key);
    return names;
  };
  EXPECT_THAT(keys(json["pairs"][0]), ElementsAre("a", "b", "unit", "n", "difference", "better", "ci", "p", "p_holm",
                                                  "p_floor", "tost_p", "tost_p_holm", "mde", "n_needed", "verdict"));
  EXPECT_THAT(keys(json["pairs"][0]["ci"]), ElementsAre("lo", "hi", "level", "method"));
  EXPECT_THAT(keys(json["models"][0]), ElementsAre("id", "mean", "sd", "n", "n_distinct", "ci"));
  EXPECT_EQ(json["pairs"][0]["verdict"], "undecided");
  EXPECT_TRUE(json["pairs"][0]["better"].is_null());
}

TEST(ComparisonDocument, NeverClaimsEqualityOfTheUndecided) {
  const std::string text = to_terminal(make_document(compare(fixture::published_scores())), 140, Colour::off);
  EXPECT_THAT(text, HasSubstr("undecided"));
  EXPECT_THAT(text, HasSubstr("-1.0 [-11.0, 10.7]"));
  EXPECT_THAT(text, Not(HasSubstr("no difference")));
  EXPECT_THAT(text, Not(HasSubstr("within margin of error")));
}

}  // namespace
}  // namespace quantladder::report
