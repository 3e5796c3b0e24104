// Proves that a runtime works for answers: it is run as they will be.
#pragma once

#include <string>
#include <vector>

#include "judge/sandbox/sandbox.h"
#include "quantladder/runtimes/table.h"

namespace quantladder::judge {

struct RuntimeTrial {
  std::string version;  // as it told; empty where it did not come to that
  std::string problem;  // empty: it does what the row's proof asks for, and is not too old
};

// Runs `argv`, and the row's arguments after it, in a worker's sandbox.
RuntimeTrial try_runtime(const runtimes::RuntimeRow& row, const Sandbox& sandbox, std::vector<std::string> argv);

// Judges what such a run printed.
RuntimeTrial read_proof(const runtimes::RuntimeRow& row, const sys::RunResult& result);

}  // namespace quantladder::judge
