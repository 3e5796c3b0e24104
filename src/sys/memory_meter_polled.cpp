// Meters that read files of the kernel at a steady pace.
#include <algorithm>
#include <condition_variable>
#include <mutex>

#include "sys/amdgpu.h"
#include "sys/memory_meter_source.h"
#include "sys/resident.h"

namespace quantladder::sys {
namespace {

// Calls `step` every `period` until told to stop; stopping interrupts the wait.
template <typename Step>
void every(std::chrono::milliseconds period, const std::stop_token& stop, Step step) {
  std::mutex mutex;
  std::condition_variable_any wake;
  std::unique_lock lock(mutex);
  while (!stop.stop_requested()) {
    step();
    wake.wait_for(lock, stop, period, [] { return false; });
  }
}

void add_resident(SampleLog& log, ResidentReader& reader, MeterTime now) {
  const int pid = log.watched();
  if (pid == 0) return;
  if (const auto bytes = reader.read(pid)) {
    log.add({.at = now, .reading = log.next_reading(), .kind = SampleKind::resident, .bytes = bytes});
  }
}

class ResidentSource : public SampleSource {
 public:
  ResidentSource(const MeterOptions& options, std::string why_no_gpu)
      : options_(options), why_no_gpu_(std::move(why_no_gpu)), reader_(options.proc_root) {}
  void run(SampleLog& log, std::stop_token stop) override {
    every(options_.period, stop, [&] { add_resident(log, reader_, MemoryMeter::Clock::now()); });
  }
  core::Meter meter() const override { return core::Meter::resident; }
  std::string describe() const override { return "resident memory: no GPU meter found (" + why_no_gpu_ + ")"; }
  bool has_devices() const override { return false; }

 private:
  MeterOptions options_;
  std::string why_no_gpu_;
  ResidentReader reader_;
};

class AmdgpuSource : public SampleSource {
 public:
  AmdgpuSource(const MeterOptions& options, std::vector<AmdGpu> gpus)
      : options_(options), gpus_(std::move(gpus)), reader_(options.proc_root) {}

  void run(SampleLog& log, std::stop_token stop) override {
    every(options_.period, stop, [&] {
      const MeterTime now = MemoryMeter::Clock::now();
      add_devices(log, now);
      add_process(log, now);
      add_resident(log, reader_, now);
    });
  }
  core::Meter meter() const override { return core::Meter::amdgpu; }
  std::string describe() const override {
    std::string text = "amdgpu sysfs: ";
    const std::vector<core::GpuFacts> facts = to_facts(gpus_);
    for (std::size_t i = 0; i < gpus_.size(); ++i) {
      text += (i == 0 ? "" : ", ") + facts[i].name;
      if (gpus_[i].memory == AmdMemory::shared) text += " (shares main memory: VRAM + GTT)";
    }
    return text;
  }
  bool has_devices() const override { return true; }

 private:
  void add_devices(SampleLog& log, MeterTime now) {
    const std::uint32_t reading = log.next_reading();
    for (const AmdGpu& gpu : gpus_) {
      const AmdReading values = read_amd_gpu(gpu);
      if (!values.used_bytes) explain(log, gpu);
      log.add({now, reading, SampleKind::device, static_cast<std::int16_t>(gpu.index), values.used_bytes,
               values.power_w, values.sm_clock_mhz, values.temperature_c});
    }
  }

  void add_process(SampleLog& log, MeterTime now) {
    const int pid = log.watched();
    if (pid == 0) return;
    const auto by_slot = held_by_slot(options_.proc_root, process_tree(options_.proc_root, pid));
    const std::uint32_t reading = log.next_reading();
    for (const AmdGpu& gpu : gpus_) {
      const auto found = by_slot.find(gpu.pci_slot);
      if (found == by_slot.end() || found->second.vram_bytes + found->second.gtt_bytes == 0) continue;
      log.add({.at = now,
               .reading = reading,
               .kind = SampleKind::process,
               .gpu = static_cast<std::int16_t>(gpu.index),
               .bytes = counted_bytes(gpu.memory, found->second),
               .spilled_bytes = spilled(gpu.memory, found->second)});
    }
  }

  static std::optional<std::uint64_t> spilled(AmdMemory memory, const AmdHeld& held) {
    if (memory != AmdMemory::dedicated) return std::nullopt;
    return held.gtt_bytes;
  }

  static void explain(SampleLog& log, const AmdGpu& gpu) {
    const std::string why =
        gpu.memory == AmdMemory::unknown
            ? "nothing of whether this GPU shares main memory: neither VRAM alone nor VRAM + GTT is known to be right"
            : "nothing of what is used";
    for (const char* field : {"memory.used", "used_memory"}) log.explain_missing(field, why);
  }

  MeterOptions options_;
  std::vector<AmdGpu> gpus_;
  ResidentReader reader_;
};

}  // namespace

SourceProbe probe_amdgpu(const MeterOptions& options) {
  auto gpus = find_amd_gpus(options.amdgpu_root);
  if (gpus.empty()) return {nullptr, "no AMD GPU in " + options.amdgpu_root};
  return {std::make_unique<AmdgpuSource>(options, std::move(gpus)), {}};
}

std::unique_ptr<SampleSource> make_resident_source(const MeterOptions& options, const std::string& why_no_gpu) {
  return std::make_unique<ResidentSource>(options, why_no_gpu);
}

}  // namespace quantladder::sys
