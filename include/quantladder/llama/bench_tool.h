// llama-bench: how fast a model is without a server.
#pragma once

#include <array>
#include <chrono>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "quantladder/core/model.h"
#include "quantladder/llama/server.h"

namespace quantladder::llama {

// What is timed: a prompt of `prompt` tokens, or `generated` tokens one by one, behind `depth` tokens of context.
// Exactly one of the first two is above 0.
struct BenchTest {
  int prompt = 0;
  int generated = 0;
  int depth = 0;
  int repetitions = 5;

  int context() const { return prompt + generated + depth; }
  friend bool operator==(const BenchTest&, const BenchTest&) = default;
};
std::string to_string(const BenchTest& test);  // as llama-bench names it: "pp512", "tg128 @ d4096"

// How one test came out. All but the first have no samples.
enum class BenchEnd {
  measured,
  refused,         // llama-bench does not know what the test needs
  not_loaded,      // it could not load the model
  no_context,      // it could not make the context: mostly for want of memory
  died,            // it ended before the test was done
  silent,          // it said nothing for too long
  timed_out,       // it took too long
  stopped,         // the user ended it
  not_understood,  // what it wrote is not what a llama-bench writes
};
struct BenchEndRow {
  BenchEnd end;
  const char* id;      // "not_loaded"
  bool may_pass_next;  // repeating the test may help
};
const BenchEndRow& row_of(BenchEnd end);

struct BenchResult {
  BenchTest test;
  BenchEnd end = BenchEnd::measured;
  std::string fault;                      // one line; empty when measured
  std::vector<double> samples_ns;         // one per repetition
  std::optional<std::size_t> start = {};  // its number among the run's starts; nullopt: it was not tried

  std::vector<double> tokens_per_s() const;  // of each sample
};

// One start of llama-bench: tests of the same numbers of tokens share one, whatever their depths.
struct BenchStart {
  std::vector<std::string> argv;
  std::vector<std::string> not_shared;  // sentences: what the model's server is told and llama-bench cannot be
  std::string started_at;               // UTC
  std::string exit;                     // "exit code 0": for the record, it decides nothing
  std::string setup_json;               // what llama-bench says of itself, the machine and the model; empty: nothing
  std::string build;                    // "1a2b3c4 (7890)"; empty: it did not say
  std::string backends;                 // "CPU", "CUDA"
  std::string gpu;
};

struct BenchRun {
  BinaryFacts program;
  std::vector<BenchStart> starts;
  std::vector<BenchResult> results;  // one per test that was asked for, in that order
};

struct BenchWatch {
  std::chrono::milliseconds timeout{0};  // of each start
  std::optional<std::chrono::milliseconds> silence = {};
  std::stop_token stop = {};
  OnSpawned on_spawned = {};
  std::function<void(const BenchResult&)> on_result = {};  // told of each at once, of those that failed as well
};

// Times `tests` of a model that has a file or a repository, with the model's server settings as far as llama-bench
// knows them. What goes wrong is a value; only a missing program throws core::Error(environment).
BenchRun run_bench(const core::Model& model, const std::vector<BenchTest>& tests, const BenchWatch& watch);

}  // namespace quantladder::llama
