// The meter for NVIDIA GPUs: two endless queries of nvidia-smi, read by one thread.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "quantladder/core/lists.h"
#include "sys/memory_meter_source.h"
#include "sys/nvidia_smi.h"
#include "sys/nvidia_smi_loop.h"
#include "sys/resident.h"

namespace quantladder::sys {
namespace {

using Clock = MemoryMeter::Clock;

// Rows carry no mark where one answer ends and the next begins: a row seen before begins a new one, and so does a
// pause.
template <typename Key>
class ReadingCounter {
 public:
  explicit ReadingCounter(std::chrono::milliseconds pause) : pause_(pause) {}
  std::uint32_t reading_of(const Key& key, MeterTime now, SampleLog& log) {
    if (reading_ == 0 || seen_.count(key) != 0 || now - last_row_ > pause_) {
      reading_ = log.next_reading();
      seen_.clear();
    }
    seen_.insert(key);
    last_row_ = now;
    return reading_;
  }

 private:
  std::chrono::milliseconds pause_;
  std::uint32_t reading_ = 0;
  MeterTime last_row_;
  std::set<Key> seen_;
};

// Turns rows into samples.
class RowTaker {
 public:
  RowTaker(const MeterOptions& options, SampleLog& log)
      : proc_(options.proc_root), log_(log), app_readings_(options.period / 2) {}

  bool take_gpu(std::string_view line) {
    const auto row = parse_gpu_row(line);
    if (!row) return false;
    const MeterTime now = Clock::now();
    gpus_.insert(row->index);
    if (const std::string key = gpu_key(row->uuid); !key.empty()) index_by_key_[key] = row->index;
    explain(row->missing);
    log_.add({now, gpu_readings_.reading_of(row->index, now, log_), SampleKind::device,
              static_cast<std::int16_t>(row->index), row->used_bytes, row->power_w, row->sm_clock_mhz,
              row->temperature_c});
    return true;
  }

  bool take_app(std::string_view line) {
    const auto row = parse_app_row(line);
    if (!row) return false;
    const MeterTime now = Clock::now();
    const std::uint32_t reading = app_readings_.reading_of({row->pid, row->gpu_uuid}, now, log_);
    const int server = log_.watched();
    if (server == 0 || !descends_from(proc_, row->pid, server)) return true;
    const auto gpu = index_of(row->gpu_uuid);
    if (!gpu) return true;
    explain(row->missing);
    log_.add({.at = now,
              .reading = reading,
              .kind = SampleKind::process,
              .gpu = static_cast<std::int16_t>(*gpu),
              .bytes = row->used_bytes});
    return true;
  }

 private:
  // A UUID that no GPU has is that of a MIG instance, or one that the driver doesn't tell. Where there is one GPU it is
  // of that one; where there are several, kUnknownGpu: the process's memory is known all the same. Absent: no GPU has
  // reported yet.
  std::optional<int> index_of(const std::string& uuid) const {
    if (gpus_.empty()) return std::nullopt;
    const auto gpu = index_by_key_.find(gpu_key(uuid));
    if (gpu != index_by_key_.end()) return gpu->second;
    return gpus_.size() == 1 ? *gpus_.begin() : kUnknownGpu;
  }
  void explain(const MissingFields& missing) {
    for (const auto& [field, text] : missing) log_.explain_missing(field, text);
  }

  std::filesystem::path proc_;
  SampleLog& log_;
  std::set<int> gpus_;
  std::map<std::string, int> index_by_key_;
  // Every answer lists every GPU, so that the same GPU again is mark enough; a slow driver may pause between them.
  ReadingCounter<int> gpu_readings_{kBridge};
  ReadingCounter<std::pair<int, std::string>> app_readings_;
};

class NvidiaSmiSource : public SampleSource {
 public:
  NvidiaSmiSource(const MeterOptions& options, NvidiaAnswer answer)
      : options_(options), answer_(std::move(answer)), resident_(options.proc_root) {}

  void run(SampleLog& log, std::stop_token stop) override {
    RowTaker rows(options_, log);
    NvidiaSmiLoop gpus(options_, kGpuQuery, NvidiaSmiLoop::Silence::is_a_fault,
                       [&](std::string_view line) { return rows.take_gpu(line); });
    NvidiaSmiLoop apps(options_, kAppQuery, NvidiaSmiLoop::Silence::is_normal,
                       [&](std::string_view line) { return rows.take_app(line); });
    while (!stop.stop_requested()) {
      // The list of processes may be silent by right, so that only its twin shows that the driver hung.
      if (gpus.tend(Clock::now(), log) == NvidiaSmiLoop::Tended::hung) apps.stop();
      apps.tend(Clock::now(), log);
      wait_for_output(gpus, apps);
      for (NvidiaSmiLoop* loop : {&gpus, &apps}) loop->drain(Clock::now(), log);
      if (gpus.failed_at_once()) log.expect_no_device();
      add_resident(log);
    }
  }

  core::Meter meter() const override { return core::Meter::nvidia_smi; }
  std::string describe() const override {
    std::string names;
    for (const core::GpuFacts& gpu : answer_.gpus) core::add_part(names, gpu.name);
    const std::string& driver = answer_.gpus.front().driver;
    return fmt::format("nvidia-smi: {}, driver {}{}", names, driver.empty() ? "unknown" : driver,
                       answer_.warning.empty() ? "" : fmt::format(" ({})", answer_.warning));
  }
  bool has_devices() const override { return true; }

 private:
  void wait_for_output(const NvidiaSmiLoop& gpus, const NvidiaSmiLoop& apps) const {
    std::vector<pollfd> polled;
    gpus.add_to(polled);
    apps.add_to(polled);
    // Short enough that a stop, a restart that is due and the resident memory wait no longer than a period.
    poll(polled.data(), polled.size(), static_cast<int>(std::min<std::int64_t>(options_.period.count(), 100)));
  }

  // A server may turn out to run on the CPU (no layers offloaded, a build without CUDA): then this is its memory.
  void add_resident(SampleLog& log) {
    const MeterTime now = Clock::now();
    const int pid = log.watched();
    if (pid == 0 || now < resident_due_) return;
    resident_due_ = now + options_.period;
    if (const auto bytes = resident_.read(pid)) {
      log.add({.at = now, .reading = log.next_reading(), .kind = SampleKind::resident, .bytes = bytes});
    }
  }

  MeterOptions options_;
  NvidiaAnswer answer_;
  ResidentReader resident_;
  MeterTime resident_due_ = MeterTime::min();
};

}  // namespace

SourceProbe probe_nvidia_smi(const MeterOptions& options) {
  NvidiaAnswer answer = ask_nvidia_smi(options.nvidia_smi, options.probe_limit);
  if (answer.gpus.empty()) return {nullptr, answer.why_not};
  return {std::make_unique<NvidiaSmiSource>(options, std::move(answer)), {}};
}

}  // namespace quantladder::sys
