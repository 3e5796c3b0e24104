#include "judge/cgroup.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
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

// The mount of a version 1 controller, or of version 2 for an empty name. In mountinfo, the file system's type and
// options follow " - ".
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

// This process's own group below that mount; inside a container the path may be that of the host.
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

bool works(const CgroupRoots& roots) {
  try {
    const Cgroup probe(roots, fmt::format("quantladder-probe-{}", getpid()), 64 << 20, 16);
    return true;
  } catch (const core::Error&) {
    return false;
  }
}

}  // namespace

CgroupRoots find_cgroup_roots() {
  CgroupRoots second{2, group_root(""), {}};
  if (!second.memory.empty() && works(second)) return second;
  CgroupRoots first{1, group_root("memory"), group_root("pids")};
  if (first.memory.empty()) return {};
  if (works(first)) return first;
  first.pids.clear();
  return works(first) ? first : CgroupRoots{};
}

Cgroup::Cgroup(const CgroupRoots& roots, const std::string& name, std::uint64_t memory_bytes, int processes)
    : version_(roots.version) {
  try {
    make(roots.memory / name);
    const bool second = version_ == 2;
    const fs::path& memory = folders_.front();
    bool set = put(memory / (second ? "memory.max" : "memory.limit_in_bytes"), std::to_string(memory_bytes));
    // Without swap of its own a group cannot hide behind it; the kernel may lack the switch.
    put(memory / (second ? "memory.swap.max" : "memory.memsw.limit_in_bytes"),
        second ? "0" : std::to_string(memory_bytes));
    if (second) put(memory / "memory.oom.group", "1");
    if (!second && !roots.pids.empty()) make(roots.pids / name);
    if (second || !roots.pids.empty()) set = put(folders_.back() / "pids.max", std::to_string(processes)) && set;
    if (!set) throw core::Error(core::ErrorKind::environment, fmt::format("{}: limits refused", memory.string()));
  } catch (...) {
    remove();
    throw;
  }
}

void Cgroup::make(const fs::path& folder) {
  rmdir(folder.c_str());  // left by a killed process of the same number
  if (mkdir(folder.c_str(), 0755) != 0) {
    throw core::Error(core::ErrorKind::environment,
                      fmt::format("{}: cannot be made: {}", folder.string(), std::strerror(errno)));
  }
  folders_.push_back(folder);
  procs_.emplace_back(open((folder / "cgroup.procs").c_str(), O_WRONLY | O_CLOEXEC));
}

void Cgroup::remove() {
  procs_.clear();
  for (const fs::path& folder : folders_) {
    // A process that was just reaped may still be counted for a moment.
    for (int tries = 0; rmdir(folder.c_str()) != 0 && errno == EBUSY && tries < 400; ++tries) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
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

bool Cgroup::killed_for_memory() const {
  const char* name = version_ == 2 ? "memory.events" : "memory.oom_control";
  const auto text = sys::read_file_if_exists(folders_.front() / name);
  if (!text) return false;
  for (const std::string& line : split(*text, '\n')) {
    if (line.rfind("oom_kill ", 0) == 0) return line != "oom_kill 0";
  }
  return false;
}

}  // namespace quantladder::judge
