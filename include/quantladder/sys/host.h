// Facts about this machine that a reader of a result needs.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace quantladder::sys {

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

struct HostOptions {
  std::string root = "/";  // of etc/os-release and proc/...
  std::string nvidia_smi = "nvidia-smi";
  std::string amdgpu_root = "/sys/class/drm";
  std::chrono::milliseconds nvidia_smi_limit{5000};  // a driver that hangs must not hang the run
};

// Never throws.
HostFacts read_host_facts(const HostOptions& options = {});

}  // namespace quantladder::sys
