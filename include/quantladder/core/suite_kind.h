// What a suite measures, and so what its items are.
#pragma once

#include <array>
#include <string_view>

namespace quantladder::core {

enum class SuiteKind {
  code,   // tasks with a prompt, whose answers are judged
  speed,  // tests of llama-bench
};
struct SuiteKindRow {
  SuiteKind kind;
  std::string_view id;
};
inline constexpr std::array<SuiteKindRow, 2> kSuiteKinds{{{SuiteKind::code, "code"}, {SuiteKind::speed, "speed"}}};

constexpr std::string_view to_id(SuiteKind kind) { return kSuiteKinds.at(static_cast<std::size_t>(kind)).id; }

}  // namespace quantladder::core
