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
std::vector<std::pair<core::ServedStep, core::RequestSettings>> served_steps(const core::RequestSettings& run,
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
    std::vector<core::ServedSample> samples;
    bool stopped = false;
  };
  Result time(ServerSession& server, const PlannedCell& planned, const core::SpeedTest& test);
  // Fills in the fault of a reply that is no sample.
  bool take(const core::Generation& reply, const core::SpeedTest& test, core::ServedStep step, Result& result) const;
  core::ServerEnd how_it_ends(ServerSession& server) const;
  core::Record make_record(const PlannedCell& planned, const core::SpeedTest& test, Result result) const;
  std::vector<std::int32_t> prompt_of(const core::SpeedTest& test, std::uint64_t seed) const;

  RunScope& scope_;
  const Group& group_;
  const ModelConfig& config_;
  std::uint64_t vocabulary_;
};

}  // namespace quantladder::bench
