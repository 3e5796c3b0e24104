#include "bench/served_tests.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <random>

#include "quantladder/bench/deadline.h"
#include "quantladder/bench/reply_outcome.h"
#include "quantladder/core/seed.h"
#include "quantladder/llama/refusal.h"

namespace quantladder::bench {
namespace {

using core::Outcome;
using core::ServedStep;

constexpr std::uint64_t kLeastVocabulary = 256;  // of a model whose file is not known: token ids that any has

// Penalties of the requests or, where these say nothing, of the server's command line.
bool has_penalties(const ModelConfig& config) {
  const core::Sampling& sampling = config.request.sampling;
  const auto is_penalty = [](const std::string& argument) {
    return argument.starts_with("--dry") || argument.find("penalty") != std::string::npos;
  };
  const auto& extra = config.model.server.extra_args;
  return sampling.presence_penalty.value_or(0) != 0 || sampling.repeat_penalty.value_or(1) != 1 ||
         std::any_of(extra.begin(), extra.end(), is_penalty);
}

bool asks_for_more(const core::RequestSettings& request) {
  nlohmann::json extra = nlohmann::json::parse(request.request_extra_json, nullptr, false);
  if (!extra.is_object()) return false;
  extra.erase("chat_template_kwargs");  // no template is applied
  return !extra.empty();
}

core::Sampling without_penalties(core::Sampling sampling) {
  sampling.presence_penalty = 0;
  sampling.repeat_penalty = 1;
  return sampling;
}

int tokens_of(const core::SpeedTest& test) { return test.depth + test.generated + 1; }

// Returns why the answer is not the one that was asked for; empty: it is.
std::string find_fault(const core::ServerTimings& timings, const core::SpeedTest& test) {
  if (timings.cache_n.value_or(0) != 0)
    return fmt::format("{} prompt tokens came from a cache although it is off", *timings.cache_n);
  if (timings.prompt_n != test.depth)
    return fmt::format("the server read {} tokens of a prompt of {}", timings.prompt_n, test.depth);
  if (timings.predicted_n != test.generated + 1)
    return fmt::format("the server generated {} tokens of {}", timings.predicted_n, test.generated + 1);
  return "";
}

}  // namespace

std::vector<std::pair<ServedStep, core::RequestSettings>> served_steps(const ModelConfig& config,
                                                                       const core::SpeedTest& test) {
  const core::RequestSettings& run = config.request;
  core::RequestSettings settings;
  settings.max_tokens = test.generated + 1;  // the first one comes of the prompt
  settings.sampling = without_penalties({.temperature = 0, .top_k = 1});
  std::vector<std::pair<ServedStep, core::RequestSettings>> steps{{ServedStep::greedy, settings}};
  settings.sampling = without_penalties(run.sampling);
  steps.emplace_back(ServedStep::sampler, settings);
  if (!has_penalties(config) && !asks_for_more(run)) return steps;
  settings.sampling = run.sampling;
  settings.request_extra_json = run.request_extra_json;
  steps.emplace_back(ServedStep::as_asked, settings);
  return steps;
}

ServedTests::ServedTests(RunScope& scope, const Group& group)
    : scope_(scope), group_(group), config_(*scope.experiment.find(group.model)), vocabulary_(kLeastVocabulary) {
  const auto manifest = scope.sink.store().manifest();
  const core::ModelFacts* facts = manifest ? manifest->find(group.model) : nullptr;
  if (facts != nullptr && facts->gguf && facts->gguf->vocabulary > 0) vocabulary_ = facts->gguf->vocabulary;
}

std::vector<PlannedCell> ServedTests::time(const std::vector<PlannedCell>& cells) {
  std::vector<PlannedCell> fitting;
  for (const PlannedCell& planned : cells) {
    if (!leave_out_deep(planned)) fitting.push_back(planned);
  }
  return fitting.empty() ? std::vector<PlannedCell>{} : time_fitting(fitting);
}

std::vector<PlannedCell> ServedTests::time_fitting(const std::vector<PlannedCell>& cells) {
  std::vector<core::CellId> ids;
  for (const PlannedCell& planned : cells) ids.push_back(planned.cell);
  ServerSession server(
      scope_.experiment, config_, scope_.sink.store(), scope_.bench, scope_.stop,
      [&](const std::string& what) { scope_.observer.on_note(fmt::format("{}: {}", group_.model, what)); });
  const std::string problem = server.start(group_.round, ids);
  if (scope_.stop.stop_requested()) return {};
  std::vector<PlannedCell> again;
  if (!problem.empty()) {
    // One that came up and died, or hangs, may do better in another start.
    const bool failed = server.facts().failed_to_start();
    if (!failed) server.finish({server.alive() ? core::StartEnd::hung : core::StartEnd::died, problem});
    for (const PlannedCell& planned : cells)
      put(planned, {failed ? Outcome::not_run : Outcome::infrastructure_lost_server, problem}, server, again);
    return again;
  }
  scope_.observer.on_server_ready(server.facts());
  for (auto cell = cells.begin(); cell != cells.end(); ++cell) {
    const auto begin = sys::MemoryMeter::Clock::now();
    Result result = time(server, *cell, scope_.find_suite(cell->cell)->speed);
    if (result.stopped) break;
    result.memory = server.memory_between(begin, sys::MemoryMeter::Clock::now());
    const bool is_gone = core::is_infrastructure(result.outcome) && server.ends_soon();
    if (is_gone) result.reason += "; the server ended: " + server.cause_of_death();
    put(*cell, std::move(result), server, again);
    if (!is_gone) continue;
    again.insert(again.end(), std::next(cell), cells.end());  // these were not asked
    break;
  }
  server.finish(how_it_ends(server));
  return again;
}

// Records the outcome, and plans another attempt where that may help.
void ServedTests::put(const PlannedCell& planned, Result result, const ServerSession& server,
                      std::vector<PlannedCell>& again) const {
  const Outcome outcome = result.outcome;
  core::Record record = make_record(planned, std::move(result));
  record.server_start = server.facts().number;
  scope_.sink.commit(record);
  if (core::is_infrastructure(outcome))
    again.push_back({planned.cell, planned.attempt + 1, core::AttemptReason::retry_of(outcome)});
}

// Returns whether the test needs more context than the server has: then it is recorded, and no server is started for
// it.
bool ServedTests::leave_out_deep(const PlannedCell& planned) const {
  const int tokens = tokens_of(scope_.find_suite(planned.cell)->speed.find(planned.cell.item));
  const int ctx = config_.model.server.ctx;
  if (tokens <= ctx) return false;
  scope_.sink.commit(make_record(
      planned, {Outcome::not_run,
                fmt::format("it takes {} tokens of context, and the server has {}: raise server.ctx", tokens, ctx)}));
  return true;
}

core::ServerEnd ServedTests::how_it_ends(ServerSession& server) const {
  if (scope_.stop.stop_requested()) return {core::StartEnd::interrupted, ""};
  if (!server.alive()) return {core::StartEnd::died, server.cause_of_death()};
  return {core::StartEnd::stopped, ""};
}

// The steps take turns, so that what drifts hits all of them alike. A first request, which warms up, counts for none.
ServedTests::Result ServedTests::time(ServerSession& server, const PlannedCell& planned,
                                      const tasks::SpeedSuite& suite) {
  Result result;
  const core::SpeedTest& test = suite.find(planned.cell.item);
  const auto steps = served_steps(config_, test);
  llama::SpokenWait wait([&](const std::string& what) { scope_.observer.on_note(group_.model + ": " + what); });
  std::uint64_t seed = core::cell_seed(scope_.experiment.seed, planned.cell.item, planned.cell.iteration);
  for (int turn = -1; turn < test.repetitions; ++turn) {
    for (const auto& [step, settings] : steps) {
      ++seed;
      const core::Generation reply =
          server.ask({.path = llama::kCompletionPath,
                      .body = llama::make_token_body(prompt_of(test, seed), settings, seed, config_.model.served_model),
                      .deadline = clock_span(suite.timeout_s),
                      .silence = clock_span(suite.silence_s)},
                     wait, "timing its server");
      scope_.observer.on_tick();
      if (scope_.stop.stop_requested()) return {.stopped = true};
      if (turn < 0 && !fault_of(reply.finish)) break;
      if (!take(reply, test, step, result)) return result;
    }
  }
  return result;
}

bool ServedTests::take(const core::Generation& reply, const core::SpeedTest& test, ServedStep step,
                       Result& result) const {
  const auto end = [&](Outcome outcome, const std::string& why) {
    result = {outcome, fmt::format("{}: {}", core::to_id(step), why)};
    return false;
  };
  const llama::RefusalMeaning meaning = llama::meaning_of(reply);
  if (meaning.refusal != llama::Refusal::none && meaning.refusal != llama::Refusal::busy &&
      meaning.refusal != llama::Refusal::loading) {
    return end(Outcome::not_run,
               fmt::format("{} ({})", llama::with_remedy(reply.fault, meaning), llama::kCompletionPath));
  }
  if (const auto fault = fault_of(reply.finish)) return end(*fault, reply.fault);
  if (!reply.timings) return end(Outcome::not_measurable, "the server tells no timings");
  if (const std::string fault = find_fault(*reply.timings, test); !fault.empty())
    return end(Outcome::infrastructure_not_understood, fault);
  result.samples.push_back({step, *reply.timings, reply.total_ms});
  return true;
}

core::Record ServedTests::make_record(const PlannedCell& planned, Result result) const {
  core::Record record = scope_.make_record(planned, group_.round);
  record.memory = std::move(result.memory);
  record.payload = core::Timed{.test = scope_.find_suite(planned.cell)->speed.find(planned.cell.item),
                               .outcome = result.outcome,
                               .reason = std::move(result.reason),
                               .served = std::move(result.samples)};
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
