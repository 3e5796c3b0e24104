// A run of the ladder with given scores, for the tests of the report.
#pragma once

#include <string>
#include <vector>

#include "quantladder/report/advice.h"
#include "quantladder/report/comparison.h"
#include "quantladder/report/run_data.h"
#include "quantladder/report/summary.h"
#include "support/record_builder.h"

namespace quantladder::report::fixture {

using core::Outcome;
using test_support::make_start;
using test_support::RecordBuilder;

inline const std::vector<int> kAesSedai{90, 90, 40, 90, 90, 90, 90, 90, 100, 90, 90, 90, 90, 90, 65};
inline const std::vector<int> kBartowski{65, 90, 90, 65, 90, 90, 100, 90, 90, 90, 65, 90, 90, 75, 90};
inline const std::vector<int> kUnsloth{65, 100, 65, 90, 90, 90, 100, 65, 100, 65, 90, 90, 90, 65, 90};

inline core::Manifest ladder_manifest(int iterations) {
  core::Manifest facts;
  facts.run_id = "providers-1a2b3c4d";
  facts.experiment = "providers";
  facts.created_at = "2026-11-21T08:00:00.000Z";
  facts.quantladder = "0.1.0";
  core::SuiteFacts& suite = facts.suites.emplace_back();
  suite.id = "ladder";
  suite.version = "1";
  suite.title = "Job queue";
  suite.prompts_sha256 = "aaaaaaaaaaaaaaaaaaaa";
  suite.tests_sha256 = "bbbbbbbbbbbbbbbbbbbb";
  suite.items = {{"L1", "Basic queue", 25},
                 {"L2", "Retry", 25},
                 {"L3", "Priority", 25},
                 {"L4", "Race", 15},
                 {"L5", "Package", 10}};
  facts.iterations = iterations;
  facts.rounds = 2;
  facts.sessions.push_back({.host = {.os = "Debian 12",
                                     .cpu = "Example CPU",
                                     .cores = 16,
                                     .memory_bytes = 125ULL << 29,
                                     .gpus = {{"Example GPU", "550.1", 24ULL << 30}}}});
  facts.sandbox_tier = core::SandboxTier::full;
  facts.judging = core::JudgingMode::between;
  return facts;
}

inline core::ModelFacts ladder_model(const std::string& id, std::uint64_t file_bytes) {
  core::ModelFacts facts;
  facts.model.id = id;
  facts.model.provider = id.substr(0, id.find('-'));
  facts.model.quant = "IQ4_XS";
  facts.model.approach = "imatrix";
  facts.model.file = "/models/" + id + ".gguf";
  core::GgufFacts gguf;
  gguf.architecture = "qwen3moe";
  gguf.file_bytes = file_bytes;
  gguf.tensor_bytes = file_bytes;
  gguf.parameters = 34'660'000'000ULL;
  gguf.tokenizer_sha256 = "tok";
  gguf.chat_template_sha256 = "tpl";
  facts.gguf = gguf;
  facts.gguf_sha256 = "file-" + id;
  facts.serve_command = {"llama-server", "--model", "/models/" + id + ".gguf", "--ctx-size", "8192", "--jinja"};
  return facts;
}

// How the published scores decode: 65 = L1 and L5 failed, 40 = L1, L2 and L5, 75 = L1, 90 = L5, 0 = all.
inline std::vector<bool> passes_of(int score) {
  switch (score) {
    case 100:
      return {true, true, true, true, true};
    case 90:
      return {true, true, true, true, false};
    case 75:
      return {false, true, true, true, true};
    case 65:
      return {false, true, true, true, false};
    case 40:
      return {false, false, true, true, false};
    default:
      return {false, false, false, false, false};
  }
}

inline void add_iteration(RunData& data, const std::string& model, int iteration, int score) {
  const auto passes = passes_of(score);
  for (std::size_t i = 0; i < passes.size(); ++i) {
    const core::ItemFacts& task = data.manifest.suites.front().items[i];
    RecordBuilder record(model, task.id, iteration);
    record.points(task.points);
    if (!passes[i]) record.outcome(Outcome::fail, "test_order failed").tests(7, 10);
    data.records.push_back(record);
  }
}

inline void add_model(RunData& data, const std::string& id, std::uint64_t file_bytes, const std::vector<int>& scores,
                      double tokens_per_s) {
  data.manifest.models.push_back(ladder_model(id, file_bytes));
  for (std::size_t i = 0; i < scores.size(); ++i) add_iteration(data, id, static_cast<int>(i) + 1, scores[i]);
  data.starts.push_back(make_start(id, 1, tokens_per_s));
  data.starts.push_back(make_start(id, 2, tokens_per_s * 1.02));
}

inline RunData empty_run(int iterations) {
  RunData data;
  data.manifest = ladder_manifest(iterations);
  return data;
}

inline RunData three_providers() {
  RunData data;
  data.manifest = ladder_manifest(15);
  data.manifest.baseline = "aessedai-iq4xs";
  add_model(data, "aessedai-iq4xs", 18'119'000'000ULL, kAesSedai, 123.3);
  add_model(data, "bartowski-iq4xs", 19'419'000'000ULL, kBartowski, 135.8);
  add_model(data, "unsloth-mxfp4", 20'199'000'000ULL, kUnsloth, 123.2);
  return data;
}

inline core::Record& find(RunData& data, const std::string& model, const std::string& task, int iteration) {
  for (core::Record& record : data.records) {
    if (record.cell == core::CellId{model, "ladder", task, iteration}) return record;
  }
  return data.records.emplace_back(RecordBuilder(model, task, iteration));
}

// Adds what a real night brings: a stall, a rerun, a rescore, a doubt, a cached prompt.
inline RunData eventful_run() {
  RunData data = three_providers();
  find(data, "unsloth-mxfp4", "L2", 4) =
      RecordBuilder("unsloth-mxfp4", "L2", 4).outcome(Outcome::infrastructure_stall, "no byte for 60 s");
  find(data, "aessedai-iq4xs", "L5", 1) =
      RecordBuilder("aessedai-iq4xs", "L5", 1).points(10).outcome(Outcome::no_answer).judged_again(Outcome::pass);
  find(data, "aessedai-iq4xs", "L1", 2) =
      RecordBuilder("aessedai-iq4xs", "L1", 2).doubt("usage.completion_tokens 45 != timings.predicted_n 46").cached(12);
  data.records.push_back(
      RecordBuilder("bartowski-iq4xs", "L3", 2).attempt(2, test_support::kRerun).outcome(Outcome::fail, "x"));
  return data;
}

inline RunData one_model(const std::vector<int>& scores) {
  RunData data = empty_run(static_cast<int>(scores.size()));
  add_model(data, "a", 1000, scores, 50);
  return data;
}

inline RunData pair_of_models() {
  RunData data = empty_run(6);
  add_model(data, "a", 1000, {90, 90, 65, 90, 90, 100}, 50);
  add_model(data, "b", 900, {90, 65, 65, 90, 90, 100}, 60);
  return data;
}

inline Comparison compare(const RunData& data, const ComparisonRequest& request = {}) {
  return compare_models(data, make_summary(data), request);
}

// Returns the models of one standing, in the run's order.
inline std::vector<std::string> of(const Advice& advice, Standing standing) {
  std::vector<std::string> ids;
  for (const ModelAdvice& each : advice.models) {
    if (each.standing == standing) ids.push_back(each.model);
  }
  return ids;
}

// The published score lists, without cells.
inline RunData published_scores() {
  RunData data;
  data.manifest.run_id = "published";
  for (const auto& [id, scores] :
       {std::pair("aessedai", kAesSedai), std::pair("bartowski", kBartowski), std::pair("unsloth", kUnsloth)}) {
    core::ModelFacts facts;
    facts.model.id = id;
    data.manifest.models.push_back(facts);
    for (std::size_t i = 0; i < scores.size(); ++i) {
      data.scores.push_back({id, static_cast<int>(i) + 1, static_cast<double>(scores[i])});
    }
  }
  return data;
}

}  // namespace quantladder::report::fixture
