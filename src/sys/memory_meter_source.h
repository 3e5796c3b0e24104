// Says where samples come from; there is one source per kind of machine.
#pragma once

#include <memory>
#include <stop_token>
#include <string>

#include "sys/memory_meter_samples.h"

namespace quantladder::sys {

class SampleSource {
 public:
  virtual ~SampleSource() = default;
  // Fills the log until told to stop. Runs on a thread of its own.
  virtual void run(SampleLog& log, std::stop_token stop) = 0;
  virtual core::Meter meter() const = 0;
  virtual std::string describe() const = 0;  // for people
  virtual bool has_devices() const = 0;
};

struct SourceProbe {
  std::unique_ptr<SampleSource> source;  // null: this machine has no such meter
  std::string why_not;
};
SourceProbe probe_nvidia_smi(const MeterOptions& options);
SourceProbe probe_amdgpu(const MeterOptions& options);
// Always there. `why_no_gpu` completes its description.
std::unique_ptr<SampleSource> make_resident_source(const MeterOptions& options, const std::string& why_no_gpu);

}  // namespace quantladder::sys
