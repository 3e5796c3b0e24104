#include "sys/memory_attribution.h"

#include <fmt/format.h>

#include <algorithm>

#include "sys/memory_meter_readings.h"

namespace quantladder::sys {
namespace {

using Seconds = std::chrono::duration<double>;

class Summary {
 public:
  Summary(const SampleSpan& span, core::Meter meter) : span_(span), meter_(meter) {
    const Readings readings(span);
    device_ = readings.of(SampleKind::device);
    process_ = readings.of(SampleKind::process);
    resident_ = readings.of(SampleKind::resident);
    const bool listed = span.watch && !span.watch->gpus.empty() && span.watch->gpus.count(kUnknownGpu) == 0;
    gpus_ = listed ? span.watch->gpus : gpus_of(device_);
    if (!listed && span.watch && gpus_.size() > 1) find_risen();
    device_ = on(gpus_, std::move(device_));
  }

  Summarised make() {
    use_.gaps = distinct_events();
    if (span_.begins_too_late) use_.gaps.emplace_back("the oldest samples of the span were dropped");
    if (!span_.watch) use_.gaps.emplace_back("no server was watched");
    if (device_.empty() || runs_on_the_cpu()) {
      fill_resident();
    } else {
      fill_gpu();
    }
    const Holding holding = holding_of();
    const std::uint64_t held = held_bytes(holding);
    return {std::move(use_), holding, held};
  }

 private:
  Holding holding_of() const {
    if (device_.empty() || runs_on_the_cpu()) return Holding::none;
    if (span_.watch && !span_.watch->gpus.empty()) return Holding::listed;
    return risen_bytes() >= kContextBytes ? Holding::risen : Holding::unclear;
  }

  std::uint64_t held_bytes(Holding holding) const {
    if (holding == Holding::listed) return use_.peak_bytes.value_or(0);
    return holding == Holding::risen ? risen_bytes() : 0;
  }

  // Above the idle memory; 0 where either isn't known.
  std::uint64_t risen_bytes() const {
    const auto idle = baseline_of(span_.watch, gpus_);
    const auto peak = peak_sum(device_, gpus_.size());
    return idle && peak && *peak > *idle ? *peak - *idle : 0;
  }

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
    use_.source = core::MemorySource::resident;
    use_.samples = count_readings(resident_);
    use_.peak_bytes = peak_sum(resident_, 1);
    if (!use_.peak_bytes && span_.watch) gap("the server's resident memory: no sample");
    if (meter_ == core::Meter::resident) {
      gap(core::kNoGpuMeter);
    } else if (span_.watch && span_.watch->offload == Offload::none) {
      gap(core::kNothingOffloaded);
    } else if (device_.empty()) {
      gap("device memory, power, clocks and temperature: the GPU meter gave no samples");
    } else {
      gap(
          fmt::format("{} lists no such process, and its {} GPU(s) stayed at their idle memory: their memory, power, "
                      "clocks and temperature are not the server's; a GPU that {} does not see may be",
                      name(), gpus_.size(), name()));
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
    use_.source = core::source_of(meter_, core::MemoryKind::process);
    note_spill();
    if (use_.peak_bytes) return;
    use_.peak_bytes = use_.device_peak_bytes;
    use_.source = core::source_of(meter_, core::MemoryKind::device);
    if (!span_.watch) return;
    const std::string instead = use_.peak_bytes ? fmt::format("; peak is the total of {} GPU(s)", gpus_.size()) : "";
    if (process_.empty()) {
      gap(fmt::format("the server's own memory: {} lists no such process{}", name(), instead));
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
      gap(fmt::format("power and energy: {} doesn't tell which of {} GPUs the server uses", name(), gpus_.size()));
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
        (reason == span_.reasons.end() ? "no complete sample" : fmt::format("{} says {}", name(), reason->second)));
  }

  std::string_view name() const { return core::to_id(meter_); }
  void gap(std::string text) { use_.gaps.push_back(std::move(text)); }
  static void raise(std::optional<double>& best, double value) { best = std::max(best.value_or(value), value); }
  static void lower(std::optional<double>& best, double value) { best = std::min(best.value_or(value), value); }

  const SampleSpan& span_;
  const core::Meter meter_;
  std::vector<Sample> device_;
  std::vector<Sample> process_;
  std::vector<Sample> resident_;
  std::set<int> gpus_;
  bool unattributed_ = false;  // to one of several GPUs
  core::MemoryUse use_;
};

}  // namespace

Summarised look_at(const SampleSpan& span, core::Meter meter) { return Summary(span, meter).make(); }

}  // namespace quantladder::sys
