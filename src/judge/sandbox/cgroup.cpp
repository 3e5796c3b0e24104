#include "judge/sandbox/cgroup.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <sstream>
#include <thread>

#include "quantladder/core/error.h"
#include "quantladder/sys/files.h"

namespace quantladder::judge {
namespace {

namespace fs = std::filesystem;

// The kernel's files take a value in one write and report through errno.
bool put(const fs::path& path, const std::string& value) {
  const sys::Fd file(open(path.c_str(), O_WRONLY | O_CLOEXEC));
  return file.valid() && write(file.get(), value.data(), value.size()) == static_cast<ssize_t>(value.size());
}

std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> parts;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, at);) parts.push_back(part);
  return parts;
}

bool has_word(const std::string& list, const std::string& word) {
  for (const std::string& each : split(list, ',')) {
    if (each == word) return true;
  }
  return false;
}

// Returns the mount of a version 1 controller, or that of version 2 for an empty name. In mountinfo, the file system's
// type and options follow " - ".
std::optional<fs::path> mount_of(const std::string& controller) {
  for (const std::string& line : split(sys::read_file("/proc/self/mountinfo"), '\n')) {
    const std::size_t dash = line.find(" - ");
    if (dash == std::string::npos) continue;
    const auto before = split(line.substr(0, dash), ' ');
    const auto after = split(line.substr(dash + 3), ' ');
    if (before.size() < 5 || after.size() < 3) continue;
    if (controller.empty() ? after[0] == "cgroup2" : after[0] == "cgroup" && has_word(after[2], controller)) {
      return before[4];
    }
  }
  return std::nullopt;
}

// Returns this process's own group below that mount; inside a container the path may be that of the host.
fs::path own_group(const fs::path& mount, const std::string& controller) {
  for (const std::string& line : split(sys::read_file("/proc/self/cgroup"), '\n')) {
    const auto parts = split(line, ':');
    if (parts.size() < 3 || (controller.empty() ? !parts[1].empty() : !has_word(parts[1], controller))) continue;
    const fs::path group = mount / fs::path(parts[2]).relative_path();
    std::error_code ignored;
    if (fs::is_directory(group, ignored)) return group;
  }
  return mount;
}

fs::path group_root(const std::string& controller) {
  const auto mount = mount_of(controller);
  return mount ? own_group(*mount, controller) : fs::path();
}

constexpr std::chrono::seconds kJoinLimit{10};  // for a process that does nothing

std::string probe_name() { return fmt::format("quantladder-{}-probe", getpid()); }

bool works(const CgroupRoots& roots) {
  try {
    const Cgroup probe(roots, probe_name(), 64 << 20, 16);
    return true;
  } catch (const core::Error&) {
    return false;
  }
}

bool can_make(const fs::path& root) {
  const fs::path probe = root / probe_name();
  return !root.empty() && mkdir(probe.c_str(), 0755) == 0 && access((probe / "cgroup.procs").c_str(), W_OK) == 0 &&
         rmdir(probe.c_str()) == 0;
}

// Version 2: makes `root` hand the controllers down, which it may only do when it holds no process itself.
void delegate(const fs::path& root) {
  const auto controllers = sys::read_file_if_exists(root / "cgroup.subtree_control");
  if (!controllers || controllers->find("memory") != std::string::npos) return;
  const auto members = sys::read_file_if_exists(root / "cgroup.procs");
  const std::string self = std::to_string(getpid());
  if (members && *members == self + "\n") {
    const fs::path leaf = root / fmt::format("quantladder-{}-self", self);
    if (mkdir(leaf.c_str(), 0755) != 0 || !put(leaf / "cgroup.procs", self)) return;
  }
  put(root / "cgroup.subtree_control", "+memory +pids");
}

CgroupRoots find_second() {
  CgroupRoots second{2, group_root(""), {}, {}, {}};
  if (second.memory.empty()) return {};
  sweep_cgroups(second.memory);
  delegate(second.memory);
  return works(second) ? second : CgroupRoots{};
}

CgroupRoots find_first() {
  CgroupRoots first{1, group_root("memory"), group_root("pids"), group_root("cpuacct"), group_root("")};
  if (first.memory.empty()) return {};
  for (fs::path* root : {&first.memory, &first.pids, &first.cpuacct, &first.kill}) sweep_cgroups(*root);
  for (fs::path* root : {&first.pids, &first.cpuacct, &first.kill}) {
    if (!can_make(*root)) root->clear();
  }
  return works(first) ? first : CgroupRoots{};
}

}  // namespace

std::string to_string(const CgroupRoots& roots) {
  if (roots.version == 0) return "no cgroup";
  if (roots.version == 2) return "cgroup v2 memory, pids and cpu time";
  return fmt::format("cgroup v1 memory{}{}{}", roots.pids.empty() ? "" : ", pids",
                     roots.cpuacct.empty() ? "" : ", cpu time", roots.kill.empty() ? "" : ", v2 kill");
}

CgroupRoots find_cgroup_roots() {
  const CgroupRoots second = find_second();
  return second.version != 0 ? second : find_first();
}

bool takes_processes(const CgroupRoots& roots) {
  if (roots.version == 0) return false;
  try {
    const Cgroup probe(roots, probe_name(), 64 << 20, 16);
    sys::SpawnOptions nothing;
    nothing.argv = {"/bin/true"};
    nothing.join_cgroups = probe.procs_fds();
    sys::Process::spawn(nothing).wait_for(kJoinLimit);
    return true;
  } catch (const core::Error&) {
    return false;
  }
}

void sweep_cgroups(const fs::path& root) {
  constexpr std::string_view kPrefix = "quantladder-";
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(root, error)) {
    const std::string name = entry.path().filename().string();
    if (name.rfind(kPrefix, 0) != 0) continue;
    const int pid = std::atoi(name.c_str() + kPrefix.size());
    if (pid > 0 && ::kill(pid, 0) != 0 && errno == ESRCH) rmdir(entry.path().c_str());
  }
}

Cgroup::Cgroup(const CgroupRoots& roots, const std::string& name, std::uint64_t memory_bytes, int processes,
               OutOfMemory kills)
    : version_(roots.version) {
  try {
    memory_ = make(roots.memory / name);
    const bool second = version_ == 2;
    const fs::path pids = second ? memory_ : roots.pids.empty() ? fs::path() : make(roots.pids / name);
    cpu_ = second ? memory_ : roots.cpuacct.empty() ? fs::path() : make(roots.cpuacct / name);
    const fs::path killer = second ? memory_ : roots.kill.empty() ? fs::path() : make(roots.kill / name);
    if (access((killer / "cgroup.kill").c_str(), W_OK) == 0) kill_ = killer / "cgroup.kill";
    if (second && kills == OutOfMemory::kills_all) put(memory_ / "memory.oom.group", "1");
    if (!set_memory(memory_bytes) || (!pids.empty() && !put(pids / "pids.max", std::to_string(processes)))) {
      throw core::Error(core::ErrorKind::environment, fmt::format("{}: limits refused", memory_.string()));
    }
  } catch (...) {
    remove();
    throw;
  }
}

bool Cgroup::set_memory(std::uint64_t bytes) {
  const std::string value = std::to_string(bytes);
  if (version_ == 2) {
    put(memory_ / "memory.swap.max", "0");  // no hiding in swap; the kernel may lack the switch
    return put(memory_ / "memory.max", value);
  }
  // Memory and swap together may never be less than memory: which of the two goes first depends on the direction.
  put(memory_ / "memory.limit_in_bytes", value);
  put(memory_ / "memory.memsw.limit_in_bytes", value);
  return put(memory_ / "memory.limit_in_bytes", value);
}

fs::path Cgroup::make(const fs::path& folder) {
  rmdir(folder.c_str());  // left by a killed process of the same number
  if (mkdir(folder.c_str(), 0755) != 0) {
    throw core::Error(core::ErrorKind::environment,
                      fmt::format("{}: cannot be made: {}", folder.string(), std::strerror(errno)));
  }
  folders_.push_back(folder);
  procs_.emplace_back(open((folder / "cgroup.procs").c_str(), O_WRONLY | O_CLOEXEC));
  return folder;
}

void Cgroup::remove() {
  procs_.clear();
  for (const fs::path& folder : folders_) {
    // A process that was just reaped may still be counted for a moment.
    for (int tries = 0; rmdir(folder.c_str()) != 0 && errno == EBUSY && tries < 2000; ++tries) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }
  folders_.clear();
}

Cgroup::~Cgroup() { remove(); }

std::vector<int> Cgroup::procs_fds() const {
  std::vector<int> result;
  for (const sys::Fd& fd : procs_) result.push_back(fd.get());
  return result;
}

std::optional<std::chrono::microseconds> Cgroup::cpu_time() const {
  const auto text = sys::read_file_if_exists(cpu_ / (version_ == 2 ? "cpu.stat" : "cpuacct.usage"));
  if (cpu_.empty() || !text) return std::nullopt;
  if (version_ == 1) return std::chrono::microseconds(std::atoll(text->c_str()) / 1000);
  const std::size_t at = text->find("usage_usec ");
  if (at == std::string::npos) return std::nullopt;
  return std::chrono::microseconds(std::atoll(text->c_str() + at + std::strlen("usage_usec ")));
}

bool Cgroup::killed_for_memory() const {
  const auto text = sys::read_file_if_exists(memory_ / (version_ == 2 ? "memory.events" : "memory.oom_control"));
  if (!text) return false;
  for (const std::string& line : split(*text, '\n')) {
    if (line.rfind("oom_kill ", 0) == 0) return line != "oom_kill 0";
  }
  return false;
}

void Cgroup::kill() const {
  if (!kill_.empty()) put(kill_, "1");
}

}  // namespace quantladder::judge
