#include "quantladder/report/json.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include <nlohmann/json.hpp>

#include "ladder_fixture.h"

namespace quantladder::report {
namespace {

using nlohmann::json;

json summary_of(const RunData& data) { return json::parse(to_json(make_report(data))); }

TEST(SummaryJson, CarriesScoreWithMethodAndOtherIntervals) {
  const json score = summary_of(fixture::three_providers())["models"][0]["score"];
  EXPECT_NEAR(score["mean"].get<double>(), 85.666667, 1e-6);
  EXPECT_EQ(score["n"], 15);
  EXPECT_EQ(score["n_distinct"], 15);
  EXPECT_EQ(score["ci"]["method"], "expanded_bca");
  EXPECT_EQ(score["ci"]["level"], 0.95);
  EXPECT_TRUE(score["ci"]["fallback_reason"].is_null());
  EXPECT_NEAR(score["ci_t"]["lo"].get<double>(), 77.637, 1e-3);
  EXPECT_NEAR(score["ci_percentile"]["lo"].get<double>(), 77.333, 1e-3);
}

TEST(SummaryJson, WhatIsNotKnownIsNullNeverZero) {
  RunData data;
  data.manifest = fixture::ladder_manifest(2);
  data.manifest.models.push_back(fixture::ladder_model("a", 0));
  data.manifest.models[0].gguf.reset();
  const json model = summary_of(data)["models"][0];
  EXPECT_TRUE(model["score"].is_null());
  EXPECT_EQ(model["no_score_reason"], "no cell was run");
  EXPECT_TRUE(model["file_bytes"].is_null());
  EXPECT_TRUE(model["bits_per_weight"].is_null());
  EXPECT_TRUE(model["speed_probe"]["tokens_per_s"].is_null());
  EXPECT_TRUE(model["memory"]["peak_bytes"].is_null());
  EXPECT_TRUE(model["energy"]["total_j"].is_null());
  EXPECT_TRUE(model["cells"]["total_ms"].is_null());
  EXPECT_TRUE(model["perfect_runs"]["rate"].is_null());
  EXPECT_TRUE(model["tasks"][0]["rate"].is_null());
  EXPECT_TRUE(model["tasks"][0]["pass_at_1"].is_null());
}

TEST(SummaryJson, CountsEveryOutcomeById) {
  const json outcomes = summary_of(fixture::eventful_run())["models"][2]["outcomes"];
  EXPECT_EQ(outcomes.size(), core::kIds<core::Outcome>.size());
  EXPECT_EQ(outcomes["infrastructure.stall"], 1);
  EXPECT_EQ(outcomes["invalid_arm"], 0);
}

TEST(SummaryJson, BrokenTextDoesNotLoseTheReport) {
  RunData data = fixture::three_providers();
  data.manifest.sessions[0].host.cpu = "bad \xFF byte";
  EXPECT_EQ(summary_of(data)["host"]["cpu"], "bad \xEF\xBF\xBD byte");
}

TEST(SummaryJson, AnInfiniteFigureIsNull) {
  RunData data = fixture::three_providers();
  data.starts[0].load_ms = std::numeric_limits<double>::infinity();
  EXPECT_TRUE(summary_of(data)["models"][0]["speed_probe"]["starts"][0]["load_ms"].is_null());
}

TEST(SummaryJson, IsTheSameWhateverTheOrderOfTheRecords) {
  RunData data = fixture::eventful_run();
  const std::string forwards = to_json(make_report(data));
  std::reverse(data.records.begin(), data.records.end());
  json a = json::parse(forwards);
  json b = summary_of(data);
  EXPECT_EQ(a["models"], b["models"]);
  EXPECT_EQ(a["recommendation"], b["recommendation"]);
}

json iteration_of(const RunData& data, const std::string& model, int iteration) {
  return json::parse(iteration_json(data, model, iteration));
}

TEST(IterationJson, HasEveryCellAndTheScore) {
  const json got = iteration_of(fixture::three_providers(), "aessedai-iq4xs", 1);
  EXPECT_EQ(got["score"], 90);
  EXPECT_EQ(got["points"], 100);
  EXPECT_EQ(got["complete"], true);
  ASSERT_EQ(got["cells"].size(), 5u);
  EXPECT_EQ(got["cells"][0]["points"], 25);
  EXPECT_EQ(got["cells"][4]["points"], 0);
  EXPECT_EQ(got["cells"][4]["outcome"], "fail");
  EXPECT_EQ(got["cells"][0]["tokens"], 200);
  EXPECT_EQ(got["metrics"]["tokens"], 1000);
}

TEST(IterationJson, AnUnscoredCellMakesTheScoreNull) {
  const json got = iteration_of(fixture::eventful_run(), "unsloth-mxfp4", 4);
  EXPECT_TRUE(got["score"].is_null());
  EXPECT_EQ(got["no_score_reason"], "1 unscored and 0 missing cells");
  EXPECT_TRUE(got["cells"][1]["points"].is_null());
  EXPECT_EQ(got["cells"][1]["scored"], false);
  EXPECT_EQ(got["cells"][1]["reason"], "no byte for 60 s");
}

TEST(IterationJson, AMissingCellIsShownAsMissing) {
  RunData data = fixture::three_providers();
  data.records.pop_back();
  const json got = iteration_of(data, "unsloth-mxfp4", 15);
  EXPECT_EQ(got["complete"], false);
  EXPECT_TRUE(got["score"].is_null());
  EXPECT_TRUE(got["cells"][4]["outcome"].is_null());
}

TEST(IterationJson, ACellWithoutGenerationHasNoFiguresOfOne) {
  RunData data = fixture::three_providers();
  fixture::find(data, "unsloth-mxfp4", "L1", 1) =
      fixture::RecordBuilder("unsloth-mxfp4", "L1", 1).outcome(core::Outcome::not_run, "server died twice");
  const json cell = iteration_of(data, "unsloth-mxfp4", 1)["cells"][0];
  EXPECT_EQ(cell["outcome"], "not_run");
  EXPECT_FALSE(cell.contains("tokens"));
}

TEST(IterationJson, EnergyOfCellsInFlightTogetherIsNotAddedUp) {
  RunData data;
  data.manifest = fixture::ladder_manifest(1);
  data.records = {fixture::RecordBuilder("a", "L1", 1).energy(300).in_flight(2),
                  fixture::RecordBuilder("a", "L2", 1).energy(300).in_flight(2)};
  EXPECT_TRUE(iteration_of(data, "a", 1)["metrics"]["energy_j"].is_null());
  data.records = {fixture::RecordBuilder("a", "L1", 1).energy(300), fixture::RecordBuilder("a", "L2", 1).energy(200)};
  EXPECT_EQ(iteration_of(data, "a", 1)["metrics"]["energy_j"], 500);
  data.records = {fixture::RecordBuilder("a", "L1", 1).energy(300), fixture::RecordBuilder("a", "L2", 1)};
  EXPECT_TRUE(iteration_of(data, "a", 1)["metrics"]["energy_j"].is_null()) << "a sum over one of two cells";
}

}  // namespace
}  // namespace quantladder::report
