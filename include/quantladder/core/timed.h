// The payload of a cell of speed: one test of one start of a program that measures without a server.
#pragma once

#include <string>
#include <vector>

#include "quantladder/core/outcome.h"
#include "quantladder/core/speed_test.h"

namespace quantladder::core {

// One start of the program. Its tests' cells each hold it, so that a record is whole by itself.
struct ProgramStart {
  std::string program;  // path
  std::string version;  // as it prints it; empty: it does not tell
  std::string sha256;
  std::vector<std::string> argv;
  std::vector<std::string> not_shared;  // sentences: what the model's server is told and the program cannot be
  std::string started_at;               // UTC; empty: it was not started
  std::string setup_json;               // what it says of itself, the machine and the model; empty: nothing
  std::string build;                    // "1a2b3c4 (7890)"; empty: it did not say
  std::string backends;                 // "CPU", "CUDA"
  std::string gpu;
};

struct Timed {
  SpeedTest test;
  Outcome outcome = Outcome::not_run;
  std::string reason;              // one line; empty when measured
  std::vector<double> samples_ns;  // one per repetition; empty unless measured
  ProgramStart start;

  std::vector<double> tokens_per_s() const;  // of each sample
};

}  // namespace quantladder::core
