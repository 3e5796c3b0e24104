#include "quantladder/sys/memory_meter.h"

#include <exception>
#include <thread>
#include <vector>

#include "quantladder/core/lists.h"
#include "sys/memory_attribution.h"
#include "sys/memory_meter_choice.h"
#include "sys/memory_meter_samples.h"
#include "sys/memory_meter_source.h"

namespace quantladder::sys {
namespace {

class SampledMeter {
 public:
  using Clock = MemoryMeter::Clock;
  SampledMeter(std::unique_ptr<SampleSource> source, std::chrono::milliseconds first_sample_limit)
      : source_(std::move(source)), sampler_([this](std::stop_token stop) { sample(stop); }) {
    if (source_->has_devices()) log_.wait_for_device(first_sample_limit);
  }

  void watch(int pid, Offload offload) { log_.watch(pid, Clock::now(), offload); }
  void unwatch() { log_.watch(0, Clock::now()); }
  void wait_for_idle(std::chrono::milliseconds limit) const {
    if (source_->has_devices()) log_.wait_for_idle(limit);
  }
  Summarised look(Clock::time_point from, Clock::time_point to) const {
    return look_at(log_.span(from, to), source_->meter());
  }
  std::string samples_csv(Clock::time_point from, Clock::time_point to) const { return to_csv(log_.span(from, to)); }
  std::string describe() const { return source_->describe(); }
  bool sees_gpu() const { return source_->has_devices(); }

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

// One meter, or one for each of two makes of GPUs: all of them watch, and the one that sees the server is believed.
class Meters : public MemoryMeter {
 public:
  explicit Meters(std::vector<std::unique_ptr<SampledMeter>> meters) : meters_(std::move(meters)) {}

  void watch(int pid, Offload offload) override {
    for (const auto& meter : meters_) meter->watch(pid, offload);
  }
  void unwatch() override {
    for (const auto& meter : meters_) meter->unwatch();
  }
  void wait_for_idle(std::chrono::milliseconds limit) const override {
    for (const auto& meter : meters_) meter->wait_for_idle(limit);
  }
  core::MemoryUse between(Clock::time_point from, Clock::time_point to) const override {
    return merge(looks(from, to));
  }
  std::string samples_csv(Clock::time_point from, Clock::time_point to) const override {
    return meters_[holder_among(looks(from, to))]->samples_csv(from, to);
  }
  std::string describe() const override {
    std::string text;
    for (const auto& meter : meters_) core::add_part(text, meter->describe(), "; ");
    return text;
  }
  bool sees_gpu() const override { return meters_.front()->sees_gpu(); }

 private:
  std::vector<Summarised> looks(Clock::time_point from, Clock::time_point to) const {
    std::vector<Summarised> found;
    for (const auto& meter : meters_) found.push_back(meter->look(from, to));
    return found;
  }

  std::vector<std::unique_ptr<SampledMeter>> meters_;
};

}  // namespace

std::unique_ptr<MemoryMeter> make_memory_meter(const MeterOptions& options) {
  SourceProbe nvidia = probe_nvidia_smi(options);
  SourceProbe amd = probe_amdgpu(options);
  std::vector<std::unique_ptr<SampledMeter>> meters;
  for (SourceProbe* probe : {&nvidia, &amd}) {
    if (!probe->source) continue;
    meters.push_back(std::make_unique<SampledMeter>(std::move(probe->source), options.probe_limit));
  }
  if (meters.empty()) {
    meters.push_back(std::make_unique<SampledMeter>(make_resident_source(options, nvidia.why_not + "; " + amd.why_not),
                                                    options.probe_limit));
  }
  return std::make_unique<Meters>(std::move(meters));
}

}  // namespace quantladder::sys
