#include "judge/sandbox/bubblewrap.h"

#include <fmt/format.h>

#include <chrono>
#include <future>

#include "judge/sandbox/cage.h"
#include "judge/sandbox/sandbox.h"
#include "quantladder/core/error.h"

namespace quantladder::judge {
namespace {

constexpr std::chrono::seconds kProbeLimit{30};

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

// Starts a sandbox as those of a judgement are started, with a program that does nothing. Returns the complaint; empty
// when it worked.
std::string try_sandbox(const Sandbox& sandbox) {
  try {
    const CommandFor nothing = [](const Layout&) { return std::vector<std::string>{"/usr/bin/true"}; };
    adopt_orphans();
    Pipe status_lines = make_pipe();
    Launch launch = make_sandboxed_launch(sandbox, Role::tester, nothing, 0, {.status = status_lines.write.get()});
    launch.options.capture_stderr = true;
    sys::Process process = sys::Process::spawn(launch.options);
    status_lines.write.reset();
    const auto status = process.wait_for(kProbeLimit);
    if (!status) return "timed out";
    reap_first_process(read_available(status_lines.read.get()));
    if (status->success()) return "";
    const std::string complaint = read_available(process.stderr_fd());
    return complaint.empty() ? to_string(*status) : complaint;
  } catch (const core::Error& error) {
    return error.what();
  }
}

bool apparmor_restricts() {
  const auto value = sys::read_file_if_exists("/proc/sys/kernel/apparmor_restrict_unprivileged_userns");
  return value && first_line(*value) == "1";
}

}  // namespace

bool find_bubblewrap(Sandbox& sandbox, SandboxFacts& facts) {
  const auto bwrap = sys::find_program("bwrap");
  if (!bwrap) {
    facts.problem = "bubblewrap is not installed";
    facts.remedy = "apt install bubblewrap";
    return false;
  }
  sandbox.bwrap = *bwrap;
  const auto ask = [&](const char* option) { return sys::run_program({*bwrap, option}, kProbeLimit); };
  auto version = std::async(std::launch::async, ask, "--version");
  const sys::RunResult help = ask("--help");
  sandbox.can_disable_userns = (help.out + help.err).find("--disable-userns") != std::string::npos;
  facts.detail = first_line(version.get().out);
  return true;
}

bool sandbox_starts(Sandbox sandbox, SandboxFacts& facts) {
  sandbox.prefixes.clear();
  const std::string complaint = try_sandbox(sandbox);
  if (!complaint.empty()) report_failed_start(sandbox, "a sandbox", complaint, facts);
  return complaint.empty();
}

void describe(const Sandbox& sandbox, SandboxFacts& facts) {
  const CgroupRoots& roots = sandbox.cgroups;
  facts.tier = roots.version == 0 ? core::SandboxTier::namespaces : core::SandboxTier::full;
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

void report_failed_start(const Sandbox& sandbox, const char* what, const std::string& complaint, SandboxFacts& facts) {
  facts.problem = fmt::format("{} cannot start {}: {}", sandbox.bwrap, what, first_line(complaint));
  facts.remedy = remedy_for(complaint, apparmor_restricts());
}

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
  if (says("source path")) return "make that folder, and each folder above it, readable by every user";
  return "try: bwrap --unshare-all --ro-bind / / true";
}

}  // namespace quantladder::judge
