// Suites of load: one server start of a model per round, and on it an episode for each level, mode and iteration.
#include <fmt/format.h>

#include <algorithm>
#include <deque>

#include "bench/episode_judging.h"
#include "bench/episode_run.h"
#include "bench/load_config.h"
#include "bench/workload.h"
#include "quantladder/llama/tools.h"

namespace quantladder::bench {
namespace {

using core::Outcome;

std::vector<core::ItemFacts> items_of_load(const tasks::Suite& suite) {
  std::vector<core::ItemFacts> items;
  for (const core::LoadItem& item : suite.load.items) {
    items.push_back({.id = to_string(item), .prompt_sha256 = suite.prompts_sha256, .tests_sha256 = suite.tests_sha256});
  }
  return items;
}

void check_programs_of_load(const core::Model& model, const tasks::Suite&) {
  if (model.endpoint.empty()) llama::inspect_binary(model.server.binary);
}

// An episode that waits for its turn.
struct Waiting {
  PlannedCell planned;
  int tries = 0;  // in this session
};

class LoadWorkload final : public Workload {
 public:
  explicit LoadWorkload(RunScope& scope)
      : scope_(scope), carried_{.unanswered = Unanswered(scope.experiment.client.stalls_until_restart)} {
    say_what_is_not_judged();
  }
  void run(const Group& group) override;
  void leave_out(const Group& group, const std::string& reason) override {
    for (const PlannedCell& planned : group.cells) leave_out(group, planned, reason);
  }

 private:
  using Queue = std::deque<Waiting>;
  void say_what_is_not_judged() const;
  Queue measurable(const Group& group);
  // Measures them on one start of the server, as far as it lives; what another start may help stays in the queue.
  void measure(const Group& group, Queue& queue);
  void measure(const Group& group, Queue& queue, ServerSession& server);
  std::optional<PlannedCell> measure(const Group& group, const PlannedCell& planned, ServerSession& server);
  core::ServerEnd end_of(ServerSession& server, const core::Model& model) const;
  std::string missing_runtime(const PlannedCell& planned) const;
  std::string why_not(const PlannedCell& planned, const ServerSession& server) const;
  void leave_out(const Group& group, const PlannedCell& planned, const std::string& reason);
  void record(const Group& group, const PlannedCell& planned, core::Episode episode, int start, core::MemoryUse memory);
  const tasks::Suite& suite_of(const PlannedCell& planned) const { return *scope_.find_suite(planned.cell); }
  bool stopped() const { return scope_.stop.stop_requested(); }

  RunScope& scope_;
  CarriedOver carried_;
};

void LoadWorkload::say_what_is_not_judged() const {
  for (const tasks::Suite& suite : scope_.suites) {
    if (suite.load.fixed_tokens)
      scope_.observer.on_note(
          fmt::format("{}: answers of fixed_tokens go on past their end: none is judged", suite.id));
  }
}

void LoadWorkload::run(const Group& group) {
  scope_.observer.on_group_starting(group);
  Queue queue = measurable(group);
  while (!queue.empty() && !stopped()) measure(group, queue);
}

// What drifts with time hits all levels alike: every other round goes through them from the end.
LoadWorkload::Queue LoadWorkload::measurable(const Group& group) {
  Queue queue;
  for (const PlannedCell& planned : group.cells) {
    const std::string reason = missing_runtime(planned);
    if (reason.empty())
      queue.push_back({planned});
    else
      leave_out(group, planned, reason);
  }
  if (group.round % 2 == 0) std::reverse(queue.begin(), queue.end());
  return queue;
}

void LoadWorkload::measure(const Group& group, Queue& queue) {
  std::vector<core::CellId> ids;
  for (const Waiting& each : queue) ids.push_back(each.planned.cell);
  const ModelConfig& config = *scope_.experiment.find(group.model);
  ServerSession server(
      scope_.experiment, config, scope_.sink.store(), scope_.bench, scope_.stop,
      [&](const std::string& what) { scope_.observer.on_note(fmt::format("{}: {}", group.model, what)); });
  const std::string problem = server.start(group.round, ids);
  if (stopped()) return;
  if (!problem.empty()) {
    const bool failed = server.facts().failed_to_start();
    if (!failed) server.finish({server.alive() ? core::StartEnd::hung : core::StartEnd::died, problem});
    for (const Waiting& each : queue) leave_out(group, each.planned, problem);
    return queue.clear();
  }
  scope_.observer.on_server_ready(server.facts());
  carried_.unanswered.forget();
  measure(group, queue, server);
  server.finish(end_of(server, config.model));
}

// What was void is repeated on another start, behind what this one did not come to. The first is asked in any case: of
// a server that ends by itself its fault tells, and its tries end.
void LoadWorkload::measure(const Group& group, Queue& queue, ServerSession& server) {
  Queue again;
  do {
    const Waiting now = std::move(queue.front());
    queue.pop_front();
    const auto next = measure(group, now.planned, server);
    if (next && now.tries + 1 < scope_.experiment.client.attempts) again.push_back({*next, now.tries + 1});
  } while (!queue.empty() && !stopped() && server.alive() && !carried_.unanswered.is_hang());
  queue.insert(queue.end(), again.begin(), again.end());
}

core::ServerEnd LoadWorkload::end_of(ServerSession& server, const core::Model& model) const {
  if (stopped()) return {core::StartEnd::interrupted, ""};
  if (!server.alive()) return {core::StartEnd::died, server.cause_of_death()};
  if (!carried_.unanswered.is_hang()) return {core::StartEnd::stopped, ""};
  return {model.endpoint.empty() ? core::StartEnd::hung : core::StartEnd::died, carried_.unanswered.cause()};
}

// Returns the cell's next attempt, where one may help.
std::optional<PlannedCell> LoadWorkload::measure(const Group& group, const PlannedCell& planned,
                                                 ServerSession& server) {
  if (const std::string reason = why_not(planned, server); !reason.empty()) {
    leave_out(group, planned, reason);
    return std::nullopt;
  }
  const tasks::Suite& suite = suite_of(planned);
  const EpisodePlan plan{suite, *core::parse_load_item(planned.cell.item), planned.cell.iteration};
  const auto begin = sys::MemoryMeter::Clock::now();
  auto episode = EpisodeRun(scope_, *scope_.experiment.find(group.model), server, plan, carried_).run();
  if (!episode) return std::nullopt;
  core::MemoryUse memory = server.memory_between(begin, sys::MemoryMeter::Clock::now());
  if (!judge_episode(*episode, suite, *scope_.bench.judge, scope_.experiment.judging.jobs, scope_.stop))
    return std::nullopt;
  const Outcome outcome = episode->outcome;
  if (core::is_infrastructure(outcome) && server.ends_soon())
    episode->reason += "; the server ended: " + server.cause_of_death();
  record(group, planned, std::move(*episode), server.facts().number, std::move(memory));
  if (!core::is_infrastructure(outcome)) return std::nullopt;
  return PlannedCell{planned.cell, planned.attempt + 1, core::AttemptReason::retry_of(outcome)};
}

// Returns which task of the suite nothing can be judged of here, and why; empty: none.
std::string LoadWorkload::missing_runtime(const PlannedCell& planned) const {
  for (const tasks::Task& task : suite_of(planned).tasks) {
    const std::string reason = scope_.bench.judge->runtimes().why_not(task);
    if (!reason.empty()) return fmt::format("{} cannot be judged: it {}", task.qualified_id(), reason);
  }
  return "";
}

// Returns why an item can't be measured on this server; empty: it can.
std::string LoadWorkload::why_not(const PlannedCell& planned, const ServerSession& server) const {
  const int level = core::parse_load_item(planned.cell.item)->level;
  const int slots = server.facts().slots;
  if (slots == 0 || level <= slots || suite_of(planned).load.queue) return "";
  return fmt::format("the server has {} slots: at level {} requests would queue (\"queue\": true measures that)", slots,
                     level);
}

void LoadWorkload::leave_out(const Group& group, const PlannedCell& planned, const std::string& reason) {
  core::Episode episode;
  episode.item = *core::parse_load_item(planned.cell.item);
  episode.reason = reason;
  record(group, planned, std::move(episode), 0, {});
}

void LoadWorkload::record(const Group& group, const PlannedCell& planned, core::Episode episode, int start,
                          core::MemoryUse memory) {
  core::Record record = scope_.make_record(planned, group.round);
  record.server_start = start;
  record.memory = std::move(memory);
  record.payload = std::move(episode);
  scope_.sink.commit(record);
}

std::unique_ptr<Workload> make_load(RunScope& scope) { return std::make_unique<LoadWorkload>(scope); }

}  // namespace

const WorkloadRow kLoadWorkload{core::SuiteKind::load, items_of_load,          read_load_keys,
                                settings_of_load,      check_programs_of_load, make_load};

}  // namespace quantladder::bench
