// Describes the sandbox that the probe found, and makes the commands that start the two processes of a judgement.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "judge/sandbox/cgroup.h"
#include "quantladder/judge/judge.h"
#include "quantladder/sys/files.h"
#include "quantladder/sys/process.h"

namespace quantladder::judge {

// The worker holds the answer and nothing else; the tester holds the tests and never runs the answer.
enum class Role { worker, tester };

// A file of ours that a process finds in its sandbox, read-only.
struct OwnFile {
  std::string_view name;
  std::optional<Role> role;  // nullopt: both have it
  std::string_view text;
};

// Returns our Python, which the binary carries so that it can't be lost or swapped.
const std::vector<OwnFile>& split_files();

struct Sandbox {
  Isolation isolation = Isolation::sandboxed;
  std::string bwrap;
  bool can_disable_userns = false;  // bubblewrap 0.8
  bool bounds_files = false;        // the number of files an answer can make
  std::string python;
  std::vector<std::string> prefixes;       // folders outside /usr that this interpreter needs
  std::vector<std::string> site_packages;  // folders that only the tester sees
  Provision provision;                     // that only the worker sees
  std::span<const OwnFile> own_files;
  CgroupRoots cgroups;
};

// The folders as the processes see them.
struct Layout {
  std::string split = "/split";  // our own files
  std::string box = "/box";      // of the worker: the answer and the extras, its work folder
  std::string tests = "/tests";  // of the tester: one private folder for each judgement
};

// Makes the command line for a layout.
using CommandFor = std::function<std::vector<std::string>(const Layout&)>;

inline constexpr int kProcesses = 256;  // threads count too
inline constexpr int kChannelFd = 3;    // the worker's RPC, the tester's control socket
inline constexpr unsigned kTesterUser = 61000;
inline constexpr unsigned kFirstWorkerUser = 61001;

// A command ready to be spawned, with the descriptors and files that must live until it has been.
struct Launch {
  sys::SpawnOptions options;
  std::vector<sys::Fd> kept;
  std::optional<sys::TempDir> folder;  // only without a sandbox; must outlive the process
};

// Descriptors that the launch passes on; -1 stands for none. `channel` becomes kChannelFd.
struct Channels {
  int channel = -1;
  int output = -1;  // stdout and stderr
  int status = -1;  // bubblewrap's own reports, never the program's
};

// Makes the launch in bubblewrap: no network, the system read-only, everything else in memory. It gets its options and
// all files through descriptors and starts with an empty environment, because a sandbox can read its first process's
// command line and environment. As root each runs under a user id of its own (a worker by its `slot`), since root
// inside a user namespace is still root to the files outside.
Launch make_sandboxed_launch(const Sandbox& sandbox, Role role, const CommandFor& command, unsigned slot,
                             const Channels& channels);

// Makes the launch without a sandbox, with the same files in a temporary folder.
Launch make_bare_launch(const Sandbox& sandbox, Role role, const CommandFor& command, const Channels& channels);

inline Launch make_launch(const Sandbox& sandbox, Role role, const CommandFor& command, unsigned slot,
                          const Channels& channels) {
  return sandbox.isolation == Isolation::unsafe_none ? make_bare_launch(sandbox, role, command, channels)
                                                     : make_sandboxed_launch(sandbox, role, command, slot, channels);
}

// Makes a memory file with this content, to be read from its start.
sys::Fd memory_file(std::string_view content);

// Returns a classic BPF program for this build's architecture, as bubblewrap's --seccomp takes it; empty when there is
// none for it. Denied calls fail with EPERM, clone3 with ENOSYS (the C library then uses clone, whose flags a filter
// can see), sockets of exotic families with EAFNOSUPPORT; a call by another architecture's convention ends the process.
std::string seccomp_filter();

}  // namespace quantladder::judge
