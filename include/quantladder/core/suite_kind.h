// What a suite measures, and so what its items are.
#pragma once

#include "quantladder/core/closed_set.h"

namespace quantladder::core {

enum class SuiteKind {
  code,   // tasks with a prompt, whose answers are judged
  speed,  // tests of llama-bench
};
template <>
inline constexpr std::array<NamedValue<SuiteKind>, 2> kIds<SuiteKind>{
    {{SuiteKind::code, "code"}, {SuiteKind::speed, "speed"}}};

}  // namespace quantladder::core
