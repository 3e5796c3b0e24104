#include "sys/memory_meter_summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "sys/memory_meter_energy.h"

namespace quantladder::sys {
namespace {

using Seconds = std::chrono::duration<double>;

// A process that computes on a GPU holds a context there, which alone takes more than this. A server that the driver
// doesn't list on devices that stayed within it of their idle memory runs on the CPU.
constexpr std::uint64_t kContextBytes = 64ULL << 20;

constexpr const char* kResident = "resident memory";  // the source, and the meter of a machine without a GPU

// The samples that a summary may use: those inside the span, or, when a short span holds none, the nearest.
class Readings {
 public:
  explicit Readings(const SampleSpan& span) : span_(span) {}

  std::vector<Sample> of(SampleKind kind) const {
    std::vector<Sample> inside;
    std::copy_if(span_.samples.begin(), span_.samples.end(), std::back_inserter(inside), [&](const Sample& sample) {
      return sample.kind == kind && sample.at >= span_.from && sample.at <= span_.to;
    });
    return inside.empty() ? nearest(kind) : inside;
  }

 private:
  std::vector<Sample> nearest(SampleKind kind) const {
    const auto distance = [&](const Sample& sample) {
      return sample.at < span_.from ? span_.from - sample.at : sample.at - span_.to;
    };
    const Sample* best = nullptr;
    for (const Sample& sample : span_.samples) {
      if (sample.kind == kind && (best == nullptr || distance(sample) < distance(*best))) best = &sample;
    }
    std::vector<Sample> found;
    if (best == nullptr) return found;
    std::copy_if(span_.samples.begin(), span_.samples.end(), std::back_inserter(found),
                 [&](const Sample& sample) { return sample.kind == kind && sample.reading == best->reading; });
    return found;
  }

  const SampleSpan& span_;
};

std::set<int> gpus_of(const std::vector<Sample>& samples) {
  std::set<int> gpus;
  for (const Sample& sample : samples) gpus.insert(sample.gpu);
  return gpus;
}

std::vector<Sample> on(const std::set<int>& gpus, std::vector<Sample> samples) {
  samples.erase(
      std::remove_if(samples.begin(), samples.end(), [&](const Sample& sample) { return gpus.count(sample.gpu) == 0; }),
      samples.end());
  return samples;
}

int count_readings(const std::vector<Sample>& samples) {
  std::set<std::uint32_t> readings;
  for (const Sample& sample : samples) readings.insert(sample.reading);
  return static_cast<int>(readings.size());
}

// The largest sum of one reading. A reading that lacks a figure or a GPU is left out: its sum would be too small.
std::optional<std::uint64_t> peak_sum(const std::vector<Sample>& samples, std::size_t rows_wanted) {
  struct Sum {
    std::uint64_t bytes = 0;
    std::size_t rows = 0;
    bool whole = true;
  };
  std::map<std::uint32_t, Sum> sums;
  for (const Sample& sample : samples) {
    Sum& sum = sums[sample.reading];
    sum.rows += 1;
    sum.whole = sum.whole && sample.bytes.has_value();
    sum.bytes += sample.bytes.value_or(0);
  }
  std::optional<std::uint64_t> peak;
  for (const auto& [reading, sum] : sums) {
    if (sum.whole && sum.rows >= rows_wanted) peak = std::max(peak.value_or(0), sum.bytes);
  }
  return peak;
}

std::optional<std::uint64_t> baseline_of(const std::optional<Watch>& watch, const std::set<int>& gpus) {
  if (!watch || gpus.empty()) return std::nullopt;
  std::uint64_t sum = 0;
  for (const int gpu : gpus) {
    const auto found = watch->baseline.find(gpu);
    if (found == watch->baseline.end()) return std::nullopt;
    sum += found->second;
  }
  return sum;
}

class Summary {
 public:
  Summary(const SampleSpan& span, const std::string& meter) : span_(span), meter_(meter) {
    const Readings readings(span);
    device_ = readings.of(SampleKind::device);
    process_ = readings.of(SampleKind::process);
    resident_ = readings.of(SampleKind::resident);
    const bool listed = span.watch && !span.watch->gpus.empty() && span.watch->gpus.count(kUnknownGpu) == 0;
    gpus_ = listed ? span.watch->gpus : gpus_of(device_);
    if (!listed && span.watch && gpus_.size() > 1) find_risen();
    device_ = on(gpus_, std::move(device_));
  }

  core::MemoryUse make() {
    use_.gaps = distinct_events();
    if (span_.begins_too_late) use_.gaps.emplace_back("the oldest samples of the span were dropped");
    if (!span_.watch) use_.gaps.emplace_back("no server was watched");
    if (device_.empty() || runs_on_the_cpu()) {
      fill_resident();
    } else {
      fill_gpu();
    }
    return std::move(use_);
  }

 private:
  // The driver hides the process, and other GPUs may be somebody else's: those whose memory rose are the server's.
  void find_risen() {
    std::set<int> risen;
    for (const int gpu : gpus_) {
      const auto idle = baseline_of(span_.watch, {gpu});
      const auto peak = peak_sum(on({gpu}, device_), 1);
      if (!idle || !peak) {
        unattributed_ = true;
        return;
      }
      if (*peak >= *idle + kContextBytes) risen.insert(gpu);
    }
    unattributed_ = risen.empty();
    if (!risen.empty()) gpus_ = std::move(risen);
  }

  bool runs_on_the_cpu() const {
    if (!span_.watch || !span_.watch->gpus.empty()) return false;
    if (span_.watch->offload == Offload::none) return true;
    if (resident_.empty()) return false;
    const auto idle = baseline_of(span_.watch, gpus_);
    const auto peak = peak_sum(device_, gpus_.size());
    return idle && peak && *peak < *idle + kContextBytes;
  }

  void fill_resident() {
    use_.source = kResident;
    use_.samples = count_readings(resident_);
    use_.peak_bytes = peak_sum(resident_, 1);
    if (!use_.peak_bytes && span_.watch) gap("the server's resident memory: no sample");
    if (meter_ == kResident) {
      gap(core::kNoGpuMeter);
    } else if (span_.watch && span_.watch->offload == Offload::none) {
      gap(core::kNothingOffloaded);
    } else if (device_.empty()) {
      gap("device memory, power, clocks and temperature: the GPU meter gave no samples");
    } else {
      gap("the server holds no GPU memory: device memory, power, clocks and temperature are not its own");
    }
    note_holes(resident_);
  }

  void fill_gpu() {
    use_.samples = count_readings(device_);
    use_.device_peak_bytes = peak_sum(device_, gpus_.size());
    if (!use_.device_peak_bytes) missing("device memory", "memory.used");
    fill_own_memory();
    if (span_.watch) {
      use_.baseline_bytes = baseline_of(span_.watch, gpus_);
      if (!use_.baseline_bytes && use_.device_peak_bytes)
        gap("idle baseline: no sample of the idle GPU just before the server started");
    }
    fill_power();
    for (const Sample& sample : device_) {
      if (sample.temperature_c) raise(use_.peak_temperature_c, *sample.temperature_c);
      if (sample.sm_clock_mhz) lower(use_.min_sm_clock_mhz, *sample.sm_clock_mhz);
    }
    if (!use_.peak_temperature_c) missing("temperature", "temperature.gpu");
    if (!use_.min_sm_clock_mhz) missing("clock", "clocks.sm");
    note_holes(device_);
  }

  void fill_own_memory() {
    use_.peak_bytes = peak_sum(process_, 1);
    use_.source = meter_ + " process";
    note_spill();
    if (use_.peak_bytes) return;
    use_.peak_bytes = use_.device_peak_bytes;
    use_.source = meter_ + " device";
    if (!span_.watch) return;
    const std::string instead = use_.peak_bytes ? fmt::format("; peak is the total of {} GPU(s)", gpus_.size()) : "";
    if (process_.empty()) {
      gap(fmt::format("the server's own memory: {} lists no such process{}", meter_, instead));
    } else {
      missing(fmt::format("the server's own memory{}", use_.peak_bytes ? " (peak is the GPU's total)" : ""),
              "used_memory");
    }
  }

  void note_spill() {
    std::uint64_t most = 0;
    for (const Sample& sample : process_) most = std::max(most, sample.spilled_bytes.value_or(0));
    if (most < kContextBytes) return;
    gap(
        fmt::format("the server's own memory is its VRAM alone: up to {} MiB that it holds for the GPU in main memory "
                    "(GTT) are not in it",
                    most >> 20));
  }

  void fill_power() {
    if (unattributed_) {
      gap(fmt::format("power and energy: {} doesn't tell which of {} GPUs the server uses", meter_, gpus_.size()));
      return;
    }
    const double whole_s = Seconds(span_.to - span_.from).count();
    double covered_s = whole_s;
    double joules = 0;
    double mean_w = 0;
    bool any = whole_s > 0 && !gpus_.empty();
    for (const int gpu : gpus_) {
      const PowerIntegral power = integrate(points_of(gpu), span_.from, span_.to);
      const double gpu_s = power.covered.count();
      any = any && gpu_s > 0;
      covered_s = std::min(covered_s, gpu_s);
      joules += power.joules;
      if (gpu_s > 0) mean_w += power.joules / gpu_s;
    }
    const bool complete = covered_s > whole_s - 1e-3;
    if (any) use_.mean_power_w = mean_w;
    if (any && complete) use_.energy_j = joules;
    if (!any) missing("power and energy", "power.draw");
    if (any && !complete) {
      gap(fmt::format("energy: power samples cover only {:.1f} s of {:.1f} s; mean power is of that part", covered_s,
                      whole_s));
    }
  }

  std::vector<TimedPower> points_of(int gpu) const {
    std::vector<TimedPower> points;
    for (const Sample& sample : span_.samples) {
      if (sample.kind == SampleKind::device && sample.gpu == gpu && sample.power_w) {
        points.push_back({sample.at, *sample.power_w});
      }
    }
    return points;
  }

  void note_holes(const std::vector<Sample>& samples) {
    MeterTime last = span_.from;
    for (const Sample& sample : samples) {
      note_hole(last, sample.at);
      last = std::max(last, sample.at);
    }
    if (!samples.empty()) note_hole(last, span_.to);
  }

  void note_hole(MeterTime from, MeterTime to) {
    if (to - from <= kBridge) return;
    gap(fmt::format("no samples for {:.1f} s, from {:.1f} s on", Seconds(to - from).count(),
                    Seconds(from - span_.from).count()));
  }

  // A sampler that failed fifty times for one reason is one line in a record.
  std::vector<std::string> distinct_events() const {
    std::vector<std::string> order;
    std::map<std::string, int> times;
    for (const std::string& event : span_.events) {
      if (++times[event] == 1) order.push_back(event);
    }
    for (std::string& event : order) {
      const int count = times[event];
      if (count > 1) event += fmt::format(" ({} times)", count);
    }
    return order;
  }

  void missing(const std::string& what, const std::string& field) {
    const auto reason = span_.reasons.find(field);
    gap(what + ": " +
        (reason == span_.reasons.end() ? "no complete sample" : fmt::format("{} says {}", meter_, reason->second)));
  }

  void gap(std::string text) { use_.gaps.push_back(std::move(text)); }
  static void raise(std::optional<double>& best, double value) { best = std::max(best.value_or(value), value); }
  static void lower(std::optional<double>& best, double value) { best = std::min(best.value_or(value), value); }

  const SampleSpan& span_;
  const std::string& meter_;
  std::vector<Sample> device_;
  std::vector<Sample> process_;
  std::vector<Sample> resident_;
  std::set<int> gpus_;
  bool unattributed_ = false;  // to one of several GPUs
  core::MemoryUse use_;
};

}  // namespace

core::MemoryUse summarise(const SampleSpan& span, const std::string& meter) { return Summary(span, meter).make(); }

}  // namespace quantladder::sys
