// A figure is a row: what is added to the table of measures is seen everywhere.
#include "quantladder/report/measure.h"

#include <gmock/gmock.h>

#include "ladder_fixture.h"
#include "nlohmann/json.hpp"
#include "quantladder/core/error.h"
#include "quantladder/report/json.h"
#include "quantladder/report/render.h"
#include "report/figures.h"

namespace quantladder::report {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

// How polite a model is: 10 times the number of the iteration, and 1 more for the second model.
double politeness(const ModelSummary& model, int iteration) {
  return 10.0 * iteration + (model.facts.model.id == "b" ? 1 : 0);
}

std::vector<Reading> polite_readings(const CellTable&, const ModelSummary& model, const std::string&) {
  std::vector<Reading> readings;
  for (const IterationScore& each : model.iterations) {
    readings.push_back({each.iteration, politeness(model, each.iteration)});
  }
  return readings;
}

Figure polite_figure(const CellTable&, const ModelSummary& model, const std::string&) {
  return {.value = politeness(model, 4), .ci = stats::Interval{30, 50}, .n = 7, .method = "made up"};
}

class MadeUpMeasure : public testing::Test {
 protected:
  void SetUp() override {
    measure_table().push_back({.id = "polite_words",
                               .title = "Politeness",
                               .unit = "words",
                               .scale = stats::Scale::difference,
                               .block = RandomUnit::iteration,
                               .estimate = Estimate::mean,
                               .limit = "polite words",
                               .figure = polite_figure,
                               .readings = polite_readings});
    data = fixture::empty_run(7);
    fixture::add_model(data, "a", 3000, {90, 65, 90, 90, 75, 90, 65}, 50);
    fixture::add_model(data, "b", 3000, {90, 90, 90, 75, 90, 90, 90}, 50);
  }
  void TearDown() override { measure_table().pop_back(); }

  RunData data;
};

TEST_F(MadeUpMeasure, IsAColumnOfTheSummary) {
  EXPECT_THAT(to_markdown(make_report(data)), AllOf(HasSubstr("| Politeness |"), HasSubstr("| 40.0 [30.0, 50.0] |")));
}

TEST_F(MadeUpMeasure, IsComparedByItsBlocksInItsUnit) {
  const Comparison got = compare_models(data, make_summary(data), {.metric = metric_of("polite_words")});
  EXPECT_EQ(got.pairs.at(0).n, 7);
  EXPECT_NEAR(*got.pairs[0].difference, 1, 1e-9);
  const std::string text = to_terminal(make_document(got), 200, Colour::off);
  EXPECT_THAT(text, AllOf(HasSubstr("Difference, words"), HasSubstr("Politeness")));
  EXPECT_EQ(nlohmann::json::parse(to_json(got))["metric"], "polite_words");
}

TEST_F(MadeUpMeasure, LimitsARecommendation) {
  EXPECT_EQ(limit_option(measures().back()), "--min-polite-words");
  const Advice advice = make_report(data, {.bounds = {{"polite_words", 60}}}).advice;
  EXPECT_EQ(advice.refusal, "no model meets the limits");
  EXPECT_EQ(advice.models.at(0).reason, "has 40.0 [30.0, 50.0] polite words, not at least 60.0.");
}

TEST_F(MadeUpMeasure, IsInJson) {
  const auto json = nlohmann::json::parse(to_json(make_report(data)));
  EXPECT_EQ(json["models"][1]["figures"]["polite_words"]["value"], 41);
  EXPECT_EQ(json["models"][1]["figures"]["polite_words"]["unit"], "words");
}

TEST(Measure, OneTaskIsAnInstanceOfTheScore) {
  RunData data = fixture::empty_run(7);
  fixture::add_model(data, "a", 3000, {90, 65, 90, 90, 75, 90, 65}, 50);
  fixture::add_model(data, "b", 3000, {90, 90, 90, 75, 90, 90, 90}, 50);
  const Comparison got = compare_models(data, make_summary(data), {.metric = metric_of("score:L1")});
  EXPECT_NEAR(*got.models.at(0).value, 25 * 4 / 7.0, 1e-9);
  EXPECT_NEAR(*got.models.at(1).value, 25 * 6 / 7.0, 1e-9);
  EXPECT_NEAR(*got.pairs.at(0).difference, 25 * 2 / 7.0, 1e-9);
  EXPECT_EQ(got.pairs[0].pairing, stats::Pairing::paired);
}

TEST(Measure, TheScoreOfOneTaskRestsOnItsScoredDistinctCells) {
  RunData data = fixture::empty_run(7);
  fixture::add_model(data, "a", 3000, {90, 65, 90, 90, 75, 90, 65}, 50);
  fixture::add_model(data, "b", 3000, {90, 90, 90, 75, 90, 90, 90}, 50);
  fixture::find(data, "a", "L1", 7) = fixture::RecordBuilder("a", "L1", 7).outcome(core::Outcome::infrastructure_stall);
  for (core::Record& record : data.records) {
    if (record.cell.model == "b" && record.cell.iteration <= 3)
      record.answered().generation->text_sha256 = record.cell.item;
  }
  const Comparison got = compare_models(data, make_summary(data), {.metric = metric_of("score:L1")});
  EXPECT_EQ(got.models.at(0).n, 6);
  EXPECT_NEAR(*got.models[0].value, 25 * 4 / 6.0, 1e-9);
  EXPECT_EQ(got.models.at(1).n, 7);
  EXPECT_EQ(got.models[1].distinct, 5);
  EXPECT_THAT(got.notes, testing::Contains("a: 1 of 7 iterations left out: without a score"));
}

TEST(Measure, AnInstanceThatIsNotThereIsRefusedWithThoseThatAre) {
  const RunData data = fixture::three_providers();
  try {
    compare_models(data, make_summary(data), {.metric = metric_of("score:L9")});
    FAIL();
  } catch (const core::Error& error) {
    EXPECT_THAT(error.what(), StartsWith("--metric score:L9: "));
    EXPECT_THAT(error.what(), HasSubstr("it has L1, L2, L3, L4, L5"));
  }
}

TEST(Measure, AScoreOfOneTaskTakesNoAccountOfLooks) {
  RunData data = fixture::three_providers();
  data.stopping = Stopping{.n_max = 15, .alpha = 0.05, .baseline = "aessedai-iq4xs"};
  const Comparison got = compare_models(data, make_summary(data), {.metric = metric_of("score:L1")});
  EXPECT_EQ(got.pairs.at(0).p, std::nullopt);
  EXPECT_THAT(got.notes, testing::Contains(HasSubstr("only its score allows for that")));
}

TEST(Measure, IdsAreReadBack) {
  for (const char* id : {"score", "tg", "pp", "ttft", "vram", "score:L3"}) EXPECT_EQ(metric_of(id).id(), id);
  for (const char* id : {"speed", "tg:L3", "perfect", ""}) EXPECT_THROW(metric_of(id), core::Error) << id;
}

TEST(Measure, EveryRowHasAnIdOfItsOwnAndAFigure) {
  std::set<std::string_view> ids;
  for (const Measure& measure : measures()) {
    EXPECT_TRUE(ids.insert(measure.id).second) << measure.id;
    EXPECT_NE(measure.figure, nullptr) << measure.id;
  }
}

}  // namespace
}  // namespace quantladder::report
