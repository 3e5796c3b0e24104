// The fields of what a cell of speed holds.
#pragma once

#include "quantladder/core/timed.h"
#include "store/answered_fields.h"
#include "store/fields.h"
#include "store/program_start_fields.h"

namespace quantladder::store {

template <>
struct Fields<core::SpeedTest> {
  using T = core::SpeedTest;
  static constexpr auto all =
      std::tuple(field("prompt", &T::prompt), field("generated", &T::generated), field("depth", &T::depth),
                 field("repetitions", &T::repetitions), field("is_served", &T::is_served, Absent::keeps_default));
};

template <>
struct Fields<core::ServedSample> {
  using T = core::ServedSample;
  static constexpr auto all =
      std::tuple(field("step", &T::step), field("timings", &T::timings), field("total_ms", &T::total_ms));
};

template <>
struct Fields<core::Timed> {
  using T = core::Timed;
  static constexpr auto all =
      std::tuple(field("test", &T::test), field("outcome", &T::outcome), field("reason", &T::reason),
                 field("samples_ns", &T::samples_ns), computed("tokens_per_s", &T::tokens_per_s),
                 field("served", &T::served, Absent::keeps_default), field("program_start", &T::start));
};

}  // namespace quantladder::store
