#include "support/machine.h"

#include <grp.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace quantladder::test {
namespace {

namespace fs = std::filesystem;

bool put(const fs::path& file, const std::string& text) {
  std::ofstream out(file);
  return static_cast<bool>(out << text << std::flush);
}

// The part of /proc/self/cgroup that follows "<number>:<controllers>:".
fs::path own_path(bool second_version) {
  std::ifstream file("/proc/self/cgroup");
  for (std::string line; std::getline(file, line);) {
    const auto first = line.find(':');
    const auto last = line.find(':', first + 1);
    const std::string controllers = "," + line.substr(first + 1, last - first - 1) + ",";
    const bool wanted = second_version ? controllers == ",," : controllers.find(",memory,") != std::string::npos;
    if (wanted) return fs::path(line.substr(last + 1)).relative_path();
  }
  return {};
}

bool can_limit_memory(const fs::path& mount, bool second_version) {
  std::error_code ignored;
  const fs::path own =
      fs::is_directory(mount / own_path(second_version), ignored) ? mount / own_path(second_version) : mount;
  const fs::path group = own / ("ql-test-" + std::to_string(getpid()));
  if (!fs::create_directory(group, ignored)) return false;
  const std::string limit = std::to_string(64 << 20);
  const bool good = second_version ? put(group / "memory.max", limit) && put(group / "pids.max", "16")
                                   : put(group / "memory.limit_in_bytes", limit);
  rmdir(group.c_str());
  return good;
}

bool becomes(unsigned user) {
  return setgroups(0, nullptr) == 0 && setresgid(user, user, user) == 0 && setresuid(user, user, user) == 0 &&
         prctl(PR_SET_DUMPABLE, 1) == 0;
}

bool mounts_a_tmpfs() {
  const std::string user = std::to_string(geteuid());
  const std::string group = std::to_string(getegid());
  return unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0 && put("/proc/self/setgroups", "deny") &&
         put("/proc/self/uid_map", user + " " + user + " 1") && put("/proc/self/gid_map", group + " " + group + " 1") &&
         mount("tmpfs", "/sys", "tmpfs", MS_NOSUID | MS_NODEV, "nr_inodes=16") == 0;
}

}  // namespace

bool allows_memory_groups() {
  std::ifstream file("/proc/self/mountinfo");
  for (std::string line; std::getline(file, line);) {
    std::istringstream before(line.substr(0, line.find(" - ")));
    std::istringstream after(line.substr(line.find(" - ") + 3));
    std::string mount, type, source, options;
    for (int field = 0; field < 5; ++field) before >> mount;
    after >> type >> source >> options;
    const bool first_version = type == "cgroup" && ("," + options + ",").find(",memory,") != std::string::npos;
    if ((first_version || type == "cgroup2") && can_limit_memory(mount, !first_version)) return true;
  }
  return false;
}

bool allows_private_tmpfs(std::optional<unsigned> as) {
  const pid_t child = fork();
  if (child == 0) _exit((!as || becomes(*as)) && mounts_a_tmpfs() ? 0 : 1);
  int status = 1;
  return child > 0 && waitpid(child, &status, 0) == child && status == 0;
}

}  // namespace quantladder::test
