// The payload of a cell of speed: one test of one start of llama-bench, or of a server.
#pragma once

#include <string>
#include <vector>

#include "quantladder/core/closed_set.h"
#include "quantladder/core/generation.h"
#include "quantladder/core/outcome.h"
#include "quantladder/core/program_start.h"
#include "quantladder/core/speed_test.h"

namespace quantladder::core {

// How the server is asked for the tokens of a served test. Each step adds to the one before it.
enum class ServedStep {
  greedy,    // the likeliest token
  sampler,   // as the run samples, without penalties
  as_asked,  // as the run's requests ask: with penalties, and settings of their own
};
template <>
inline constexpr std::array<NamedValue<ServedStep>, 3> kIds<ServedStep>{
    {{ServedStep::greedy, "greedy"}, {ServedStep::sampler, "sampler"}, {ServedStep::as_asked, "as_asked"}}};

struct ServedSample {
  ServedStep step = ServedStep::greedy;
  ServerTimings timings;  // its first token comes of the prompt: a test's tokens are those behind it
  double total_ms = 0;    // by the client's clock, from sending the request to the end of the stream
};

struct Timed {
  SpeedTest test;
  Outcome outcome = Outcome::not_run;
  std::string reason;                // one line; empty when measured
  std::vector<double> samples_ns;    // one per repetition; empty unless measured
  std::vector<ServedSample> served;  // of a served test, in place of samples_ns, in the order of the requests
  ProgramStart start;                // of llama-bench; of a served test see Record::server_start

  std::vector<double> tokens_per_s() const;  // of each sample
};

}  // namespace quantladder::core
