#include "judge/sandbox/tree_memory.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "quantladder/core/error.h"
#include "quantladder/sys/files.h"

namespace quantladder::judge {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostProcesses = 1024;

// A process may end between any two steps.
std::string read_proc(const fs::path& path) {
  try {
    return sys::read_file_if_exists(path).value_or("");
  } catch (const core::Error&) {
    return "";
  }
}

void add_children(pid_t pid, std::vector<pid_t>& tree) {
  std::error_code ignored;
  for (fs::directory_iterator task(fmt::format("/proc/{}/task", pid), ignored), end; task != end;
       task.increment(ignored)) {
    std::istringstream children(read_proc(task->path() / "children"));
    for (pid_t child = 0; children >> child;) tree.push_back(child);
  }
}

std::uint64_t number_after(const std::string& text, std::string_view key) {
  const std::size_t at = text.find(key);
  return at == std::string::npos ? 0 : std::strtoull(text.c_str() + at + key.size(), nullptr, 10);
}

std::uint64_t process_bytes(pid_t pid) {
  const std::string rollup = read_proc(fmt::format("/proc/{}/smaps_rollup", pid));
  if (!rollup.empty()) {
    return (number_after(rollup, "Pss_Anon:") + number_after(rollup, "Pss_Shmem:") + number_after(rollup, "SwapPss:"))
           << 10;
  }
  unsigned long long size = 0;
  unsigned long long resident = 0;
  unsigned long long shared = 0;
  if (std::sscanf(read_proc(fmt::format("/proc/{}/statm", pid)).c_str(), "%llu %llu %llu", &size, &resident, &shared) !=
      3) {
    return 0;
  }
  return (resident - shared) * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

}  // namespace

std::uint64_t tree_bytes(pid_t first) {
  std::vector<pid_t> tree{first};
  std::uint64_t total = 0;
  for (std::size_t i = 0; i < tree.size() && i < kMostProcesses; ++i) {
    total += process_bytes(tree[i]);
    add_children(tree[i], tree);
  }
  return total;
}

}  // namespace quantladder::judge
