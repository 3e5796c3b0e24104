// llama-bench: how fast a model is without a server.
#pragma once

#include <array>
#include <chrono>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "quantladder/core/closed_set.h"
#include "quantladder/core/model.h"
#include "quantladder/core/timed.h"
#include "quantladder/llama/server.h"

namespace quantladder::llama {

// Says how one test came out. All but the first have no samples.
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
  BenchEnd value;
  std::string_view id;
  bool may_pass_next;  // repeating the test may help
};
}  // namespace quantladder::llama

template <>
inline constexpr std::array<quantladder::llama::BenchEndRow, 9> quantladder::core::kIds<quantladder::llama::BenchEnd>{{
    {quantladder::llama::BenchEnd::measured, "measured", false},
    {quantladder::llama::BenchEnd::refused, "refused", false},
    {quantladder::llama::BenchEnd::not_loaded, "not_loaded", false},
    {quantladder::llama::BenchEnd::no_context, "no_context", false},
    {quantladder::llama::BenchEnd::died, "died", true},
    {quantladder::llama::BenchEnd::silent, "silent", true},
    {quantladder::llama::BenchEnd::timed_out, "timed_out", true},
    {quantladder::llama::BenchEnd::stopped, "stopped", true},
    {quantladder::llama::BenchEnd::not_understood, "not_understood", false},
}};

namespace quantladder::llama {

struct BenchResult {
  core::SpeedTest test;
  BenchEnd end = BenchEnd::measured;
  std::string fault;                      // one line; empty when measured
  std::vector<double> samples_ns;         // one per repetition
  std::optional<std::size_t> start = {};  // its number among the run's starts; nullopt: it was not tried
};

// Tests of the same numbers of tokens share a start, whatever their depths.
struct BenchRun {
  BinaryFacts program;
  std::vector<core::ProgramStart> starts;
  std::vector<BenchResult> results;  // one per test that was asked for, in that order
};

struct BenchWatch {
  std::chrono::milliseconds timeout{0};  // of each start
  std::optional<std::chrono::milliseconds> silence = {};
  std::stop_token stop = {};
  OnSpawned on_spawned = {};
  // Told of each result at once, of those that failed as well.
  std::function<void(const BenchResult& result, const core::ProgramStart& start)> on_result = {};
};

// Times `tests` of a model that has a file or a repository, with the model's server settings as far as llama-bench
// knows them. What goes wrong is a value; only a missing program throws core::Error(environment).
BenchRun run_bench(const core::Model& model, const std::vector<core::SpeedTest>& tests, const BenchWatch& watch);

}  // namespace quantladder::llama
