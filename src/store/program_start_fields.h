// The fields of a start of a program that measures without a server.
#pragma once

#include "quantladder/core/program_start.h"
#include "store/fields.h"

namespace quantladder::store {

template <>
struct Fields<core::ProgramStart> {
  using T = core::ProgramStart;
  static constexpr auto all =
      std::tuple(field("program", &T::program), field("version", &T::version), field("sha256", &T::sha256),
                 field("argv", &T::argv), field("not_shared", &T::not_shared), field("started_at", &T::started_at),
                 zero_is_unknown("seconds", &T::seconds), json_text("setup", &T::setup_json), field("build", &T::build),
                 field("backends", &T::backends), field("gpu", &T::gpu));
};

}  // namespace quantladder::store
