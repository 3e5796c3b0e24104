#include "quantladder/sys/memory_meter.h"

#include <exception>
#include <thread>

#include "sys/memory_meter_samples.h"
#include "sys/memory_meter_source.h"
#include "sys/memory_meter_summary.h"

namespace quantladder::sys {
namespace {

class SampledMeter : public MemoryMeter {
 public:
  SampledMeter(std::unique_ptr<SampleSource> source, std::chrono::milliseconds first_sample_limit)
      : source_(std::move(source)), sampler_([this](std::stop_token stop) { sample(stop); }) {
    if (source_->has_devices()) log_.wait_for_device(first_sample_limit);
  }

  void watch(int pid, Offload offload) override { log_.watch(pid, Clock::now(), offload); }
  void unwatch() override { log_.watch(0, Clock::now()); }
  void wait_for_idle(std::chrono::milliseconds limit) const override {
    if (source_->has_devices()) log_.wait_for_idle(limit);
  }
  core::MemoryUse between(Clock::time_point from, Clock::time_point to) const override {
    return summarise(log_.span(from, to), source_->name());
  }
  std::string samples_csv(Clock::time_point from, Clock::time_point to) const override {
    return to_csv(log_.span(from, to));
  }
  std::string describe() const override { return source_->describe(); }

 private:
  void sample(const std::stop_token& stop) {
    try {
      source_->run(log_, stop);
    } catch (const std::exception& error) {
      log_.note(Clock::now(), std::string("the meter stopped: ") + error.what());
    }
  }

  mutable SampleLog log_;
  std::unique_ptr<SampleSource> source_;
  std::jthread sampler_;  // last: it is joined before what it uses goes
};

}  // namespace

std::unique_ptr<MemoryMeter> make_memory_meter(const MeterOptions& options) {
  SourceProbe nvidia = probe_nvidia_smi(options);
  SourceProbe amd = nvidia.source ? SourceProbe() : probe_amdgpu(options);
  std::unique_ptr<SampleSource> source = std::move(nvidia.source ? nvidia.source : amd.source);
  if (!source) source = make_resident_source(options, nvidia.why_not + "; " + amd.why_not);
  return std::make_unique<SampledMeter>(std::move(source), options.probe_limit);
}

}  // namespace quantladder::sys
