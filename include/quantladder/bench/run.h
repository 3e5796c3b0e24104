// The run loop: server group by server group, cell by cell, each one durable when it is judged.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <stop_token>

#include "quantladder/bench/config.h"
#include "quantladder/bench/observer.h"
#include "quantladder/bench/plan.h"
#include "quantladder/bench/stop_rule.h"
#include "quantladder/judge/judge.h"
#include "quantladder/llama/completer.h"
#include "quantladder/llama/server.h"
#include "quantladder/llama/settings_check.h"
#include "quantladder/store/run_store.h"
#include "quantladder/sys/memory_meter.h"

namespace quantladder::bench {

// Reads back what a server does with a request; llama::check_settings outside of tests.
using CheckSettings = std::function<llama::SettingsCheck(
    const llama::ServerAddress& server, const core::RequestSettings& settings, const llama::Patience& patience)>;

// Waits so long, or until a stop is requested; tests only note what they are asked.
using Pause = std::function<void(std::chrono::milliseconds, std::stop_token)>;
void pause_for(std::chrono::milliseconds span, std::stop_token stop);

// The machine as the loop sees it: each one has a fake.
struct Bench {
  llama::ServerLauncher& launcher;
  llama::Completer& completer;
  judge::Judge& judge;
  sys::MemoryMeter& meter;
  CheckSettings check_settings;
  StopRule* stop_rule = nullptr;  // none: every planned cell is measured
  Pause pause = pause_for;        // before a request that met a fault is repeated
};

// invalid: every cell is settled, and some as core::Outcome::invalid_arm: repeated, they would be again.
enum class RunEnd { complete, invalid, incomplete, interrupted, stopped_early };

// Judges what an earlier session generated and did not judge, then runs the plan's groups in order. Faults of the
// server are records; throws core::Error only for what stops everything (disk full, missing binary, settings the server
// does not honour). On a stop request the cells in flight are dropped and everything recorded stays.
RunEnd run_experiment(const Experiment& experiment, const tasks::Suite& suite, const Selection& selection,
                      store::RunStore& store, Bench bench, Observer& observer, std::stop_token stop);

// True when judging must not overlap generation for this model.
bool judges_between(const Experiment& experiment, const core::Model& model);

// The deadline of one cell: the configured factor times what prompt and max_tokens should take at the probe's rates
// when all slots are busy, at least the configured minimum. Without a measured rate: 30 minutes.
std::chrono::milliseconds cell_deadline(const ClientSettings& client, const core::ServerStart& start, int parallel,
                                        std::size_t prompt_bytes, int max_tokens);

// How long a stream that has begun may go without a token, whatever pings come: stall_s, or longer where the prompts of
// the other slots, computed in between, may take longer: the factor times as long as they should at the probe's rates.
std::chrono::milliseconds token_gap(const ClientSettings& client, const core::ServerStart& start, int parallel,
                                    std::size_t longest_prompt_bytes);

// True when not one token came within the deadline.
bool came_to_nothing(const core::Generation& generation);

// How a finished generation is scored before any code is judged; absent: the code decides.
// Faults first, then the arm (thinking when it should not, or the reverse), then the token limit. With `ctx`, the
// tokens of context that were asked for: an answer that the server cut before max_tokens and before these is a fault.
std::optional<core::Judgement> judge_generation(const core::Generation& generation,
                                                const core::RequestSettings& settings,
                                                std::optional<int> ctx = std::nullopt);

}  // namespace quantladder::bench
