// The two processes that a spawn forks. Everything here runs between fork and exec (or in a fork that never execs), so
// only async-signal-safe calls are allowed: no allocation, no locks, no exceptions.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <utility>

namespace quantladder::sys {

// Texts of a PrivateTmpfs as the kernel takes them.
struct TmpfsPlan {
  const char* at = nullptr;  // nullptr: none
  const char* options = nullptr;
  const char* user_map = nullptr;
  const char* group_map = nullptr;
  const char* const* folders = nullptr;  // whole paths
  std::size_t folder_count = 0;
};

// Holds what the child needs, with every pointer prepared by the parent.
struct ChildPlan {
  const char* program = nullptr;
  char* const* argv = nullptr;
  char* const* envp = nullptr;
  const char* working_dir = nullptr;           // nullptr: stay
  std::pair<int, int>* descriptors = nullptr;  // (source, number in the child); sources are overwritten
  std::size_t descriptor_count = 0;
  const int* cgroups = nullptr;  // open cgroup.procs files
  std::size_t cgroup_count = 0;
  const unsigned* run_as = nullptr;  // user and group id; nullptr: stay
  TmpfsPlan tmpfs;
  int go_read = -1;   // a byte arrives when everything else is ready; its end means the parent is gone
  int go_write = -1;  // the child's copy of the other end, which it must close to see that
  int error_write = -1;
};

// Says why a child could not become the program.
struct ChildError {
  int number = 0;  // errno
  enum class In { exec, chdir, cgroup, user, tmpfs } in = In::exec;
};

[[noreturn]] void become_program(const ChildPlan& plan);

// Says where the kernel reads this process's command line from.
struct ArgumentArea {
  char* begin = nullptr;  // nullptr: not known
  std::size_t size = 0;
};
ArgumentArea find_argument_area();  // before the fork: it allocates

// Tells a child that waits in become_program to go on.
void give_go(int fd);

struct GuardianPipes {
  int life_read = -1;  // ends with the parent
  int go_write = -1;   // the child's go-ahead
};

// Gives the child its go-ahead when nothing aimed at the parent's group can hit the guardian any more.
// Then blocks until the other end of `life_read` is closed, which the kernel does however the parent ends, then kills
// the group. It does not use PR_SET_PDEATHSIG because that fires when the *thread* that forked ends, and because it
// reaches one process, not what a wrapper script started. It takes another command line, so that `pkill -9 -f
// quantladder` leaves it alive to do its work.
[[noreturn]] void guard_group(pid_t group, const GuardianPipes& pipes, const ArgumentArea& arguments);

}  // namespace quantladder::sys
