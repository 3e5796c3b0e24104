// The kinds of suites, and what their items are.
#pragma once

#include "quantladder/core/closed_set.h"

namespace quantladder::core {

enum class SuiteKind {
  code,      // tasks with a prompt, whose answers are judged
  speed,     // tests of llama-bench
  fidelity,  // domains of text, on which models are compared with a baseline by llama-perplexity
  load,      // conversations that share a server, at several levels
};
struct SuiteKindRow {
  SuiteKind value;
  std::string_view id;
  std::string_view item;  // what one of its items is called
  bool has_points;        // which its items share, and which add up to the score
  bool has_own_pace;      // its iterations need not be as many as those of the run's other suites
  bool is_judged;         // hidden tests judge its answers, in the sandbox
  bool is_repeated;       // a second iteration tells something new
  bool grows;             // a run that goes on may have further items
};
template <>
inline constexpr std::array<SuiteKindRow, 4> kIds<SuiteKind>{
    {{SuiteKind::code, "code", "task", true, false, true, true, false},
     {SuiteKind::speed, "speed", "test", false, true, false, true, false},
     {SuiteKind::fidelity, "fidelity", "domain", false, true, false, false, false},
     {SuiteKind::load, "load", "level", false, true, true, true, true}}};

}  // namespace quantladder::core
