// Samples -> the figures of a record. Pure.
#pragma once

#include "sys/memory_meter_samples.h"

namespace quantladder::sys {

// Says what ties a meter's GPUs to the server.
enum class Holding {
  listed,   // the driver lists its process
  risen,    // it doesn't, but their memory rose since it started
  unclear,  // neither is known: there is no figure of the idle GPU
  none,     // the server is not on them
};

struct Summarised {
  core::MemoryUse use;
  Holding holding = Holding::none;
  std::uint64_t held_bytes = 0;  // as `use` gives it, or by which the memory rose; 0: not known
};
Summarised look_at(const SampleSpan& span, core::Meter meter);

}  // namespace quantladder::sys
