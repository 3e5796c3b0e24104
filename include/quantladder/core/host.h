// Facts of the machine that a result was measured on.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace quantladder::core {

struct GpuFacts {
  std::string name;
  std::string driver;
  std::uint64_t memory_bytes = 0;  // 0: not known
};

// A text that can't be read is empty; a number absent, or 0 where that can't be one.
struct HostFacts {
  std::string os;  // PRETTY_NAME
  std::string kernel;
  std::string cpu;
  int cores = 0;  // this process may use
  std::uint64_t memory_bytes = 0;
  std::optional<double> load_1min;
  std::optional<double> cpu_mhz;        // mean over the cores, now
  std::optional<double> temperature_c;  // of the hottest thermal zone, now
  std::vector<GpuFacts> gpus;           // nvidia-smi's, then amdgpu's; empty: none found
};

inline double to_gib(std::uint64_t bytes) { return static_cast<double>(bytes) / (1ULL << 30); }

}  // namespace quantladder::core
