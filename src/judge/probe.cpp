#include "judge/probe.h"

#include <fmt/format.h>

#include <chrono>
#include <future>

#include "judge/runtime_search.h"
#include "judge/sandbox/bounded_text.h"
#include "judge/sandbox/bubblewrap.h"
#include "judge/split/interpreter.h"
#include "quantladder/core/error.h"
#include "quantladder/core/lists.h"

namespace quantladder::judge {
namespace {

constexpr std::chrono::seconds kImportLimit{30};

// Asks, where there is no sandbox, only whether Python and pytest are there.
std::string try_outside(const Sandbox& sandbox) {
  const sys::RunResult result =
      sys::run_program({sandbox.python, "-P", "-s", "-B", "-c", "import pytest"}, kImportLimit);
  if (result.status.success()) return "";
  return result.err.empty() ? to_string(result.status) : last_line(result.err);
}

// Returns the complaint with which the start ends; empty when it went well.
template <typename Start>
std::string complaint_of(Start start) {
  try {
    return start();
  } catch (const core::Error& error) {
    return error.what();
  }
}

// Holds the complaint of each of the two; empty when it started.
struct Trials {
  std::string tester;
  std::string worker;
};

// Starts the tester and the worker of the judge to come, each in its sandbox: there is a judge only if both start as
// they must.
Trials try_crew(const Sandbox& sandbox, std::unique_ptr<Crew>& crew) {
  crew = std::make_unique<Crew>(sandbox);
  if (sandbox.isolation == Isolation::unsafe_none) return {try_outside(sandbox), ""};
  auto worker =
      std::async(std::launch::async, [&] { return complaint_of([&] { return crew->workers.start_first(); }); });
  std::string tester = complaint_of([&] {
    crew->zygote.prepare();
    return std::string();
  });
  return {std::move(tester), worker.get()};
}

// Looks for the first interpreter that starts a tester where it will have to. Returns what the worker, which was tried
// beside it, complained of; nullopt when no interpreter does.
std::optional<std::string> find_python(const std::vector<std::string>& candidates, Sandbox& sandbox, Probe& probe) {
  std::string tried;
  for (const std::string& candidate : candidates) {
    const auto interpreter = find_interpreter(candidate);
    if (!interpreter) {
      const char* why = sys::find_program(candidate) ? "runs no Python" : "no such program";
      if (!candidate.empty()) core::add_part(tried, fmt::format("{}: {}", candidate, why), "; ");
      continue;
    }
    sandbox.python = interpreter->program;
    sandbox.prefixes = interpreter->prefixes;
    sandbox.site_packages = interpreter->site_packages;
    Trials trials = try_crew(sandbox, probe.crew);
    if (trials.tester.empty()) {
      probe.facts.python = interpreter->program;
      probe.facts.python_version = interpreter->version;
      return std::move(trials.worker);
    }
    core::add_part(tried, fmt::format("{}: {}", interpreter->program, trials.tester), "; ");
  }
  probe.crew.reset();
  probe.facts.problem = fmt::format("no python3 that imports pytest ({})", tried.empty() ? "none found" : tried);
  probe.facts.remedy = "apt install python3-pytest";
  return std::nullopt;
}

// Takes the worker's sandbox in the form that counts files too; where the kernel refuses it, in the one that does not.
bool find_worker_sandbox(const std::string& complaint, Sandbox& sandbox, Probe& probe) {
  if (complaint.empty()) return true;
  sandbox.bounds_files = false;
  const Trials again = try_crew(sandbox, probe.crew);
  if (again.tester.empty() && again.worker.empty()) return true;
  const std::string& last = again.worker.empty() ? again.tester : again.worker;
  report_failed_start(sandbox, "the answer's sandbox", last, probe.facts);
  return false;
}

// Looks for Python where no sandbox is there to try it in: one thing missing must not look like two.
void find_python_outside(const std::vector<std::string>& candidates, SandboxFacts& facts) {
  Sandbox outside;
  outside.isolation = Isolation::unsafe_none;
  Probe found;
  find_python(candidates, outside, found);
  facts.python = found.facts.python;
  facts.python_version = found.facts.python_version;
}

Probe probe_outside(const std::vector<std::string>& candidates, const Provision& provision) {
  Sandbox outside;
  outside.isolation = Isolation::unsafe_none;
  outside.provision = provision;
  Probe result;
  result.facts.detail = "no sandbox: the answers run as this user, with its files and its network";
  result.usable = find_python(candidates, outside, result).has_value();
  if (result.usable) {
    result.facts.problem = "no sandbox, on request";
    result.facts.remedy = "leave out --unsafe-no-sandbox";
  }
  return result;
}

// Returns what to do when a folder that answers read changes.
std::string remedy_of_change(const std::filesystem::path& folder, const std::vector<tasks::Suite>& suites,
                             const Runtimes& runtimes) {
  const std::string again = "run the same command again, and leave the folder alone meanwhile";
  for (const tasks::Suite& suite : suites) {
    const auto packages = runtimes.packages.find(suite.id);
    if (packages != runtimes.packages.end() && packages->second == folder)
      return fmt::format("{}, then {}", how_to_prepare(suite), again);
  }
  return again;
}

}  // namespace

Probe probe(const JudgeOptions& options) {
  if (options.isolation == Isolation::unsafe_none) {
    return probe_outside(name_candidates(options.python), options.provision);
  }
  Sandbox sandbox;
  sandbox.provision = options.provision;
  sandbox.bounds_files = true;
  // Before any process is started: a group of version 2 can be made to hand its controllers down only while it holds
  // no other process.
  sandbox.cgroups = find_cgroup_roots();
  const auto candidates = name_candidates(options.python);
  Probe result;
  const bool bubblewrap = find_bubblewrap(sandbox, result.facts);
  auto worker = bubblewrap ? find_python(candidates, sandbox, result) : std::nullopt;
  if (bubblewrap && !worker && sandbox.cgroups.version != 0 && !takes_processes(sandbox.cgroups)) {
    sandbox.cgroups = {};
    worker = find_python(candidates, sandbox, result);
  }
  if (worker) {
    result.usable = find_worker_sandbox(*worker, sandbox, result);
    if (result.usable) describe(sandbox, result.facts);
  } else if (!bubblewrap || !sandbox_starts(sandbox, result.facts)) {
    find_python_outside(candidates, result.facts);
  }
  return result;
}

Runtimes provide_runtimes(const Probe& probe, const std::vector<tasks::Suite>& suites, const RuntimeSearch& search) {
  if (!probe.usable) return untried_runtimes(suites);
  Sandbox& sandbox = probe.crew->sandbox;
  FoundRuntimes found = find_runtimes(suites, sandbox, probe.facts.python_version, search);
  sandbox.provision.add(found.provision);
  for (const auto& folder : sandbox.provision.read_only)
    probe.crew->provided.add(folder, remedy_of_change(folder, suites, found.runtimes));
  if (!found.provision.is_empty()) probe.crew->workers.drop_waiting();
  return std::move(found.runtimes);
}

SandboxFacts probe_sandbox(const JudgeOptions& options) { return probe(options).facts; }

MachineFacts probe_machine(const JudgeOptions& options, const std::vector<tasks::Suite>& suites,
                           const RuntimeSearch& search) {
  const Probe found = probe(options);
  return {found.facts, provide_runtimes(found, suites, search)};
}

}  // namespace quantladder::judge
