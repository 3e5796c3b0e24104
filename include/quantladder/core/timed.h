// The payload of a cell of speed: one test of one start of a program that measures without a server.
#pragma once

#include <string>
#include <vector>

#include "quantladder/core/outcome.h"
#include "quantladder/core/program_start.h"
#include "quantladder/core/speed_test.h"

namespace quantladder::core {

struct Timed {
  SpeedTest test;
  Outcome outcome = Outcome::not_run;
  std::string reason;              // one line; empty when measured
  std::vector<double> samples_ns;  // one per repetition; empty unless measured
  ProgramStart start;

  std::vector<double> tokens_per_s() const;  // of each sample
};

}  // namespace quantladder::core
