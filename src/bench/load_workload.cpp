// Suites of load: one server start of a model per round, and on it an episode for each level, mode and iteration.
#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <nlohmann/json.hpp>
#include <set>

#include "bench/config_values.h"
#include "bench/episode_judging.h"
#include "bench/episode_run.h"
#include "bench/workload.h"
#include "quantladder/llama/tools.h"

namespace quantladder::bench {
namespace {

using core::LoadMode;
using core::Outcome;

std::vector<core::ItemFacts> items_of_load(const tasks::Suite& suite) {
  std::vector<core::ItemFacts> items;
  for (const core::LoadItem& item : suite.load.items) {
    items.push_back({.id = to_string(item), .prompt_sha256 = suite.prompts_sha256, .tests_sha256 = suite.tests_sha256});
  }
  return items;
}

std::vector<int> read_levels(sys::CheckedObject& entry) {
  const nlohmann::json* value = entry.find("levels");
  if (value == nullptr) return {1, 2, 3};
  std::set<int> levels;
  const auto is_level = [](const auto& each) {
    return each.is_number_integer() && each >= 1 && each <= core::kMostLoadLevel;
  };
  if (!value->is_array() || value->empty() || !std::all_of(value->begin(), value->end(), is_level))
    entry.fail("levels", fmt::format("must list conversations in flight, each from 1 to {}", core::kMostLoadLevel));
  for (const auto& each : *value) {
    if (!levels.insert(each.get<int>()).second) entry.fail("levels", fmt::format("names {} twice", each.get<int>()));
  }
  return {levels.begin(), levels.end()};
}

std::vector<LoadMode> read_modes(sys::CheckedObject& entry) {
  std::vector<LoadMode> modes;
  for (const std::string& name : entry.strings("modes", {"once", "sustained"})) {
    const auto mode = core::parse_id<LoadMode>(name);
    if (!mode || core::row_of(*mode).is_open)
      entry.fail("modes", fmt::format("\"{}\" is neither \"once\" nor \"sustained\"; arrivals by a schedule are "
                                      "\"open\"",
                                      name));
    if (std::find(modes.begin(), modes.end(), *mode) != modes.end())
      entry.fail("modes", fmt::format("names {} twice", name));
    modes.push_back(*mode);
  }
  return modes;
}

void read_open(sys::CheckedObject& entry, tasks::LoadSuite& load) {
  if (!entry.has("open")) return;
  for (sys::CheckedObject& open : entry.objects("open")) {
    core::LoadItem item;
    const auto mode = open.optional_id<LoadMode>("arrivals").value_or(LoadMode::poisson);
    if (!core::row_of(mode).is_open) open.fail("arrivals", "must be \"poisson\" or \"constant\"");
    item.mode = mode;
    item.per_s = open.number("per_s");
    if (!(item.per_s > 0) || item.per_s > core::kMostArrivals)
      open.fail("per_s", fmt::format("must be more than 0 and at most {}", core::kMostArrivals));
    open.finish();
    const auto parsed = core::parse_load_item(to_string(item));
    if (!parsed) open.fail("per_s", "must be at least 0.000001");
    if (std::find(load.items.begin(), load.items.end(), *parsed) != load.items.end())
      open.fail("", fmt::format("{} is there already", to_string(item)));
    load.items.push_back(*parsed);
  }
}

void read_service_level(sys::CheckedObject& entry, core::ServiceLevel& level) {
  auto slo = entry.optional_object("slo");
  if (!slo) return;
  level.ttft_ms = positive(*slo, "ttft_ms", level.ttft_ms);
  level.tokens_per_s = positive(*slo, "tokens_per_s", level.tokens_per_s);
  slo->finish();
}

// Requests above the slots wait at the server: that is a measurement of queueing, and must be asked for.
void refuse_levels_above_slots(const sys::CheckedObject& entry, const Experiment& experiment,
                               const tasks::LoadSuite& load) {
  if (load.queue) return;
  for (const ModelConfig& config : experiment.models) {
    const int slots = config.model.server.parallel;
    if (slots >= load.most_in_flight()) continue;
    entry.fail("levels",
               fmt::format("level {} is above the {} of model {}: set \"parallel\": {} in its server, or \"queue\": "
                           "true to measure how requests queue",
                           load.most_in_flight(), slots == 1 ? "one slot" : fmt::format("{} slots", slots),
                           config.model.id, load.most_in_flight()));
  }
}

void read_load_keys(sys::CheckedObject& entry, const Experiment& experiment, tasks::Suite& suite) {
  tasks::LoadSuite& load = suite.load;
  load.items = tasks::make_load_items(read_levels(entry), read_modes(entry));
  read_open(entry, load);
  if (load.items.empty()) entry.fail("modes", "name at least one, or an entry of \"open\"");
  load.lead_in_s = positive(entry, "lead_in_s", load.lead_in_s);
  if (load.lead_in_s > tasks::kMostLeadIn)
    entry.fail("lead_in_s", fmt::format("must be at most {}", tasks::kMostLeadIn));
  load.deadline_s = positive(entry, "deadline_s", load.deadline_s);
  load.schedule_s = positive(entry, "schedule_s", load.schedule_s);
  if (load.schedule_s > load.deadline_s)
    entry.fail("schedule_s", fmt::format("is longer than an episode may take: \"deadline_s\" is {}", load.deadline_s));
  if (load.schedule_s <= load.lead_in_s)
    entry.fail("schedule_s", fmt::format("must be more than \"lead_in_s\", {}", load.lead_in_s));
  load.cache = entry.optional_boolean("cache").value_or(load.cache);
  if (entry.has("fixed_tokens")) load.fixed_tokens = ranged_int(entry, "fixed_tokens", 1, 1, 1 << 20);
  load.queue = entry.optional_boolean("queue").value_or(load.queue);
  read_service_level(entry, load.slo);
  refuse_levels_above_slots(entry, experiment, load);
}

std::string settings_of_load(const tasks::Suite& suite) {
  const tasks::LoadSuite& load = suite.load;
  nlohmann::ordered_json json{{"lead_in_s", load.lead_in_s}, {"schedule_s", load.schedule_s}, {"cache", load.cache}};
  if (load.fixed_tokens) json["fixed_tokens"] = *load.fixed_tokens;
  return json.dump();
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
      : scope_(scope), carried_{.unanswered = Unanswered(scope.experiment.client.stalls_until_restart)} {}
  void run(const Group& group) override;
  void leave_out(const Group& group, const std::string& reason) override {
    for (const PlannedCell& planned : group.cells) leave_out(group, planned, reason);
  }

 private:
  using Queue = std::deque<Waiting>;
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
