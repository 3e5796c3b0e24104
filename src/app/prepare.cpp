#include "quantladder/app/prepare.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "quantladder/bench/prepare.h"
#include "quantladder/bench/run.h"
#include "quantladder/judge/calibrate.h"
#include "quantladder/sys/files.h"
#include "quantladder/sys/host.h"

namespace quantladder::app {
namespace {

// Returns tasks of one suite, in its order.
std::vector<std::string> tasks_to_judge(const tasks::Suite& suite, const bench::Plan& plan,
                                        const std::vector<core::Record>& pending) {
  std::set<std::string> wanted;
  for (const auto& group : plan.groups) {
    for (const auto& cell : group.cells) {
      if (cell.cell.suite == suite.id) wanted.insert(cell.cell.item);
    }
  }
  for (const auto& record : pending) {
    if (record.cell.suite == suite.id) wanted.insert(record.cell.item);
  }
  // Every level of a suite of load asks all of its tasks.
  const bool asks_all = suite.kind == core::SuiteKind::load && !wanted.empty();
  std::vector<std::string> ids;
  for (const auto& task : suite.tasks) {
    if (asks_all || wanted.count(task.id) != 0) ids.push_back(task.id);
  }
  return ids;
}

void judge_references(Inputs& inputs, judge::Judge& judge, const bench::Plan& plan, const store::RunStore& store,
                      const Told& told, std::stop_token stop, std::vector<core::SessionLimit>& limits) {
  const auto items = core::items_of(bench::describe_suites(inputs.suites));
  const auto name_of = [&](const std::string& suite, const std::string& task) {
    const auto item = std::find_if(items.begin(), items.end(),
                                   [&](const auto& each) { return each.suite == suite && each.id == task; });
    return item == items.end() ? fmt::format("{}/{}", suite, task) : item->name;
  };
  for (tasks::Suite& suite : inputs.suites) {
    const auto tasks = tasks_to_judge(suite, plan, store.pending());
    if (tasks.empty()) continue;
    told.say(fmt::format("judging the reference solutions of {} tasks on this machine", tasks.size()));
    for (const auto& each : judge::calibrate(judge, suite, tasks, told.on_judged, stop)) {
      limits.push_back({name_of(suite.id, each.task), each.reference_ms, each.wall_limit_s});
    }
  }
}

std::vector<core::SessionServer> servers_of(const Inputs& inputs) {
  std::set<std::string> binaries;
  for (const auto& config : inputs.experiment.models) {
    if (config.model.endpoint.empty() && inputs.selection.covers_model(config.model.id))
      binaries.insert(config.model.server.binary);
  }
  std::vector<core::SessionServer> servers;
  for (const auto& binary : binaries) {
    const llama::BinaryFacts facts = llama::inspect_binary(binary);
    servers.push_back({facts.path, facts.version, facts.sha256});
  }
  return servers;
}

}  // namespace

void check_programs_and_keys(const Inputs& inputs) {
  bench::check_programs(inputs.experiment, inputs.suites, inputs.selection.models);
  for (const auto& config : inputs.experiment.models) {
    if (inputs.selection.covers_model(config.model.id)) bench::endpoint_key(config.model);
  }
}

core::Manifest prepare_manifest(const Inputs& inputs, const judge::Judge* judge, const sys::MemoryMeter& meter,
                                const std::string& run_id, const Told& told) {
  const auto on_file = [&](const std::string& file, std::uint64_t bytes) {
    constexpr std::uint64_t kWorthSaying = 1ULL << 30;
    if (bytes < kWorthSaying) return;
    told.say(fmt::format("hashing {} ({:.1f} GiB)", file, core::to_gib(bytes)));
  };
  core::Manifest manifest = bench::make_manifest(inputs.experiment, inputs.suites, on_file, inputs.selection.models);
  manifest.run_id = run_id;
  manifest.meter = meter.describe();
  if (judge == nullptr) return manifest;
  const judge::SandboxFacts& sandbox = judge->sandbox();
  manifest.sandbox_tier = sandbox.tier;
  manifest.sandbox_detail = sandbox.detail;
  manifest.python = sandbox.python;
  manifest.python_version = sandbox.python_version;
  manifest.runtimes = judge->runtimes().versions();
  return manifest;
}

core::Session prepare_session(Inputs& inputs, judge::Judge* judge, const store::RunStore& store, const Told& told,
                              std::stop_token stop) {
  core::Session session{.started_at = sys::utc_now(), .host = sys::read_host_facts()};
  const auto plan = bench::make_plan(inputs.experiment, bench::describe_suites(inputs.suites),
                                     store.records("", store::Detail::figures), inputs.selection);
  for (const auto& group : plan.groups) {
    session.order.push_back(fmt::format("{} round {}", group.model, group.round));
    if (inputs.suites.size() > 1) session.order.back() += fmt::format(" {}", core::to_id(group.kind));
  }
  session.servers = servers_of(inputs);
  if (judge != nullptr) judge_references(inputs, *judge, plan, store, told, stop, session.limits);
  return session;
}

}  // namespace quantladder::app
