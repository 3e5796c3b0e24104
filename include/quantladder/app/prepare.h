// The steps before the first request of a run: they find what could go wrong later and write down what is decided.
#pragma once

#include <functional>
#include <stop_token>
#include <string>

#include "quantladder/app/inputs.h"
#include "quantladder/judge/judge.h"
#include "quantladder/store/run_store.h"
#include "quantladder/sys/memory_meter.h"

namespace quantladder::app {

// Who is told what takes long.
struct Told {
  std::function<void(const std::string& line)> say;
  std::function<void(int done, int total)> on_judged;  // references
};

// Throws core::Error(environment) for a program or a key that a later group would miss.
void check_programs_and_keys(const Inputs& inputs);

// Reads and hashes the models' files. `judge` here and below: nullptr when no suite of the run is judged.
core::Manifest prepare_manifest(const Inputs& inputs, const judge::Judge* judge, const sys::MemoryMeter& meter,
                                const std::string& run_id, const Told& told);

// This machine and what it sets out to do: the groups to run, the servers' programs, and how long answers may take
// here. Judges the references of the tasks that have cells to run, raising `inputs.suites`' limits on a slow machine.
// Throws core::Error(environment) when a reference does not pass.
core::Session prepare_session(Inputs& inputs, judge::Judge* judge, const store::RunStore& store, const Told& told,
                              std::stop_token stop);

}  // namespace quantladder::app
