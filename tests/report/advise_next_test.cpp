// What the advice says to run next.
#include <gmock/gmock.h>

#include <fmt/format.h>

#include "ladder_fixture.h"
#include "quantladder/report/report.h"
#include "quantladder/stats/power.h"

namespace quantladder::report {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

std::vector<std::string> next_of(const RunData& data) { return make_report(data).advice.next; }

RunData two_models(int iterations, const std::vector<int>& a, const std::vector<int>& b) {
  RunData data;
  data.manifest = fixture::ladder_manifest(iterations);
  fixture::add_model(data, "a", 3000, a, 50);
  fixture::add_model(data, "b", 2000, b, 50);
  return data;
}

// Two declared comparisons; the widest of them, 19.66 points of standard deviation.
TEST(AdviseNext, TheIterationsNamedFindTheMarginWithEightyPercent) {
  const int needed = *stats::pairs_for_test(5, 19.657787, 0.8, 0.05 / 2);
  ASSERT_GT(needed, 122) << "what the uncorrected normal approximation gives";
  EXPECT_THAT(next_of(fixture::three_providers()),
              ElementsAre(AllOf(HasSubstr(fmt::format("about {} iterations of each model would find a difference of 5 "
                                                      "points with 80 % probability",
                                                      needed)),
                                HasSubstr(fmt::format("--iterations {}", needed)))));
}

TEST(AdviseNext, BelowTenIterationsNoNumberIsGuessed) {
  const auto next = next_of(two_models(8, {90, 65, 90, 100, 75, 90, 65, 90}, {65, 90, 90, 65, 90, 75, 90, 65}));
  EXPECT_THAT(next, ElementsAre(AllOf(HasSubstr("more iterations may tell them apart"), HasSubstr("from 10 on"),
                                      Not(HasSubstr("would find")))));
}

TEST(AdviseNext, MoreThanTwoHundredIterationsAreAReasonToDecideOtherwise) {
  EXPECT_THAT(next_of(fixture::three_providers()), ElementsAre(Not(HasSubstr("decide by speed or size"))));
  const auto next = next_of(two_models(12, {100, 40, 100, 40, 90, 40, 100, 40, 90, 100, 40, 90},
                                       {40, 90, 40, 100, 40, 100, 40, 90, 90, 40, 100, 100}));
  EXPECT_THAT(next, ElementsAre(HasSubstr("if that is too long, decide by speed or size")));
}

// b differs from a in one iteration, of which no spread can be estimated.
TEST(AdviseNext, ANumberThatHoldsForSomeModelsOnlyIsNotNamed) {
  RunData data;
  data.manifest = fixture::ladder_manifest(15);
  std::vector<int> nearly = fixture::kAesSedai;
  nearly[3] = 65;
  fixture::add_model(data, "a", 3000, fixture::kAesSedai, 50);
  fixture::add_model(data, "b", 2000, nearly, 50);
  fixture::add_model(data, "c", 2000, fixture::kUnsloth, 50);
  EXPECT_THAT(next_of(data),
              ElementsAre(AllOf(HasSubstr("more iterations may tell them apart"), Not(HasSubstr("would find")))));
}

TEST(AdviseNext, ATableIsImportedAgainAndALookedAtRunIsNotExtended) {
  RunData data = fixture::three_providers();
  EXPECT_THAT(next_of(data), ElementsAre(HasSubstr("run the same command again with")));
  data.manifest.imported = core::ImportedFrom{.source = "table.csv"};
  EXPECT_THAT(next_of(data), ElementsAre(HasSubstr("measure more and import them together")));
}

TEST(AdviseNext, ACellThatMetAFaultIsMissing) {
  RunData data = fixture::three_providers();
  data.complete = false;
  fixture::find(data, "unsloth-mxfp4", "L2", 4) =
      fixture::RecordBuilder("unsloth-mxfp4", "L2", 4).outcome(core::Outcome::infrastructure_stall);
  EXPECT_THAT(next_of(data), ElementsAre(HasSubstr("to measure the 1 missing cell")));
}

TEST(AdviseNext, AnUnfinishedRunIsFinishedFirst) {
  RunData data = fixture::three_providers();
  data.complete = false;
  std::erase_if(data.records, [](const core::Record& record) {
    return record.cell.model == "unsloth-mxfp4" && record.cell.iteration == 15;
  });
  EXPECT_THAT(
      next_of(data),
      ElementsAre("run the whole configuration (without --model, --task or --level) to measure the 5 missing cells"));
}

TEST(AdviseNext, OneMissingCellIsNoPlural) {
  RunData data = fixture::three_providers();
  data.complete = false;
  data.records.pop_back();
  EXPECT_THAT(
      next_of(data),
      ElementsAre("run the whole configuration (without --model, --task or --level) to measure the 1 missing cell"));
}

TEST(AdviseNext, AnUnfinishedRunWithNothingToRecommendIsFinishedToo) {
  RunData data;
  data.manifest = fixture::ladder_manifest(15);
  data.complete = false;
  fixture::add_model(data, "a", 3000, {90, 90}, 50);
  EXPECT_THAT(
      next_of(data),
      ElementsAre("run the whole configuration (without --model, --task or --level) to measure the 65 missing cells"));
}

}  // namespace
}  // namespace quantladder::report
