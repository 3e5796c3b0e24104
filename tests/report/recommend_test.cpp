#include <gmock/gmock.h>

#include "ladder_fixture.h"
#include "quantladder/report/summary.h"

namespace quantladder::report {
namespace {

using fixture::RecordBuilder;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

Recommendation recommendation_of(const RunData& data) { return make_summary(data).recommendation; }

RunData empty_run(int iterations) {
  RunData data;
  data.facts = fixture::ladder_facts(iterations);
  return data;
}

TEST(Recommend, OverlappingIntervalsAreNeverCalledADifferenceOrNone) {
  const Recommendation got = recommendation_of(fixture::three_providers());
  ASSERT_FALSE(got.picks.empty());
  EXPECT_EQ(got.picks[0].use_case, "best_score");
  EXPECT_EQ(got.picks[0].model, "aessedai-iq4xs");
  EXPECT_THAT(got.picks[0].not_told_apart, ElementsAre("bartowski-iq4xs", "unsloth-mxfp4"));
  EXPECT_THAT(got.picks[0].statement, HasSubstr("this run cannot tell it from"));
  for (const Pick& pick : got.picks) {
    EXPECT_THAT(pick.statement, AllOf(Not(HasSubstr("no difference")), Not(HasSubstr("better"))));
  }
  EXPECT_THAT(got.remarks, ElementsAre(HasSubstr("More iterations can")));
}

TEST(Recommend, SeparateIntervalsAreSaidToBeSeparate) {
  RunData data = empty_run(15);
  fixture::add_model(data, "good", 1000, fixture::kBartowski, 50);
  fixture::add_model(data, "bad", 500, std::vector<int>(15, 40), 50);
  const Recommendation got = recommendation_of(data);
  EXPECT_EQ(got.model, "good");
  EXPECT_THAT(got.picks[0].statement, HasSubstr("its interval lies wholly above bad"));
  EXPECT_EQ(got.picks.size(), 1u);
  EXPECT_THAT(got.remarks, IsEmpty());
}

TEST(Recommend, FastestAndSmallestAreSoughtAmongThoseNotToldFromTheBest) {
  RunData data = empty_run(15);
  fixture::add_model(data, "a", 3000, fixture::kAesSedai, 50);
  fixture::add_model(data, "b", 2000, fixture::kBartowski, 80);
  fixture::add_model(data, "junk", 100, std::vector<int>(15, 0), 500);
  const Recommendation got = recommendation_of(data);
  ASSERT_EQ(got.picks.size(), 3u);
  EXPECT_EQ(got.picks[1].use_case, "fastest");
  EXPECT_EQ(got.picks[1].model, "b");
  EXPECT_THAT(got.picks[1].not_told_apart, IsEmpty());
  EXPECT_EQ(got.picks[2].use_case, "smallest");
  EXPECT_EQ(got.picks[2].model, "b");
}

TEST(Recommend, SpeedsFromOneServerStartAreNotToldApart) {
  RunData data = empty_run(15);
  fixture::add_model(data, "a", 3000, fixture::kAesSedai, 50);
  fixture::add_model(data, "b", 2000, fixture::kBartowski, 80);
  data.starts = {data.starts[0], data.starts[2]};
  const Recommendation got = recommendation_of(data);
  EXPECT_EQ(got.picks[1].model, "b");
  EXPECT_THAT(got.picks[1].not_told_apart, ElementsAre("a"));
  EXPECT_THAT(got.picks[1].statement, HasSubstr("takes more than one server start"));
}

TEST(Recommend, AFasterModelWithALowerScoreIsOfferedAsATrade) {
  RunData data = empty_run(15);
  fixture::add_model(data, "good", 3000, fixture::kBartowski, 50);
  fixture::add_model(data, "fast", 1000, std::vector<int>(15, 40), 150);
  const Recommendation got = recommendation_of(data);
  EXPECT_EQ(got.model, "good");
  ASSERT_EQ(got.picks.back().use_case, "speed_before_score");
  EXPECT_EQ(got.picks.back().model, "fast");
  EXPECT_THAT(got.picks.back().statement, HasSubstr("lies wholly below"));
}

TEST(Recommend, UnknownSpeedAndSizeDropThoseUseCases) {
  RunData data = fixture::three_providers();
  data.starts.clear();
  for (ModelFacts& model : data.facts.models) model.gguf.reset();
  EXPECT_EQ(recommendation_of(data).picks.size(), 1u);
}

TEST(Recommend, OneModelIsNoChoice) {
  RunData data = empty_run(15);
  fixture::add_model(data, "only", 1000, fixture::kAesSedai, 50);
  const Recommendation got = recommendation_of(data);
  EXPECT_THAT(got.picks[0].statement, HasSubstr("nothing to choose between"));
  EXPECT_EQ(got.serve_command[2], "/models/only.gguf");
}

TEST(Recommend, NothingSolvedRecommendsNothing) {
  RunData data = empty_run(15);
  fixture::add_model(data, "a", 1000, std::vector<int>(15, 0), 50);
  const Recommendation got = recommendation_of(data);
  EXPECT_THAT(got.refusal, HasSubstr("no model solved a single task"));
  EXPECT_EQ(got.model, "");
  EXPECT_THAT(got.picks, IsEmpty());
}

TEST(Recommend, FourIterationsAreTooFew) {
  RunData data = empty_run(4);
  fixture::add_model(data, "a", 1000, {90, 90, 90, 90}, 50);
  EXPECT_THAT(recommendation_of(data).refusal, HasSubstr("no verdict is possible below 5"));
}

TEST(Recommend, FifteenCopiesOfOneIterationAreTooFew) {
  RunData data = empty_run(15);
  fixture::add_model(data, "a", 1000, std::vector<int>(15, 90), 50);
  for (core::Record& record : data.records) record.generation->text_sha256 = record.cell.task;
  EXPECT_THAT(recommendation_of(data).refusal, HasSubstr("distinct complete iterations"));
}

TEST(Recommend, NoCompleteIterationRecommendsNothing) {
  RunData data = empty_run(6);
  data.facts.models.push_back(fixture::ladder_model("a", 1000));
  for (int i = 1; i <= 6; ++i) data.records.push_back(RecordBuilder("a", "L3", i));
  EXPECT_THAT(recommendation_of(data).refusal, HasSubstr("no model has a complete iteration"));
}

TEST(Recommend, ModelsLeftOutAreNamedWithTheReason) {
  RunData data = empty_run(15);
  fixture::add_model(data, "a", 1000, fixture::kAesSedai, 50);
  fixture::add_model(data, "short", 1000, {90, 90}, 50);
  fixture::add_model(data, "none", 1000, {}, 50);
  EXPECT_THAT(recommendation_of(data).remarks,
              ElementsAre(HasSubstr("short was left out: fewer than 5"), "none was left out: no cell was run."));
}

}  // namespace
}  // namespace quantladder::report
