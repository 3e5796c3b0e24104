// Memory, power, clocks and temperature while a server runs.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "quantladder/core/record.h"

namespace quantladder::sys {

// A seam: the real meters and the fake one.
class MemoryMeter {
 public:
  using Clock = std::chrono::steady_clock;
  virtual ~MemoryMeter() = default;
  // Attribute memory to this process (and its children) from now on; 0 = no server.
  virtual void watch(int pid) = 0;
  // The samples of [from, to], summarised. A missing figure stays absent and says why in `gaps`.
  virtual core::MemoryUse between(Clock::time_point from, Clock::time_point to) const = 0;
  // "nvidia-smi: NVIDIA H200, driver 570.1" or "resident memory: no GPU meter found"
  virtual std::string describe() const = 0;
};

struct MeterOptions {
  std::string nvidia_smi = "nvidia-smi";  // program; looked up on PATH
  std::string amdgpu_root = "/sys/class/drm";
  std::chrono::milliseconds period{150};  // faster than 5 Hz
};

// nvidia-smi when it answers, else amdgpu's sysfs files, else the resident memory of the watched process.
std::unique_ptr<MemoryMeter> make_memory_meter(const MeterOptions& options = {});

}  // namespace quantladder::sys
