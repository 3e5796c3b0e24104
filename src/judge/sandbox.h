// What a judgement runs in, as the probe found it, and the command that starts it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "judge/cgroup.h"
#include "quantladder/judge/judge.h"
#include "quantladder/sys/files.h"
#include "quantladder/sys/process.h"

namespace quantladder::judge {

struct Sandbox {
  Isolation isolation = Isolation::sandboxed;
  std::string bwrap;
  bool can_disable_userns = false;  // bubblewrap 0.8
  std::string python;
  std::vector<std::string> prefixes;  // folders outside /usr that this interpreter needs
  CgroupRoots cgroups;
};

// Where things lie as the tests see them.
struct Layout {
  std::string box = "/box";      // the answer and the extras: the work folder
  std::string tests = "/tests";  // read-only
  std::string runner = "/judge/runner.py";
};

// What to run, given where things lie.
using CommandFor = std::function<std::vector<std::string>(const Layout&)>;

inline constexpr int kProcesses = 256;  // threads count too
inline constexpr int kReportFd = 3;     // of the runner
inline constexpr unsigned kFirstUser = 61001;

// A command ready to be spawned, with the descriptors and files that must live until it has been.
struct Launch {
  sys::SpawnOptions options;
  std::vector<sys::Fd> kept;
  std::optional<sys::TempDir> folder;  // only without a sandbox
};

struct LaunchFiles {
  std::vector<core::AnswerFile> box;
  std::vector<core::AnswerFile> tests;
};

// In bubblewrap: no network, the system read-only, everything else in memory. bubblewrap gets its options and all
// files through descriptors and starts with an empty environment, because a sandbox can read its first process's
// command line and environment. As root it runs under a user id of its own (`slot`), since root inside a user
// namespace is still root to the files outside.
Launch make_sandboxed_launch(const Sandbox& sandbox, const LaunchFiles& files, const CommandFor& command, unsigned slot,
                             int report_fd, int status_fd);

// Without a sandbox: the same files in a temporary folder.
Launch make_bare_launch(const LaunchFiles& files, const CommandFor& command, int report_fd);

// A memory file, read from its start.
sys::Fd memory_file(std::string_view content);

}  // namespace quantladder::judge
