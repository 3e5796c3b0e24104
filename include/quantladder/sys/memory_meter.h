// Memory, power, clocks and temperature while a server runs.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "quantladder/core/record.h"

namespace quantladder::sys {

// Says what is known of a server before anything of it was sampled. none: nothing of it is offloaded to a GPU.
enum class Offload { unknown, none };

// A seam: the real meters and the fake one. A real meter samples on a thread of its own from construction on, never
// throws from there and keeps the last hours of samples; every method may be called from any thread.
class MemoryMeter {
 public:
  using Clock = std::chrono::steady_clock;
  virtual ~MemoryMeter() = default;

  // Attribute memory to this process (and its descendants) from now on: call it right after the server's start. The
  // last device memory sampled while no server was watched is the idle baseline, if it isn't older than five seconds.
  virtual void watch(int pid, Offload offload) = 0;
  // The server has ended.
  virtual void unwatch() = 0;
  // Call it before a start: returns when every GPU was sampled after the end of the last server, so that the next one
  // has a baseline; after `limit` at the latest, at once where there is no GPU.
  virtual void wait_for_idle(std::chrono::milliseconds limit) const = 0;

  // The samples of [from, to], summarised. A missing figure stays absent and says why in `gaps`.
  // - peak_bytes, device_peak_bytes, energy and power are sums over the GPUs that the server uses (all GPUs when the
  //   driver doesn't list it); temperature is their hottest, clock their slowest.
  // - energy_j: trapezoids over the power samples, interpolated at both ends; absent unless the samples cover the whole
  //   span with no hole above one second. nvidia-smi's power.draw is itself a one-second average on recent GPUs:
  //   a cell of a second or two borrows from its neighbours.
  // - A server that no GPU holds memory for is given its resident memory, and no power. That is one which the driver
  //   doesn't list and which offloads nothing, or beside which the devices stayed at their idle memory.
  virtual core::MemoryUse between(Clock::time_point from, Clock::time_point to) const = 0;

  // The raw samples of [from, to] as CSV with a header line; one line per thing sampled, in order of time:
  //   time_ms         since `from`
  //   kind            device: all of a GPU; process: the server's part of it; resident: the server's main memory
  //   gpu             index; empty for resident
  //   used_bytes, power_w, sm_clock_mhz, temperature_c    empty: not known or not of this kind
  virtual std::string samples_csv(Clock::time_point from, Clock::time_point to) const = 0;

  // "nvidia-smi: NVIDIA H200, driver 570.1" or "resident memory: no GPU meter found"
  virtual std::string describe() const = 0;
  virtual bool sees_gpu() const = 0;
};

struct MeterOptions {
  std::string nvidia_smi = "nvidia-smi";  // program; looked up on PATH
  std::string amdgpu_root = "/sys/class/drm";
  std::string proc_root = "/proc";
  std::chrono::milliseconds period{150};          // faster than 5 Hz
  std::chrono::milliseconds probe_limit{5000};    // nvidia-smi's first answer; slower counts as missing
  std::chrono::milliseconds silence_limit{5000};  // a sampler that says nothing for so long is killed and restarted
  std::chrono::milliseconds restart_after{500};   // doubles with each failure in a row, at most 30 s
};

// nvidia-smi when it answers, and amdgpu's sysfs files where there are any (of both, the one that sees the server gives
// the figures); where there is neither, the resident memory of the watched process. Waits for the
// first sample of a GPU (at most probe_limit), so that a baseline exists before the first server starts. Never throws
// for what the machine lacks.
std::unique_ptr<MemoryMeter> make_memory_meter(const MeterOptions& options = {});

}  // namespace quantladder::sys
