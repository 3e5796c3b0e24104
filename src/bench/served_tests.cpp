#include "bench/served_tests.h"

#include <fmt/format.h>

#include <random>

#include "quantladder/bench/reply_outcome.h"
#include "quantladder/core/seed.h"

namespace quantladder::bench {
namespace {

using core::Outcome;
using core::ServedStep;

constexpr std::uint64_t kLeastVocabulary = 256;  // of a model whose file is not known: token ids that any has

bool has_penalties(const core::RequestSettings& run) {
  return run.sampling.presence_penalty.value_or(0) != 0 || run.sampling.repeat_penalty.value_or(1) != 1 ||
         !run.request_extra_json.empty();
}

core::Sampling without_penalties(core::Sampling sampling) {
  sampling.presence_penalty = 0;
  sampling.repeat_penalty = 1;
  return sampling;
}

int tokens_of(const core::SpeedTest& test) { return test.depth + test.generated + 1; }

// Returns why the answer is not the one that was asked for; empty: it is.
std::string find_fault(const core::Generation& reply, const core::SpeedTest& test) {
  if (!reply.timings) return "the server tells no timings";
  const core::ServerTimings& timings = *reply.timings;
  if (timings.cache_n.value_or(0) != 0)
    return fmt::format("{} prompt tokens came from a cache although it is off", *timings.cache_n);
  if (timings.prompt_n != test.depth)
    return fmt::format("the server read {} tokens of a prompt of {}", timings.prompt_n, test.depth);
  if (timings.predicted_n != test.generated + 1)
    return fmt::format("the server generated {} tokens of {}", timings.predicted_n, test.generated + 1);
  return "";
}

}  // namespace

std::vector<std::pair<ServedStep, core::RequestSettings>> served_steps(const core::RequestSettings& run,
                                                                       const core::SpeedTest& test) {
  core::RequestSettings settings;
  settings.max_tokens = test.generated + 1;  // the first one comes of the prompt
  settings.sampling = without_penalties({.temperature = 0, .top_k = 1});
  std::vector<std::pair<ServedStep, core::RequestSettings>> steps{{ServedStep::greedy, settings}};
  settings.sampling = without_penalties(run.sampling);
  steps.emplace_back(ServedStep::sampler, settings);
  if (!has_penalties(run)) return steps;
  settings.sampling = run.sampling;
  settings.request_extra_json = run.request_extra_json;
  steps.emplace_back(ServedStep::penalties, settings);
  return steps;
}

ServedTests::ServedTests(RunScope& scope, const Group& group)
    : scope_(scope), group_(group), config_(*scope.experiment.find(group.model)), vocabulary_(kLeastVocabulary) {
  const auto manifest = scope.sink.store().manifest();
  const core::ModelFacts* facts = manifest ? manifest->find(group.model) : nullptr;
  if (facts != nullptr && facts->gguf && facts->gguf->vocabulary > 0) vocabulary_ = facts->gguf->vocabulary;
}

std::vector<PlannedCell> ServedTests::time(const std::vector<PlannedCell>& cells) {
  std::vector<core::CellId> ids;
  for (const PlannedCell& planned : cells) ids.push_back(planned.cell);
  ServerSession server(
      scope_.experiment, config_, scope_.sink.store(), scope_.bench, scope_.stop,
      [&](const std::string& what) { scope_.observer.on_note(fmt::format("{}: {}", group_.model, what)); });
  const std::string problem = server.start(group_.round, ids);
  if (scope_.stop.stop_requested()) return {};
  if (problem.empty()) scope_.observer.on_server_ready(server.facts());
  std::vector<PlannedCell> again;
  for (const PlannedCell& planned : cells) {
    const core::SpeedTest& test = scope_.find_suite(planned.cell)->speed.find(planned.cell.item);
    const auto begin = sys::MemoryMeter::Clock::now();
    Result result = problem.empty() ? time(server, planned, test) : Result{Outcome::not_run, problem, {}};
    if (result.stopped) break;
    const Outcome outcome = result.outcome;
    core::Record record = make_record(planned, test, std::move(result));
    record.server_start = server.facts().number;
    if (problem.empty()) record.memory = server.memory_between(begin, sys::MemoryMeter::Clock::now());
    scope_.sink.commit(record);
    if (core::is_infrastructure(outcome))
      again.push_back({planned.cell, planned.attempt + 1, core::AttemptReason::retry_of(outcome)});
  }
  server.finish(how_it_ends(server));
  return again;
}

core::ServerEnd ServedTests::how_it_ends(ServerSession& server) const {
  if (scope_.stop.stop_requested()) return {core::StartEnd::interrupted, ""};
  if (!server.alive()) return {core::StartEnd::died, server.cause_of_death()};
  return {core::StartEnd::stopped, ""};
}

// The steps take turns, so that what drifts hits all of them alike. A first request, which warms up, counts for none.
ServedTests::Result ServedTests::time(ServerSession& server, const PlannedCell& planned, const core::SpeedTest& test) {
  Result result;
  if (const int ctx = config_.model.server.ctx; tokens_of(test) > ctx) {
    return {Outcome::not_run,
            fmt::format("it takes {} tokens of context, and the server has {}: raise server.ctx", tokens_of(test), ctx),
            {}};
  }
  const auto steps = served_steps(config_.request, test);
  llama::SpokenWait wait([&](const std::string& what) { scope_.observer.on_note(group_.model + ": " + what); });
  std::uint64_t seed = core::cell_seed(scope_.experiment.seed, planned.cell.item, planned.cell.iteration);
  for (int turn = -1; turn < test.repetitions; ++turn) {
    for (const auto& [step, settings] : steps) {
      ++seed;
      const core::Generation reply =
          server.ask(llama::kCompletionPath,
                     llama::make_token_body(prompt_of(test, seed), settings, seed, config_.model.served_model), wait,
                     "timing its server");
      scope_.observer.on_tick();
      if (scope_.stop.stop_requested()) return {.stopped = true};
      if (turn < 0 && reply.finish == core::Finish::length) break;
      if (!take(reply, test, step, result)) return result;
    }
  }
  return result;
}

bool ServedTests::take(const core::Generation& reply, const core::SpeedTest& test, ServedStep step,
                       Result& result) const {
  if (const auto fault = fault_of(reply.finish)) {
    result = {*fault, fmt::format("{}: {}", core::to_id(step), reply.fault), {}};
    return false;
  }
  if (const std::string fault = find_fault(reply, test); !fault.empty()) {
    result = {Outcome::infrastructure_not_understood, fmt::format("{}: {}", core::to_id(step), fault), {}};
    return false;
  }
  result.samples.push_back({step, *reply.timings, reply.total_ms});
  return true;
}

core::Record ServedTests::make_record(const PlannedCell& planned, const core::SpeedTest& test, Result result) const {
  core::Record record = scope_.make_record(planned, group_.round);
  record.payload = core::Timed{
      .test = test, .outcome = result.outcome, .reason = std::move(result.reason), .served = std::move(result.samples)};
  return record;
}

// Tokens as llama-bench has them: any of the vocabulary.
std::vector<std::int32_t> ServedTests::prompt_of(const core::SpeedTest& test, std::uint64_t seed) const {
  std::mt19937_64 random(seed);
  std::vector<std::int32_t> tokens(static_cast<std::size_t>(test.depth));
  for (std::int32_t& token : tokens) token = static_cast<std::int32_t>(random() % vocabulary_);
  return tokens;
}

}  // namespace quantladder::bench
