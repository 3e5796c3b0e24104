// Arms of one model that differ in their requests in flight alone.
#include "quantladder/report/under_load.h"

#include <gmock/gmock.h>

#include "ladder_fixture.h"
#include "nlohmann/json.hpp"
#include "quantladder/report/json.h"
#include "quantladder/report/render.h"
#include "quantladder/report/report.h"

namespace quantladder::report {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

const std::vector<int> kVaried{90, 65, 40, 90, 75, 90, 100, 65, 90, 40, 90, 65, 75, 90, 90, 65};

// Two arms on servers with eight slots, with these scores.
RunData two_arms(const std::vector<int>& alone, const std::vector<int>& busy) {
  RunData data = fixture::empty_run(static_cast<int>(alone.size()));
  fixture::add_model(data, "q4@1", 1000, alone, 50);
  fixture::add_model(data, "q4@8", 1000, busy, 50);
  for (core::ModelFacts& facts : data.manifest.models) {
    facts.gguf_sha256 = "one file";
    facts.model.server.parallel = 8;
  }
  data.manifest.models[0].model.in_flight = 1;
  data.manifest.models[1].model.in_flight = 8;
  return data;
}

void keep_in_flight(RunData& data, const std::string& model, int most, double mean) {
  for (core::Record& record : data.records) {
    if (record.cell.model != model) continue;
    record.answered().generation->in_flight = most;
    record.answered().generation->mean_in_flight = mean;
  }
}

std::string sentence_of(const RunData& data) {
  const std::vector<LoadedArm> arms = find_under_load(data, make_summary(data));
  return arms.at(0).score.value().under_load.at(0);
}

std::string in_one_line(const std::string& text) {
  std::string line;
  for (const char c : text) line += c == '\n' ? ' ' : c;
  return line;
}

TEST(UnderLoad, EquivalentScoresAreToldByTheRequestsInFlight) {
  const std::vector<int> alone{90, 100, 90, 100, 90, 100, 90, 100, 90, 100,
                               90, 100, 90, 100, 90, 100, 90, 100, 90, 100};
  std::vector<int> busy = alone;
  std::swap(busy[0], busy[1]);
  std::swap(busy[4], busy[5]);
  EXPECT_EQ(sentence_of(two_arms(alone, busy)),
            "q4@8 against q4@1: the score at 8 requests in flight is equivalent to that at 1 within +-5 points");
}

TEST(UnderLoad, AFallenScoreIsLower) {
  const std::vector<int> busy(kVaried.size(), 40);
  EXPECT_THAT(
      sentence_of(two_arms(kVaried, busy)),
      HasSubstr("q4@8 against q4@1: the score at 8 requests in flight is lower than that at 1, by 36.2 points"));
}

TEST(UnderLoad, AHigherScoreAtOneRequestIsSaidOfTheArmThatIsCompared) {
  RunData data = two_arms(std::vector<int>(kVaried.size(), 40), kVaried);
  std::swap(data.manifest.models[0].model.in_flight, data.manifest.models[1].model.in_flight);
  EXPECT_THAT(sentence_of(data),
              HasSubstr("the score at 1 request in flight is higher than that at 8, by 36.2 points"));
}

TEST(UnderLoad, UndecidedSaysWhatItWouldTake) {
  std::vector<int> busy = kVaried;
  std::reverse(busy.begin(), busy.end());
  const std::string sentence = sentence_of(two_arms(kVaried, busy));
  EXPECT_THAT(sentence,
              HasSubstr("whether the score at 8 requests in flight differs from that at 1 is undecided (could "
                        "only detect >= "));
  EXPECT_THAT(sentence, HasSubstr(" iterations needed)"));
}

TEST(UnderLoad, TooFewPairsSayWhatTheyLack) {
  EXPECT_THAT(sentence_of(two_arms({90, 65, 40}, {65, 90, 40})),
              HasSubstr("is undecided (3 pairs of iterations; a verdict takes 5)"));
  EXPECT_THAT(sentence_of(two_arms({90, 65, 40, 90, 65, 90}, {65, 90, 40, 90, 90, 65})),
              HasSubstr("is undecided (6 pairs of iterations do not tell how many are needed; `quantladder plan CONFIG "
                        "--power` estimates it)"));
}

TEST(UnderLoad, CountsTheCellsThatGaveTheSameTextAndTheSameOutcome) {
  RunData data = two_arms({90, 65}, {90, 100});
  for (core::Record& record : data.records) {
    if (record.cell.iteration == 1) record.answered().generation->text_sha256 = record.cell.item;
  }
  fixture::find(data, "q4@8", "L1", 1) =
      fixture::RecordBuilder("q4@8", "L1", 1).outcome(core::Outcome::infrastructure_stall, "no byte");
  const LoadedArm arm = find_under_load(data, make_summary(data)).at(0);
  EXPECT_EQ(arm.cells, 9) << "one of the ten has no answer in both";
  EXPECT_EQ(arm.same_text, 4);
  EXPECT_EQ(arm.same_outcome, 7) << "iteration 2: L1 and L5 passed in one of them only";
}

TEST(UnderLoad, TheFirstArmOfEachModelIsWhatItsOthersAreComparedWith) {
  RunData data = two_arms(kVaried, kVaried);
  fixture::add_model(data, "q8@2", 2000, kVaried, 50);
  fixture::add_model(data, "q8@4", 2000, kVaried, 50);
  fixture::add_model(data, "q8@8", 2000, kVaried, 50);
  int in_flight = 1;
  for (std::size_t i = 2; i < 5; ++i) {
    core::ModelFacts& facts = data.manifest.models[i];
    facts.gguf_sha256 = "another file";
    facts.model.server.parallel = 8;
    facts.model.in_flight = in_flight *= 2;
  }
  const std::vector<LoadedArm> arms = find_under_load(data, make_summary(data));
  ASSERT_THAT(arms, SizeIs(3));
  EXPECT_EQ(arms[0].model + " " + arms[0].against, "q4@8 q4@1");
  EXPECT_EQ(arms[1].model + " " + arms[1].against, "q8@4 q8@2");
  EXPECT_EQ(arms[2].model + " " + arms[2].against, "q8@8 q8@2");
  for (const LoadedArm& arm : arms) {
    ASSERT_THAT(arm.score->pairs, SizeIs(1));
    EXPECT_EQ(arm.score->family, 3) << "corrected for the arms, not for the other models";
  }
}

TEST(UnderLoad, ModelsThatDifferInMoreThanTheLoadAreNoArms) {
  RunData data = two_arms(kVaried, kVaried);
  data.manifest.models[1].model.server.cache_type_k = "q8_0";
  EXPECT_THAT(find_under_load(data, make_summary(data)), IsEmpty());
  EXPECT_THAT(in_one_line(to_markdown(make_document(make_report(data), Extent::full))), Not(HasSubstr("Under load")));
}

TEST(UnderLoad, IsASectionOfTheReportAndOfTheComparison) {
  const RunData data = two_arms(kVaried, std::vector<int>(kVaried.size(), 40));
  const Report report = make_report(data);
  const std::string page = in_one_line(to_markdown(make_document(report, Extent::full)));
  EXPECT_THAT(page, HasSubstr("## Under load"));
  EXPECT_THAT(page, HasSubstr("0 of 80"));
  EXPECT_THAT(page, HasSubstr("is lower than that at 1, by"));
  EXPECT_THAT(in_one_line(to_markdown(make_document(*report.comparison))), HasSubstr("is lower than that at 1, by"));
  const auto json = nlohmann::json::parse(to_json(report));
  const auto& arm = json.at("under_load").at(0);
  EXPECT_EQ(arm.at("in_flight"), 8);
  EXPECT_EQ(arm.at("in_flight_against"), 1);
  EXPECT_EQ(arm.at("cells"), 80);
  EXPECT_EQ(arm.at("score").at("under_load").at(0), json.at("comparison").at("under_load").at(0));
}

TEST(UnderLoad, AVerdictIsWithheldWhileTheRunGoesOn) {
  Report report = make_report(two_arms(kVaried, kVaried));
  withhold_verdict(report);
  EXPECT_THAT(to_markdown(make_document(report, Extent::full)), Not(HasSubstr("equivalent to that at 1")));
}

TEST(UnderLoad, FarFewerInFlightThanAskedForIsADoubt) {
  RunData data = two_arms(kVaried, kVaried);
  keep_in_flight(data, "q4@8", 8, 6.1);
  EXPECT_THAT(make_summary(data).doubts, Each(Not(HasSubstr("in flight"))));
  keep_in_flight(data, "q4@8", 8, 5.9);
  EXPECT_THAT(make_summary(data).doubts,
              Contains(HasSubstr("q4@8: 8 requests were to be in flight, and 5.9 were on average")));
  data.manifest.models[1].model.server.cache_type_k = "q8_0";
  EXPECT_THAT(make_summary(data).doubts, Each(Not(HasSubstr("in flight")))) << "no load is compared";
}

TEST(UnderLoad, TheArmsFileIsNoDuplicate) {
  RunData data = two_arms({90}, {90});
  EXPECT_THAT(find_incomparable(data.manifest.models), IsEmpty());
  data.manifest.models[1].model.in_flight = 1;
  EXPECT_THAT(find_incomparable(data.manifest.models), Contains("identical files: q4@1, q4@8"));
}

}  // namespace
}  // namespace quantladder::report
