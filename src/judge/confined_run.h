// One run of the runner in its sandbox: started, watched, ended with all it started.
#pragma once

#include <optional>
#include <string>

#include "judge/sandbox.h"

namespace quantladder::judge {

inline constexpr std::size_t kKeptOutput = 256 << 10;  // half from its head, half from its tail
inline constexpr std::size_t kOutputLimit = 64 << 20;
inline constexpr std::size_t kReportLimit = 16 << 20;

enum class RunnerMode { judge, collect };

struct RunRequest {
  RunnerMode mode = RunnerMode::judge;
  std::string module;
  LaunchFiles files;
  tasks::Limits limits;
};

// Raw facts; what they mean is decided in verdict.h.
struct RunFacts {
  bool ready = false;  // the runner got as far as its own code: the sandbox works
  std::string report;  // lines of JSON
  std::string output;  // kept part of stdout and stderr
  std::size_t output_bytes = 0;
  bool report_overflow = false;
  bool output_overflow = false;
  bool timed_out = false;
  bool out_of_memory = false;    // the control group's verdict
  std::optional<int> exit_code;  // of the runner; 128 + n for signal n, also when it was we who killed it
  double wall_ms = 0;            // from ready to the end
};

// `slot`: a number that no other run of this process uses at the same time. Throws core::Error(environment) when the
// sandbox can't even be started.
RunFacts run_confined(const Sandbox& sandbox, const RunRequest& request, unsigned slot);

}  // namespace quantladder::judge
