// A control group for one judgement: bounds the memory and the number of processes of the whole tree.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "quantladder/sys/process.h"

namespace quantladder::judge {

// Where this user may make groups; either version, since distributions and containers differ.
struct CgroupRoots {
  int version = 0;               // 1 or 2; 0: nowhere
  std::filesystem::path memory;  // of version 2: the one folder for all controllers
  std::filesystem::path pids;    // of version 1; empty: not available
};

// Proved by making a group and setting its limit.
CgroupRoots find_cgroup_roots();

class Cgroup {
 public:
  // Throws core::Error(environment) when the group can't be made.
  Cgroup(const CgroupRoots& roots, const std::string& name, std::uint64_t memory_bytes, int processes);
  Cgroup(const Cgroup&) = delete;
  Cgroup& operator=(const Cgroup&) = delete;
  ~Cgroup();  // removes the group, which must be empty by then

  std::vector<int> procs_fds() const;  // for SpawnOptions::join_cgroups
  bool killed_for_memory() const;

 private:
  void make(const std::filesystem::path& folder);
  void remove();

  int version_;
  std::vector<std::filesystem::path> folders_;  // memory first
  std::vector<sys::Fd> procs_;
};

}  // namespace quantladder::judge
