// Runs one judgement: tester and worker are joined, watched, and ended with all they started.
#pragma once

#include <optional>
#include <string>

#include "judge/split/worker.h"
#include "judge/split/zygote.h"

namespace quantladder::judge {

inline constexpr std::size_t kKeptOutput = 256 << 10;  // half from its head, half from its tail
inline constexpr std::size_t kOutputLimit = 64 << 20;
inline constexpr std::size_t kReportLimit = 16 << 20;

// These are raw facts; verdict.h decides what they mean.
struct RunFacts {
  bool ready = false;  // the worker greeted, before anything of an answer ran: the sandbox works
  std::string report;  // lines of JSON, which only the tester can write
  std::string output;  // kept part of the worker's stdout and stderr
  std::size_t output_bytes = 0;
  std::string tester_output;  // its last line; for a tester that broke
  bool report_overflow = false;
  bool output_overflow = false;
  bool timed_out = false;
  bool cpu_exceeded = false;       // of the whole tree, where a control group counts it
  bool out_of_memory = false;      // the control group's verdict, or ours where there is none
  std::optional<int> worker_exit;  // 128 + n for signal n; absent when it was we who ended it
  std::optional<int> tester_exit;  // minus n for signal n; absent when it was we who ended it, or when the zygote died
  double wall_ms = 0;              // from ready to the verdict
};

// Runs a judgement; `worker` is null for a tester that only lists tests, and is ended in every case. Throws
// core::Error(environment) when the tester can't be started.
RunFacts run_judgement(Zygote& zygote, Worker* worker, const std::string& assignment_json, const tasks::Limits& limits);

}  // namespace quantladder::judge
