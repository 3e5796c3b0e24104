// Served tests of suites of speed: what llama-bench times without a server, asked of the model's own server in steps.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bench/server_session.h"
#include "bench/workload.h"

namespace quantladder::bench {

// Returns what a test's requests ask for in each step, in order. Where the run asks for no penalties and nothing of its
// own, there is no such step.
std::vector<std::pair<core::ServedStep, core::RequestSettings>> served_steps(const ModelConfig& config,
                                                                             const core::SpeedTest& test);

// One start of a model's server, for the served tests of one iteration.
class ServedTests {
 public:
  ServedTests(RunScope& scope, const Group& group);

  // Records each of the cells. Returns those that another start may help, as their next attempts.
  std::vector<PlannedCell> time(const std::vector<PlannedCell>& cells);

 private:
  struct Result {
    core::Outcome outcome = core::Outcome::measured;
    std::string reason;
    std::vector<core::ServedSample> samples = {};
    core::MemoryUse memory = {};
    bool stopped = false;
  };
  bool leave_out_deep(const PlannedCell& planned) const;
  std::vector<PlannedCell> time_fitting(const std::vector<PlannedCell>& cells);
  Result time(ServerSession& server, const PlannedCell& planned, const tasks::SpeedSuite& suite);
  // Returns whether the reply is a sample; else the result says why not.
  bool take(const core::Generation& reply, const core::SpeedTest& test, core::ServedStep step, Result& result) const;
  void put(const PlannedCell& planned, Result result, const ServerSession& server,
           std::vector<PlannedCell>& again) const;
  core::ServerEnd how_it_ends(ServerSession& server) const;
  core::Record make_record(const PlannedCell& planned, Result result) const;
  std::vector<std::int32_t> prompt_of(const core::SpeedTest& test, std::uint64_t seed) const;

  RunScope& scope_;
  const Group& group_;
  const ModelConfig& config_;
  std::uint64_t vocabulary_;
};

}  // namespace quantladder::bench
