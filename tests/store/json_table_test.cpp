#include <gmock/gmock.h>

#include "quantladder/core/error.h"
#include "quantladder/store/score_table.h"

namespace quantladder::store {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string json_complaint(const std::string& text) {
  try {
    parse_score_table(text, "dir/s.json");
  } catch (const core::Error& error) {
    EXPECT_EQ(error.kind(), core::ErrorKind::usage);
    return error.what();
  }
  return "none";
}

std::vector<std::optional<double>> scores_of(const std::string& text) {
  std::vector<std::optional<double>> scores;
  for (const auto& score : parse_score_table(text, "dir/s.json").scores) scores.push_back(score.score);
  return scores;
}

TEST(JsonTable, RowsMayBeAnArrayOrOnePerLine) {
  const std::string first = R"({"model": "a", "iteration": 0, "score": 62.5})";
  const std::string second = R"({"iteration": 1, "Model": "a", "score": NaN})";
  EXPECT_THAT(scores_of("[" + first + ",\n" + second + "]"), ElementsAre(62.5, std::nullopt));
  EXPECT_THAT(scores_of(first + "\n" + second + "\n"), ElementsAre(62.5, std::nullopt));
  EXPECT_THAT(scores_of(first), ElementsAre(62.5));
}

TEST(JsonTable, PandasWritesRowsAndColumnsInSeveralWays) {
  for (const char* text : {
           R"({"model": {"0": "a", "10": "a", "9": "a"}, "iteration": {"0": 1, "10": 3, "9": 2},
               "score": {"0": 62.5, "10": 80, "9": null}})",
           R"({"model": ["a", "a", "a"], "iteration": [1, 2, 3], "score": [62.5, NaN, 80]})",
           R"({"columns": ["model", "iteration", "score"], "index": [0, 1, 2],
               "data": [["a", 1, 62.5], ["a", 2, null], ["a", 3, 80]]})",
           R"({"schema": {"fields": []}, "data": [{"index": 0, "model": "a", "iteration": 1, "score": 62.5},
               {"model": "a", "iteration": 2, "score": null}, {"model": "a", "iteration": 3, "score": 80}]})",
           R"({"r1": {"model": "a", "iteration": 1, "score": 62.5}, "r2": {"model": "a", "iteration": 2, "score": null},
               "r3": {"model": "a", "iteration": 3, "score": 80}})",
       }) {
    EXPECT_THAT(scores_of(text), ElementsAre(62.5, std::nullopt, 80)) << text;
  }
  EXPECT_THAT(json_complaint(R"({"model": ["a"], "iteration": [1, 2], "score": [50, 60]})"), HasSubstr("same length"));
  EXPECT_THAT(json_complaint(R"({"model": ["a"], "iteration": 1})"), HasSubstr("\"iteration\" is no column of values"));
  EXPECT_THAT(json_complaint(R"({"columns": ["model", "score"], "data": [["a"]]})"),
              HasSubstr("row 1: this is no array"));
  EXPECT_THAT(json_complaint(R"({"columns": [1], "data": [["a"]]})"), HasSubstr("row 1: this is no array"));
}

TEST(JsonTable, ACompleteSentenceSaysWhatIsBroken) {
  const std::string row = R"({"model": "a", "iteration": 1, "score": 50})";
  EXPECT_THAT(json_complaint("[" + row), HasSubstr("line 1, column"));
  EXPECT_THAT(json_complaint(row + "\n" + R"({"model": "a", )" + "\n"), HasSubstr("line 2 is no whole JSON value"));
  EXPECT_THAT(json_complaint(R"([{"model": "a", "iteration": 1, "score": 50, "score": 60}])"), HasSubstr("score"));
  for (const char* infinite : {"Infinity", "-Infinity"}) {
    EXPECT_THAT(json_complaint(std::string(R"([{"model": "a", "iteration": 1, "score": )") + infinite + "}]"),
                HasSubstr("\"Infinity\" is not a number"));
  }
}

TEST(JsonTable, TruthValuesAreResults) {
  const auto table = parse_score_table(R"([{"model":"a","iteration":1,"task":"x","passed":true},
                                          {"model":"a","iteration":2,"task":"x","passed":null}])",
                                       "s.json");
  EXPECT_EQ(table.records.at(0).outcome(), core::Outcome::pass);
  EXPECT_EQ(table.records.at(1).outcome(), core::Outcome::not_run);
}

TEST(JsonTable, SamplesOfLmEvalAreScoresByDocument) {
  const std::string text = R"({"doc_id": 0, "target": "4", "resps": [["4"]], "filter": "none", "exact_match": 1.0})"
                           "\n"
                           R"({"doc_id": 1, "target": "5", "resps": [["4"]], "filter": "none", "exact_match": 0.0})"
                           "\n";
  EXPECT_THAT(scores_of(text), ElementsAre(100, 0));
  EXPECT_THAT(parse_score_table(text, "s.json").iteration_labels, ElementsAre("document 0", "document 1"));
  EXPECT_THAT(parse_score_table(R"({"doc_id": 7, "doc_hash": "0123456789", "target": "4", "acc": 1.0})", "s.jsonl")
                  .iteration_labels,
              ElementsAre("document 7 01234567"));
  EXPECT_THAT(parse_score_table(text, "out/q4_0/samples_x.jsonl").models, ElementsAre("q4_0"));
  EXPECT_THAT(json_complaint(text + R"({"doc_id": 0, "target": "4", "filter": "flexible", "exact_match": 1.0})"),
              HasSubstr("2 filters"));
}

TEST(JsonTable, LogsOfInspectAreScoresBySampleAndEpoch) {
  const std::string head = R"({"version": 2, "status": "success", "eval": {"task": "t", "model": "m/q4"})";
  const std::string log = head + R"(, "samples": [
      {"id": 1, "epoch": 1, "scores": {"match": {"value": "C"}}},
      {"id": 1, "epoch": 2, "scores": {"match": {"value": "I"}}},
      {"id": "b", "epoch": 1, "scores": {"match": {"value": 0.5}}},
      {"id": "b", "epoch": 2, "error": {"message": "x"}}]})";
  EXPECT_THAT(scores_of(log), ElementsAre(100, 0, 50, std::nullopt));
  EXPECT_THAT(json_complaint(head + "}"), HasSubstr("holds no samples, only totals"));
}

TEST(JsonTable, SaysWhatIsNoTable) {
  EXPECT_THAT(json_complaint(R"({"results": {"gsm8k": {"acc,none": 0.6}}, "configs": {}})"), HasSubstr("hold no rows"));
  EXPECT_THAT(json_complaint(R"({"a": 1})"), HasSubstr("this JSON is no table"));
  EXPECT_THAT(json_complaint("[1, 2]"), HasSubstr("row 1: this is no object"));
  EXPECT_THAT(json_complaint("[]"), HasSubstr("holds no row"));
  EXPECT_THAT(json_complaint("{\"model\": \"a\"}\n{\"model\":"), HasSubstr("line 2 is no whole JSON value"));
  EXPECT_THAT(json_complaint(R"([{"model": "a", "iteration": 1, "score": [90]}])"),
              HasSubstr("\"score\" is no single value"));
}

TEST(JsonTable, AMetricThatIsMissingInTheFirstSampleIsStillTheMetric) {
  EXPECT_THAT(scores_of(R"({"doc_id": 0, "target": "4", "acc": null})"
                        "\n"
                        R"({"doc_id": 1, "target": "4", "acc": 1.0})"),
              ElementsAre(std::nullopt, 100));
}

TEST(JsonTable, AColumnThatARowNamesTwiceIsRefused) {
  EXPECT_THAT(json_complaint(R"([{"model": "a", "Model": "b", "iteration": 1, "score": 50}])"),
              HasSubstr("row 1: the column \"model\" is named twice"));
}

TEST(JsonTable, RowsThatEachBringOtherColumnsAreRefusedAtOnce) {
  std::string rows;
  for (int i = 0; i < 20'000; ++i) rows += "{\"k" + std::to_string(i) + "\": 1}\n";
  EXPECT_THAT(json_complaint(rows), HasSubstr("more than 100 columns"));
}

}  // namespace
}  // namespace quantladder::store
