// A model's server settings as llama-bench's command line.
#pragma once

#include <string>
#include <vector>

#include "llama/help_flags.h"
#include "quantladder/core/model.h"
#include "quantladder/llama/bench_tool.h"

namespace quantladder::llama {

struct BenchCommand {
  std::vector<std::string> argv;
  std::vector<std::string> not_shared;  // sentences
};

// One start for all of `tests`, which group_tests has put together. llama-bench takes every combination of the lists
// that it is given, so each setting has exactly one value.
BenchCommand make_bench_command(const core::Model& model, const std::string& program, const Flags& flags,
                                const std::vector<core::SpeedTest>& tests);

// Groups that one start can run: llama-bench times every number of tokens at every depth.
std::vector<std::vector<core::SpeedTest>> group_tests(const std::vector<core::SpeedTest>& tests);

// Returns why this llama-bench cannot run `test` of `model`; nullopt: it can.
std::optional<std::string> find_obstacle(const core::Model& model, const Flags& flags, const core::SpeedTest& test);

}  // namespace quantladder::llama
