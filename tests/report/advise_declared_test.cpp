// The advice beside the comparison that the run declared: one report must not say two things.
#include <gmock/gmock.h>

#include "ladder_fixture.h"
#include "quantladder/report/report.h"

namespace quantladder::report {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

// Seven pairs: three declared comparisons can be decided (Holm p 0.047), all six pairs cannot (0.094).
RunData seven_iterations() {
  RunData data;
  data.manifest = fixture::ladder_manifest(7);
  data.manifest.baseline = "shipped";
  fixture::add_model(data, "best", 4000'000'000, {90, 100, 90, 100, 100, 90, 100}, 40);
  fixture::add_model(data, "shipped", 3000'000'000, {90, 90, 90, 75, 90, 90, 100}, 50);
  fixture::add_model(data, "small", 2000'000'000, {65, 40, 65, 40, 40, 65, 40}, 80);
  fixture::add_model(data, "tiny", 1000'000'000, {40, 40, 65, 40, 40, 40, 65}, 120);
  return data;
}

TEST(AdviseDeclared, ADeclaredVerdictRulesOutNobodyOfItsOwn) {
  const Report report = make_report(seven_iterations());
  ASSERT_EQ(report.comparison->pairs.at(2).decision.better, stats::Side::b) << "tiny, against the baseline";
  EXPECT_EQ(report.advice.model, "");
  EXPECT_THAT(fixture::of(report.advice, Standing::not_told_apart), ElementsAre("best", "shipped", "small", "tiny"));
}

TEST(AdviseDeclared, ADeclaredVerdictIsQuotedBesideTheStricterOne) {
  const Advice advice = make_report(seven_iterations()).advice;
  EXPECT_THAT(advice.models.at(3).reason,
              HasSubstr("which may be chance. The comparison declared before the run finds it worse than the baseline "
                        "shipped."));
  EXPECT_THAT(advice.models.at(0).reason, Not(HasSubstr("declared"))) << "best against shipped is undecided";
}

TEST(AdviseDeclared, ADecidedComparisonOfTheBestWithTheBaselineIsQuoted) {
  RunData data;
  data.manifest = fixture::ladder_manifest(7);
  data.manifest.baseline = "shipped";
  fixture::add_model(data, "best", 4000'000'000, {100, 100, 90, 100, 100, 90, 100}, 40);
  fixture::add_model(data, "shipped", 3000'000'000, {65, 40, 65, 40, 40, 65, 40}, 50);
  fixture::add_model(data, "other", 2000'000'000, {90, 100, 90, 90, 100, 90, 90}, 45);
  fixture::add_model(data, "third", 2000'000'000, {100, 90, 90, 100, 90, 90, 75}, 45);
  const Advice got = make_report(data).advice;
  EXPECT_EQ(got.model, "");
  EXPECT_THAT(fixture::of(got, Standing::not_told_apart), Contains("shipped"));
  EXPECT_THAT(got.models.at(0).reason, HasSubstr("finds it better than the baseline shipped."));
}

TEST(AdviseDeclared, ADeclaredEquivalenceIsQuotedAsThat) {
  RunData data;
  data.manifest.suites = fixture::ladder_manifest(1).suites;
  data.manifest.iterations = 30;
  data.manifest.baseline = "shipped";
  for (const std::string id : {"best", "shipped", "alike"}) {
    core::ModelFacts facts;
    facts.model.id = id;
    data.manifest.models.push_back(facts);
    for (int i = 1; i <= 30; ++i) {
      const double off = id == "best" ? (i % 3 == 0 ? 35 : -14) : id == "alike" ? i % 2 * 2 - 1 : 0;
      data.scores.push_back({id, i, 50.0 + i % 5 + off});
    }
  }
  const Advice got = make_report(data).advice;
  ASSERT_EQ(got.models.at(0).reason, "has the highest mean, but is not shown to be the best.");
  EXPECT_THAT(got.models.at(2).reason, HasSubstr("finds it equivalent to the baseline shipped."));
}

}  // namespace
}  // namespace quantladder::report
