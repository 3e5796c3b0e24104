#include "judge/probe.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <future>
#include <sstream>

#include "judge/cage.h"
#include "judge/seccomp.h"
#include "quantladder/core/error.h"

namespace quantladder::judge {
namespace {

constexpr std::chrono::seconds kProbeLimit{30};

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

struct Interpreter {
  std::string version;  // "3.11.2"
  std::string program;  // what runs it in the sandbox, past any shim
  std::vector<std::string> prefixes;
  std::vector<std::string> site_packages;
};

// One folder a line, then an empty line.
constexpr const char* kDescribeYourself =
    "import os, site, sys\n"
    "print('%d.%d.%d' % sys.version_info[:3])\n"
    "print(sys.executable, sys.prefix, sys.base_prefix, '', sep='\\n')\n"
    "print(*filter(os.path.isdir, site.getsitepackages()), '', sep='\\n')\n";

// A shim, such as pyenv's, costs 100 ms a start and needs its own files: so the interpreter says what it is, once.
std::optional<Interpreter> resolve(const std::string& python) {
  const sys::RunResult result = sys::run_program({python, "-s", "-c", kDescribeYourself}, kProbeLimit);
  std::istringstream lines(result.out);
  Interpreter found;
  if (!result.status.success() || !std::getline(lines, found.version) || !std::getline(lines, found.program) ||
      found.program.empty())
    return std::nullopt;
  for (std::string prefix; std::getline(lines, prefix) && !prefix.empty();) {
    const bool known = prefix == "/usr" || prefix.rfind("/usr/", 0) == 0 || prefix.size() < 2;
    if (!known && std::find(found.prefixes.begin(), found.prefixes.end(), prefix) == found.prefixes.end()) {
      found.prefixes.push_back(prefix);
    }
  }
  for (std::string folder; std::getline(lines, folder) && !folder.empty();) found.site_packages.push_back(folder);
  return found;
}

// What does not wait for another part of the probe runs beside it: most of the probe is the start of processes.
template <class Function>
auto at_once(Function function) {
  return std::async(std::launch::async, std::move(function));
}

struct Trial {
  bool good = false;
  std::string complaint;
};

std::string read_what_is_there(const sys::Fd& pipe) {
  std::array<char, 4096> block;
  const ssize_t got = read(pipe.get(), block.data(), block.size());
  return {block.data(), got > 0 ? static_cast<std::size_t>(got) : 0};
}

// Runs a command the way that process of a judgement will be run: same user, same mounts, same environment.
Trial try_in_sandbox(const Sandbox& sandbox, Role role, const std::vector<std::string>& command) {
  try {
    const CommandFor as_given = [&](const Layout&) { return command; };
    adopt_orphans();
    Pipe status_lines = make_pipe();
    Launch launch = make_sandboxed_launch(sandbox, role, as_given, 0, {.status = status_lines.write.get()});
    launch.options.capture_stderr = true;
    sys::Process process = sys::Process::spawn(launch.options);
    status_lines.write.reset();
    const auto status = process.wait_for(kProbeLimit);
    if (status) reap_first_process(read_what_is_there(status_lines.read));
    char text[4096];
    const ssize_t got = status ? read(process.stderr_fd(), text, sizeof text) : 0;
    Trial trial{status && status->success(), std::string(text, got > 0 ? static_cast<std::size_t>(got) : 0)};
    if (!trial.good && trial.complaint.empty()) trial.complaint = status ? to_string(*status) : "timed out";
    return trial;
  } catch (const core::Error& error) {
    return {false, error.what()};
  }
}

const std::vector<std::string> kImportPytest{"-P", "-s", "-B", "-c", "import pytest"};

std::vector<std::string> import_pytest(const std::string& python) {
  std::vector<std::string> command{python};
  command.insert(command.end(), kImportPytest.begin(), kImportPytest.end());
  return command;
}

Trial try_python(const Sandbox& sandbox) {
  if (sandbox.isolation == Isolation::sandboxed) {
    return try_in_sandbox(sandbox, Role::tester, import_pytest(sandbox.python));
  }
  const sys::RunResult result = sys::run_program(import_pytest(sandbox.python), kProbeLimit);
  return {result.status.success(), result.err};
}

// An interpreter that may be the judge's, asked what it is from the moment on at which it is named.
struct Candidate {
  std::string name;
  std::shared_future<std::optional<Interpreter>> interpreter;
};
using Candidates = std::vector<Candidate>;

Candidates name_candidates(const JudgeOptions& options) {
  std::vector<std::string> names{options.python};
  if (options.python.empty()) {
    names = {sys::find_program("python3").value_or("")};
    if (names.front() != "/usr/bin/python3") names.emplace_back("/usr/bin/python3");
  }
  Candidates candidates;
  for (const std::string& name : names) {
    const auto ask = [name] {
      const auto program = sys::find_program(name);
      return program ? resolve(*program) : std::nullopt;
    };
    candidates.push_back({name, at_once(ask).share()});
  }
  return candidates;
}

Trial try_worker(const Sandbox& sandbox) {
  if (sandbox.isolation == Isolation::unsafe_none) return {true, ""};
  return try_in_sandbox(sandbox, Role::worker,
                        {sandbox.python, "-P", "-s", "-S", "-B", "-c", "import socket, threading"});
}

// The first interpreter that imports pytest where it will have to.
// The result is the first trial of the worker's sandbox with it, which went on beside; nothing when there is none.
std::optional<Trial> find_python(Candidates& candidates, Probe& probe) {
  std::string tried;
  for (Candidate& each : candidates) {
    const std::string& candidate = each.name;
    const auto& interpreter = each.interpreter.get();
    if (!interpreter) {
      const char* why = sys::find_program(candidate) ? "runs no Python" : "no such program";
      if (!candidate.empty()) tried += fmt::format("{}{}: {}", tried.empty() ? "" : "; ", candidate, why);
      continue;
    }
    probe.sandbox.python = interpreter->program;
    probe.sandbox.prefixes = interpreter->prefixes;
    probe.sandbox.site_packages = interpreter->site_packages;
    probe.sandbox.bounds_files = true;
    auto worker = at_once([sandbox = probe.sandbox] { return try_worker(sandbox); });
    const Trial trial = try_python(probe.sandbox);
    Trial of_worker = worker.get();
    probe.facts.python = interpreter->program;
    probe.facts.python_version = interpreter->version;
    if (trial.good) return of_worker;
    const std::size_t last = trial.complaint.find_last_not_of('\n');
    const std::size_t begin = last == std::string::npos ? 0 : trial.complaint.rfind('\n', last) + 1;
    tried += fmt::format("{}{}: {}", tried.empty() ? "" : "; ", interpreter->program,
                         first_line(trial.complaint.substr(begin)));
  }
  probe.facts.python.clear();
  probe.facts.python_version.clear();
  probe.facts.problem = fmt::format("no python3 that imports pytest ({})", tried.empty() ? "none found" : tried);
  probe.facts.remedy = "apt install python3-pytest";
  return std::nullopt;
}

bool apparmor_restricts() {
  const auto value = sys::read_file_if_exists("/proc/sys/kernel/apparmor_restrict_unprivileged_userns");
  return value && first_line(*value) == "1";
}

bool find_sandbox(Probe& probe) {
  const auto bwrap = sys::find_program("bwrap");
  if (!bwrap) {
    probe.facts.problem = "bubblewrap is not installed";
    probe.facts.remedy = "apt install bubblewrap";
    return false;
  }
  probe.sandbox.bwrap = *bwrap;
  auto version = at_once([&] { return sys::run_program({*bwrap, "--version"}, kProbeLimit); });
  const sys::RunResult help = sys::run_program({*bwrap, "--help"}, kProbeLimit);
  probe.sandbox.can_disable_userns = (help.out + help.err).find("--disable-userns") != std::string::npos;
  probe.facts.detail = first_line(version.get().out);
  return true;
}

// Asked only when no Python would run there: is it the sandbox that does not start?
bool sandbox_starts(Probe& probe) {
  const Trial trial = try_in_sandbox(probe.sandbox, Role::tester, {"/usr/bin/true"});
  if (trial.good) return true;
  probe.facts.problem = fmt::format("{} cannot start a sandbox: {}", probe.sandbox.bwrap, first_line(trial.complaint));
  probe.facts.remedy = remedy_for(trial.complaint, apparmor_restricts());
  return false;
}

// The worker's sandbox in the form that counts files too; where the kernel refuses it, in the one that does not.
bool find_worker_sandbox(Trial trial, Probe& probe) {
  if (trial.good) return true;
  probe.sandbox.bounds_files = false;
  trial = try_worker(probe.sandbox);
  if (trial.good) return true;
  probe.facts.problem =
      fmt::format("{} cannot start the answer's sandbox: {}", probe.sandbox.bwrap, first_line(trial.complaint));
  probe.facts.remedy = remedy_for(trial.complaint, apparmor_restricts());
  return false;
}

void add_control_groups(Probe& probe) {
  probe.sandbox.cgroups = find_cgroup_roots();
  const CgroupRoots& roots = probe.sandbox.cgroups;
  probe.facts.tier = roots.version == 0 ? "namespaces" : "full";
  probe.facts.detail += ", " + (seccomp_filter().empty() ? "no seccomp" : std::string("seccomp"));
  if (!probe.sandbox.can_disable_userns) probe.facts.detail += ", nested user namespaces possible";
  probe.facts.detail += probe.sandbox.bounds_files ? "" : ", number of files not bounded";
  if (roots.version == 0) {
    probe.facts.detail += ", memory polled";
    probe.facts.problem = "no writable memory control group";
    probe.facts.remedy = "run under: systemd-run --user --scope -p Delegate=yes, or as root";
  } else {
    probe.facts.detail += ", " + to_string(roots);
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
void find_python_outside(Candidates& candidates, const JudgeOptions& options, Probe& probe) {
  const SandboxFacts of_sandbox = probe.facts;
  probe.sandbox.isolation = Isolation::unsafe_none;
  find_python(candidates, probe);
  probe.sandbox.isolation = options.isolation;
  const SandboxFacts with_python = probe.facts;
  probe.facts = of_sandbox;
  probe.facts.python = with_python.python;
  probe.facts.python_version = with_python.python_version;
}

}  // namespace

Probe probe(const JudgeOptions& options) {
  Probe result;
  result.sandbox.isolation = options.isolation;
  Candidates candidates = name_candidates(options);
  if (options.isolation == Isolation::unsafe_none) {
    result.facts.tier = "none";
    result.facts.detail = "no sandbox: the answers run as this user, with its files and its network";
    result.usable = find_python(candidates, result).has_value();
    if (result.usable) {
      result.facts.problem = "no sandbox, on request";
      result.facts.remedy = "leave out --unsafe-no-sandbox";
    }
    return result;
  }
  result.facts.tier = "none";
  if (!find_sandbox(result)) {
    find_python_outside(candidates, options, result);
    return result;
  }
  const SandboxFacts before = result.facts;
  const std::optional<Trial> worker = find_python(candidates, result);
  if (!worker) {
    const SandboxFacts without_python = result.facts;
    result.facts = before;
    if (!sandbox_starts(result)) {
      find_python_outside(candidates, options, result);
      return result;
    }
    result.facts = without_python;
  }
  result.usable = worker && find_worker_sandbox(*worker, result);
  if (result.usable) add_control_groups(result);
  return result;
}

SandboxFacts probe_sandbox(const JudgeOptions& options) { return probe(options).facts; }

}  // namespace quantladder::judge
