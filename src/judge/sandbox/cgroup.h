// A control group for one worker: bounds the memory and the number of processes of the whole tree, counts its processor
// time, and ends it at once.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "quantladder/sys/process.h"

namespace quantladder::judge {

// The folders in which this user may make groups: of either version or both, since distributions and containers differ.
struct CgroupRoots {
  int version = 0;                // of the memory controller: 1 or 2; 0: nowhere
  std::filesystem::path memory;   // of version 2: the one folder for all controllers
  std::filesystem::path pids;     // of version 1; empty: not available
  std::filesystem::path cpuacct;  // of version 1; empty: not available
  std::filesystem::path kill;     // of version 2 beside version 1, for cgroup.kill only; empty: not available
};
std::string to_string(const CgroupRoots& roots);  // "cgroup v1 memory, pids and cpuacct, v2 kill"

// Finds folders where a group can be made and its limit be set: it is tried. Groups that a killed quantladder left
// behind are removed. On version 2 a group that holds processes can't hand controllers down: when this process is the
// only one in its group (as in a scope of its own), it first moves itself into a subgroup.
CgroupRoots find_cgroup_roots();

// Returns whether a process can be moved into a group there; below a stranger's group it cannot, though one can be
// made. The kernel lets a move wait, so ask this only when a process did not start.
bool takes_processes(const CgroupRoots& roots);

// Removes the empty groups below `root` whose maker, by the process number in their name, is gone.
void sweep_cgroups(const std::filesystem::path& root);

// Says, of version 2, whether the kernel takes the whole group down or one process that the others can do without.
enum class OutOfMemory { kills_all, kills_one };

class Cgroup {
 public:
  // Throws core::Error(environment) when the group can't be made.
  Cgroup(const CgroupRoots& roots, const std::string& name, std::uint64_t memory_bytes, int processes,
         OutOfMemory kills = OutOfMemory::kills_all);
  Cgroup(const Cgroup&) = delete;
  Cgroup& operator=(const Cgroup&) = delete;
  ~Cgroup();  // removes the group, which must be empty by then

  std::vector<int> procs_fds() const;                         // for SpawnOptions::join_cgroups
  bool set_memory(std::uint64_t bytes);                       // false: refused
  std::optional<std::chrono::microseconds> cpu_time() const;  // used by all that ever was in it
  bool killed_for_memory() const;
  void kill() const;  // kills everything in it, where the kernel can; returns at once

 private:
  std::filesystem::path make(const std::filesystem::path& folder);
  void remove();

  int version_;
  std::filesystem::path memory_;
  std::filesystem::path cpu_;   // empty: not counted
  std::filesystem::path kill_;  // empty: no such file
  std::vector<std::filesystem::path> folders_;
  std::vector<sys::Fd> procs_;
};

}  // namespace quantladder::judge
