// The run loop: server group by server group, cell by cell, each one durable when it is judged.
#pragma once

#include <chrono>
#include <functional>
#include <stop_token>

#include "quantladder/bench/config.h"
#include "quantladder/bench/observer.h"
#include "quantladder/bench/plan.h"
#include "quantladder/judge/judge.h"
#include "quantladder/llama/bench_tool.h"
#include "quantladder/llama/completer.h"
#include "quantladder/llama/server.h"
#include "quantladder/llama/settings_check.h"
#include "quantladder/store/run_store.h"
#include "quantladder/sys/memory_meter.h"

namespace quantladder::bench {

// Reads back what a server does with a request; llama::check_settings outside of tests.
using CheckSettings = std::function<llama::SettingsCheck(
    const llama::ServerAddress& server, const core::RequestSettings& settings, const llama::Patience& patience)>;

// llama::run_bench outside of tests.
using RunBench = std::function<llama::BenchRun(const core::Model& model, const std::vector<core::SpeedTest>& tests,
                                               const llama::BenchWatch& watch)>;

// Waits so long, or until a stop is requested; tests only note what they are asked.
using Pause = std::function<void(std::chrono::milliseconds, std::stop_token)>;
void pause_for(std::chrono::milliseconds span, std::stop_token stop);

// A start waits so long for a reading of the idle devices. The meter samples every 150 ms; one that is stuck must not
// hold up every start.
inline constexpr std::chrono::seconds kIdleMeter{5};

// Sees to it that the model's file is there until the next call. Returns why it is not; empty also after a stop.
using BringFile = std::function<std::string(const std::string& model)>;

// The machine as the loop sees it: each one has a fake.
struct Bench {
  llama::ServerLauncher& launcher;
  llama::Completer& completer;
  judge::Judge* judge;  // nullptr: no suite of the run is judged
  sys::MemoryMeter& meter;
  CheckSettings check_settings;
  StopRule* stop_rule = nullptr;  // none: every planned cell is measured
  Pause pause = pause_for;        // before a request that met a fault is repeated
  RunBench run_bench = llama::run_bench;
  BringFile bring_file = [](const std::string&) { return std::string(); };
  bool per_token = false;  // cells of fidelity keep the figures of each position
};

// Takes the rounds of the selected models for this process: before anything of the run is decided by its records.
// Throws core::Error(environment) when another one measures some of them.
void claim_cells(const Experiment& experiment, const std::vector<tasks::Suite>& suites, const Selection& selection,
                 store::RunStore& store);

// invalid: every cell is settled, and some as core::Outcome::invalid_arm: repeated, they would be again.
enum class RunEnd { complete, invalid, incomplete, interrupted, stopped_early };

// Records what an earlier session left to be recorded, then runs the plan's groups in order. Faults of the
// server are records; throws core::Error only for what stops everything (disk full, missing binary, settings the server
// does not honour). On a stop request the cells in flight are dropped and everything recorded stays.
RunEnd run_experiment(const Experiment& experiment, const std::vector<tasks::Suite>& suites, const Selection& selection,
                      store::RunStore& store, Bench bench, Observer& observer, std::stop_token stop);

// True when judging must not overlap generation for this model.
bool judges_between(const Experiment& experiment, const core::Model& model);

}  // namespace quantladder::bench
