#include "quantladder/report/published.h"

#include <gmock/gmock.h>

#include "ladder_fixture.h"

namespace quantladder::report {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr double kPoints[] = {25, 25, 25, 15, 10};

void add_rates(std::vector<core::PublishedRate>& rates, const std::string& model, const std::vector<double>& passed,
               double trials, double rounding) {
  for (std::size_t i = 0; i < passed.size(); ++i) {
    rates.push_back({model, "L" + std::to_string(i + 1), passed[i] / trials, rounding, kPoints[i]});
  }
}

Summary summary_of_scores() { return make_summary(fixture::published_scores()); }

TEST(Published, TheLevelTableContradictsTheScoreListsAndTurnsTheirOrderRound) {
  std::vector<core::PublishedRate> rates;
  add_rates(rates, "aessedai", {87, 87, 93, 100, 7}, 100, 0.005);
  add_rates(rates, "bartowski", {80, 87, 100, 100, 20}, 100, 0.005);
  add_rates(rates, "unsloth", {67, 100, 100, 100, 27}, 100, 0.005);
  EXPECT_THAT(
      find_contradictions(summary_of_scores(), rates),
      ElementsAre(HasSubstr("aessedai: the mean of its 15 scores is 85.67, the published pass rates give 82.4"),
                  HasSubstr("bartowski: the mean of its 15 scores is 84.67, the published pass rates give 83.7"),
                  HasSubstr("unsloth: the mean of its 15 scores is 83.67, the published pass rates give 84.4"),
                  HasSubstr("aessedai > bartowski > unsloth by the scores, unsloth > bartowski > aessedai by")));
}

TEST(Published, RatesThatFitAreNoContradiction) {
  std::vector<core::PublishedRate> rates;
  add_rates(rates, "aessedai", {13, 14, 15, 15, 1}, 15, 0);
  add_rates(rates, "bartowski", {11, 15, 15, 15, 2}, 15, 0);
  add_rates(rates, "unsloth", {67, 100, 100, 100, 20}, 100, 0.005);
  EXPECT_THAT(find_contradictions(summary_of_scores(), rates), IsEmpty());
}

// Means 74.10 and 74.30 against equal rates, which rounding may have made of either order.
TEST(Published, AnOrderWithinTheRoundingIsNoContradiction) {
  Summary summary = summary_of_scores();
  summary.models.resize(2);
  summary.models[0].score->mean = 74.1;
  summary.models[1].score->mean = 74.3;
  const std::vector<core::PublishedRate> rates{{"aessedai", "L1", 0.745, 0.005, 100},
                                               {"bartowski", "L1", 0.74, 0.005, 100}};
  EXPECT_THAT(find_contradictions(summary, rates), IsEmpty());
}

TEST(Published, AModelWhoseRatesLackPointsHasNoPlaceInTheOrder) {
  Summary summary = summary_of_scores();
  summary.models.resize(2);
  const std::vector<core::PublishedRate> rates{{"aessedai", "one", 0.5, 0, {}},
                                               {"bartowski", "one", 0.847, 0.005, 100}};
  EXPECT_THAT(find_contradictions(summary, rates), ElementsAre(HasSubstr("aessedai: cannot be checked")));
}

TEST(Published, CellsAreCheckedTaskByTask) {
  const Summary summary = make_summary(fixture::three_providers());
  std::vector<core::PublishedRate> rates;
  add_rates(rates, "aessedai-iq4xs", {13, 13, 15, 15, 1}, 15, 0);
  add_rates(rates, "bartowski-iq4xs", {11, 15, 15, 15, 2}, 15, 0);
  add_rates(rates, "unsloth-mxfp4", {10, 15, 15, 15, 3}, 15, 0);
  const auto lines = find_contradictions(summary, rates);
  ASSERT_FALSE(lines.empty());
  EXPECT_THAT(lines[0], HasSubstr("aessedai-iq4xs/L2: 14 of 15 passed, which is 93.3 %; the published rate is 86.7 %"));
}

TEST(Published, ARateThatWasRoundedFitsWhatRoundingHidesAndATaskWithoutCellsFitsAny) {
  RunData data = fixture::empty_run(3);
  fixture::add_model(data, "a", 3000, {90, 90, 65}, 50);
  std::vector<core::PublishedRate> rates;
  add_rates(rates, "a", {66.7, 100, 100, 100, 0}, 100, 0.0005);
  EXPECT_THAT(find_contradictions(make_summary(data), rates), IsEmpty());
  for (int i = 1; i <= 3; ++i)
    fixture::find(data, "a", "L5", i) = fixture::RecordBuilder("a", "L5", i).outcome(fixture::Outcome::void_sandbox);
  rates.back().rate = 0.4;
  for (const std::string& line : find_contradictions(make_summary(data), rates))
    EXPECT_THAT(line, testing::Not(HasSubstr("a/L5"))) << "nothing of it was scored";
}

TEST(Published, WhatIsMissingOnEitherSideIsSaid) {
  std::vector<core::PublishedRate> rates;
  add_rates(rates, "aessedai", {13, 14, 15, 15, 1}, 15, 0);
  rates.push_back({"stranger", "L1", 1, 0, 25});
  rates.push_back({"unsloth", "L1", 1, 0, std::nullopt});
  EXPECT_THAT(find_contradictions(summary_of_scores(), rates),
              ElementsAre("stranger/L1: the results have no such model", "bartowski: there is no published rate",
                          HasSubstr("unsloth: cannot be checked: the published rates need a column \"points\"")));
}

}  // namespace
}  // namespace quantladder::report
