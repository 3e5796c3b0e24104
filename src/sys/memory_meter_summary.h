// Samples -> the figures of a record. Pure.
#pragma once

#include <string>

#include "sys/memory_meter_samples.h"

namespace quantladder::sys {

// `meter` ("nvidia-smi", "amdgpu"; "resident memory" where there is no GPU) names the source of device and process
// samples.
core::MemoryUse summarise(const SampleSpan& span, const std::string& meter);

}  // namespace quantladder::sys
