#include "judge/probe.h"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <future>

#include "judge/sandbox/cage.h"
#include "judge/sandbox/seccomp.h"
#include "judge/split/interpreter.h"
#include "quantladder/core/error.h"

namespace quantladder::judge {
namespace {

constexpr std::chrono::seconds kProbeLimit{30};

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

// What does not wait for another part of the probe runs beside it: most of the probe is the start of processes.
template <class Function>
auto at_once(Function function) {
  return std::async(std::launch::async, std::move(function));
}

struct Trial {
  bool good = false;
  std::string complaint;
};

std::string read_what_is_there(int pipe) {
  std::array<char, 4096> block;
  const ssize_t got = read(pipe, block.data(), block.size());
  return {block.data(), got > 0 ? static_cast<std::size_t>(got) : 0};
}

// Starts a sandbox as those of a judgement are started, with a program that does nothing.
Trial try_sandbox(const Sandbox& sandbox) {
  try {
    const CommandFor nothing = [](const Layout&) { return std::vector<std::string>{"/usr/bin/true"}; };
    adopt_orphans();
    Pipe status_lines = make_pipe();
    Launch launch = make_sandboxed_launch(sandbox, Role::tester, nothing, 0, {.status = status_lines.write.get()});
    launch.options.capture_stderr = true;
    sys::Process process = sys::Process::spawn(launch.options);
    status_lines.write.reset();
    const auto status = process.wait_for(kProbeLimit);
    if (status) reap_first_process(read_what_is_there(status_lines.read.get()));
    Trial trial{status && status->success(), status ? read_what_is_there(process.stderr_fd()) : ""};
    if (!trial.good && trial.complaint.empty()) trial.complaint = status ? to_string(*status) : "timed out";
    return trial;
  } catch (const core::Error& error) {
    return {false, error.what()};
  }
}

// Where there is no sandbox: only whether Python and pytest are there.
Trial try_outside(const Sandbox& sandbox) {
  const sys::RunResult result =
      sys::run_program({sandbox.python, "-P", "-s", "-B", "-c", "import pytest"}, kProbeLimit);
  const std::size_t last = result.err.find_last_not_of('\n');
  const std::size_t begin = last == std::string::npos ? 0 : result.err.rfind('\n', last) + 1;
  return {result.status.success(), first_line(result.err.substr(begin))};
}

Trial try_worker(Crew& crew) {
  try {
    const std::string complaint = crew.workers.start_first();
    return {complaint.empty(), complaint};
  } catch (const core::Error& error) {
    return {false, error.what()};
  }
}

Trial try_tester(Crew& crew) {
  try {
    crew.zygote.prepare();
    return {true, ""};
  } catch (const core::Error& error) {
    return {false, error.what()};
  }
}

struct Trials {
  Trial tester;
  Trial worker;
};

// Starts the tester and the worker of the judge to come, each in its sandbox: there is a judge only if both start as
// they must.
Trials try_crew(const Sandbox& sandbox, std::unique_ptr<Crew>& crew) {
  crew = std::make_unique<Crew>(sandbox);
  if (sandbox.isolation == Isolation::unsafe_none) return {try_outside(sandbox), {true, ""}};
  auto worker = at_once([&] { return try_worker(*crew); });
  Trial tester = try_tester(*crew);
  return {std::move(tester), worker.get()};
}

// The first interpreter that starts a tester where it will have to.
// The result is the first trial of the worker with it, which went on beside; nothing when there is none.
std::optional<Trial> find_python(const Candidates& candidates, Sandbox& sandbox, Probe& probe) {
  std::string tried;
  for (const Candidate& each : candidates) {
    const std::string& candidate = each.name;
    const auto& interpreter = each.interpreter.get();
    if (!interpreter) {
      const char* why = sys::find_program(candidate) ? "runs no Python" : "no such program";
      if (!candidate.empty()) tried += fmt::format("{}{}: {}", tried.empty() ? "" : "; ", candidate, why);
      continue;
    }
    sandbox.python = interpreter->program;
    sandbox.prefixes = interpreter->prefixes;
    sandbox.site_packages = interpreter->site_packages;
    Trials trials = try_crew(sandbox, probe.crew);
    if (trials.tester.good) {
      probe.facts.python = interpreter->program;
      probe.facts.python_version = interpreter->version;
      return std::move(trials.worker);
    }
    tried += fmt::format("{}{}: {}", tried.empty() ? "" : "; ", interpreter->program, trials.tester.complaint);
  }
  probe.crew.reset();
  probe.facts.problem = fmt::format("no python3 that imports pytest ({})", tried.empty() ? "none found" : tried);
  probe.facts.remedy = "apt install python3-pytest";
  return std::nullopt;
}

bool apparmor_restricts() {
  const auto value = sys::read_file_if_exists("/proc/sys/kernel/apparmor_restrict_unprivileged_userns");
  return value && first_line(*value) == "1";
}

bool find_bubblewrap(Sandbox& sandbox, SandboxFacts& facts) {
  const auto bwrap = sys::find_program("bwrap");
  if (!bwrap) {
    facts.problem = "bubblewrap is not installed";
    facts.remedy = "apt install bubblewrap";
    return false;
  }
  sandbox.bwrap = *bwrap;
  auto version = at_once([&] { return sys::run_program({*bwrap, "--version"}, kProbeLimit); });
  const sys::RunResult help = sys::run_program({*bwrap, "--help"}, kProbeLimit);
  sandbox.can_disable_userns = (help.out + help.err).find("--disable-userns") != std::string::npos;
  facts.detail = first_line(version.get().out);
  return true;
}

// Asked only when no Python would run there: is it the sandbox that does not start? Without the folders of the last
// interpreter, which may be what it stumbled over.
bool sandbox_starts(Sandbox sandbox, SandboxFacts& facts) {
  sandbox.prefixes.clear();
  const Trial trial = try_sandbox(sandbox);
  if (trial.good) return true;
  facts.problem = fmt::format("{} cannot start a sandbox: {}", sandbox.bwrap, first_line(trial.complaint));
  facts.remedy = remedy_for(trial.complaint, apparmor_restricts());
  return false;
}

// The worker's sandbox in the form that counts files too; where the kernel refuses it, in the one that does not.
bool find_worker_sandbox(const Trial& first, Sandbox& sandbox, Probe& probe) {
  if (first.good) return true;
  sandbox.bounds_files = false;
  const Trials again = try_crew(sandbox, probe.crew);
  if (again.tester.good && again.worker.good) return true;
  const std::string& complaint = again.worker.good ? again.tester.complaint : again.worker.complaint;
  probe.facts.problem = fmt::format("{} cannot start the answer's sandbox: {}", sandbox.bwrap, first_line(complaint));
  probe.facts.remedy = remedy_for(complaint, apparmor_restricts());
  return false;
}

void describe(const Sandbox& sandbox, SandboxFacts& facts) {
  const CgroupRoots& roots = sandbox.cgroups;
  facts.tier = roots.version == 0 ? "namespaces" : "full";
  facts.detail += ", " + (seccomp_filter().empty() ? "no seccomp" : std::string("seccomp"));
  if (!sandbox.can_disable_userns) facts.detail += ", nested user namespaces possible";
  facts.detail += sandbox.bounds_files ? "" : ", number of files not bounded";
  if (roots.version == 0) {
    facts.detail += ", memory polled";
    facts.problem = "no writable memory control group";
    facts.remedy = "run under: systemd-run --user --scope -p Delegate=yes, or as root";
  } else {
    facts.detail += ", " + to_string(roots);
  }
}

}  // namespace

std::string remedy_for(const std::string& complaint, bool restricted) {
  const auto says = [&](const char* text) { return complaint.find(text) != std::string::npos; };
  if (restricted || (says("uid map") && says("Permission denied"))) {
    return "AppArmor keeps programs from user namespaces: apt install apparmor-profiles and load its bwrap profile "
           "(apparmor_parser -r /usr/share/apparmor/extra-profiles/bwrap-userns-restrict), or "
           "sysctl kernel.apparmor_restrict_unprivileged_userns=0";
  }
  if (says("namespace") && (says("not permitted") || says("not allowed"))) {
    return "user namespaces are switched off: sysctl kernel.unprivileged_userns_clone=1 user.max_user_namespaces=1000; "
           "in a container, start it with the right to make them";
  }
  return "try: bwrap --unshare-all --ro-bind / / true";
}

namespace {

// Without a sandbox to try it in, Python is still there or not: one thing missing must not look like two.
void find_python_outside(const Candidates& candidates, SandboxFacts& facts) {
  Sandbox outside;
  outside.isolation = Isolation::unsafe_none;
  Probe found;
  find_python(candidates, outside, found);
  facts.python = found.facts.python;
  facts.python_version = found.facts.python_version;
}

Probe probe_outside(const Candidates& candidates) {
  Sandbox outside;
  outside.isolation = Isolation::unsafe_none;
  Probe result;
  result.facts.tier = "none";
  result.facts.detail = "no sandbox: the answers run as this user, with its files and its network";
  result.usable = find_python(candidates, outside, result).has_value();
  if (result.usable) {
    result.facts.problem = "no sandbox, on request";
    result.facts.remedy = "leave out --unsafe-no-sandbox";
  }
  return result;
}

}  // namespace

Probe probe(const JudgeOptions& options) {
  if (options.isolation == Isolation::unsafe_none) return probe_outside(name_candidates(options.python));
  Sandbox sandbox;
  sandbox.bounds_files = true;
  // Before any process is started: a group of version 2 can be made to hand its controllers down only while it holds
  // no other process.
  sandbox.cgroups = find_cgroup_roots();
  const Candidates candidates = name_candidates(options.python);
  Probe result;
  result.facts.tier = "none";
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

SandboxFacts probe_sandbox(const JudgeOptions& options) { return probe(options).facts; }

}  // namespace quantladder::judge
