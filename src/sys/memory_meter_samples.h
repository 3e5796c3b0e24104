// Holds what a meter has sampled, and which server it was for: the part that two threads share.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "quantladder/sys/memory_meter.h"

namespace quantladder::sys {

using MeterTime = MemoryMeter::Clock::time_point;

// Samples further apart than this leave a hole; nearer ones are joined by a straight line.
inline constexpr std::chrono::milliseconds kBridge{1000};

// A process sample has this when the driver lists the process, but not under one of the GPUs.
inline constexpr std::int16_t kUnknownGpu = -1;

enum class SampleKind : std::uint8_t { device, process, resident };

struct Sample {
  MeterTime at;
  std::uint32_t reading = 0;  // samples taken together share it: they may be summed
  SampleKind kind = SampleKind::device;
  std::int16_t gpu = -1;
  std::optional<std::uint64_t> bytes;
  std::optional<float> power_w;
  std::optional<float> sm_clock_mhz;
  std::optional<float> temperature_c;
  std::optional<std::uint64_t> spilled_bytes;  // of a process: in main memory, for a GPU that has memory of its own
};

struct Watch {
  int pid = 0;
  Offload offload = Offload::unknown;
  MeterTime since;
  MeterTime until = MeterTime::max();
  std::map<int, std::uint64_t> baseline;  // per GPU, of the idle device
  std::set<int> gpus;                     // on which the server was ever seen
};

// All that a summary of [from, to] needs. Samples reach kBridge further on both sides.
struct SampleSpan {
  MeterTime from;
  MeterTime to;
  std::vector<Sample> samples;
  std::vector<std::string> events;             // of the span, in order
  std::optional<Watch> watch;                  // the last server watched in the span
  std::map<std::string, std::string> reasons;  // field -> what the driver wrote instead of a number
  bool begins_too_late = false;                // older samples were dropped to bound the memory
};

class SampleLog {
 public:
  explicit SampleLog(std::size_t capacity = 400'000) : capacity_(capacity) {}

  // Called by the sampling thread, in order of time.
  void add(const Sample& sample);
  void note(MeterTime at, std::string event);
  void explain_missing(const std::string& field, const std::string& text);
  std::uint32_t next_reading() { return ++readings_; }

  void watch(int pid, MeterTime now, Offload offload = Offload::unknown);  // 0: no server
  int watched() const;
  SampleSpan span(MeterTime from, MeterTime to) const;
  // The sampler failed before its first sample.
  void expect_no_device();
  // Waits until a sample of a device has arrived; false when none came in time, at once when none is expected.
  bool wait_for_device(std::chrono::milliseconds limit) const;
  // Waits until every device has been sampled with no server watched; false when some was not in time. Such a device is
  // not waited for again until it is sampled again; where there is none at all, it returns at once.
  bool wait_for_idle(std::chrono::milliseconds limit);

 private:
  struct Event {
    MeterTime at;
    std::string text;
  };
  bool is_idle(MeterTime time) const;
  struct Idle {
    MeterTime at;
    std::optional<std::uint64_t> bytes;  // the driver may have no figure for it
  };
  mutable std::mutex mutex_;
  mutable std::condition_variable device_seen_;
  std::size_t capacity_;
  std::uint32_t readings_ = 0;  // of the sampling thread alone
  std::deque<Sample> samples_;
  MeterTime dropped_until_ = MeterTime::min();
  std::deque<Event> events_;
  std::vector<Watch> watches_;
  std::map<int, Idle> idle_;  // devices while no server is watched
  std::map<std::string, std::string> reasons_;
  bool no_device_ = false;
  std::set<int> devices_;  // those that are sampled
};

std::string to_csv(const SampleSpan& span);

}  // namespace quantladder::sys
