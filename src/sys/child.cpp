#include "sys/child.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <sstream>
#include <string>

#include "sys/kernel_file.h"

namespace quantladder::sys {
namespace {

constexpr unsigned kAllFds = ~0U;

unsigned fd_table_size() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur > 65536) return 65536;
  return static_cast<unsigned>(limit.rlim_cur);
}

void close_fds(unsigned first, unsigned last) {
  if (first > last || syscall(SYS_close_range, first, last, 0U) == 0) return;
  for (unsigned fd = first; fd <= last && fd < fd_table_size(); ++fd) close(static_cast<int>(fd));
}

void mark_close_on_exec(unsigned first) {
  if (syscall(SYS_close_range, first, kAllFds, static_cast<unsigned>(CLOSE_RANGE_CLOEXEC)) == 0) return;
  for (unsigned fd = first; fd < fd_table_size(); ++fd) fcntl(static_cast<int>(fd), F_SETFD, FD_CLOEXEC);
}

[[noreturn]] void give_up(const ChildPlan& plan, int number, ChildError::In in) {
  const ChildError error{number, in};
  [[maybe_unused]] const ssize_t written = write(plan.error_write, &error, sizeof error);
  _exit(127);
}

// A source may be the number another descriptor is to get, so all sources move out of the way first.
void place_descriptors(const ChildPlan& plan) {
  int free_from = 3;
  for (std::size_t i = 0; i < plan.descriptor_count; ++i) {
    if (plan.descriptors[i].second >= free_from) free_from = plan.descriptors[i].second + 1;
  }
  for (std::size_t i = 0; i < plan.descriptor_count; ++i) {
    int& source = plan.descriptors[i].first;
    source = fcntl(source, F_DUPFD_CLOEXEC, free_from);
    if (source < 0) give_up(plan, errno, ChildError::In::exec);
  }
  for (std::size_t i = 0; i < plan.descriptor_count; ++i) {
    if (dup2(plan.descriptors[i].first, plan.descriptors[i].second) < 0) give_up(plan, errno, ChildError::In::exec);
  }
}

void join_cgroups(const ChildPlan& plan) {
  for (std::size_t i = 0; i < plan.cgroup_count; ++i) {
    if (write(plan.cgroups[i], "0", 1) != 1) give_up(plan, errno, ChildError::In::cgroup);
  }
}

// Makes raw system calls: the library's versions signal the other threads, which a forked child does not have.
void take_on_user(const ChildPlan& plan) {
  if (plan.run_as == nullptr) return;
  const unsigned id = *plan.run_as;
  if (syscall(SYS_setgroups, 0, nullptr) != 0 || syscall(SYS_setresgid, id, id, id) != 0 ||
      syscall(SYS_setresuid, id, id, id) != 0) {
    give_up(plan, errno, ChildError::In::user);
  }
}

bool put(const char* path, const char* text) {
  const int fd = open(path, O_WRONLY | O_CLOEXEC);
  const auto size = static_cast<ssize_t>(strlen(text));
  return fd >= 0 && write(fd, text, static_cast<std::size_t>(size)) == size && close(fd) == 0;
}

void mount_tmpfs(const ChildPlan& plan) {
  const TmpfsPlan& tmpfs = plan.tmpfs;
  if (tmpfs.at == nullptr) return;
  // A process that changed its user owns its own /proc files again only when it may be dumped.
  if (plan.run_as != nullptr) prctl(PR_SET_DUMPABLE, 1);
  bool good = unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0 && put("/proc/self/setgroups", "deny") &&
              put("/proc/self/uid_map", tmpfs.user_map) && put("/proc/self/gid_map", tmpfs.group_map) &&
              mount("tmpfs", tmpfs.at, "tmpfs", MS_NOSUID | MS_NODEV, tmpfs.options) == 0;
  for (std::size_t i = 0; good && i < tmpfs.folder_count; ++i) good = mkdir(tmpfs.folders[i], 0755) == 0;
  if (!good) give_up(plan, errno, ChildError::In::tmpfs);
}

// Ignored signals and the mask survive exec; handlers do not.
void reset_signals() {
  struct sigaction standard {};
  standard.sa_handler = SIG_DFL;
  for (const int number : {SIGPIPE, SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGXFSZ}) sigaction(number, &standard, nullptr);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
}

bool wait_for_go(int fd) {
  char byte = 0;
  ssize_t got = 0;
  do got = read(fd, &byte, 1);
  while (got < 0 && errno == EINTR);
  return got == 1;
}

}  // namespace

void become_program(const ChildPlan& plan) {
  setpgid(0, 0);
  close(plan.go_write);
  if (!wait_for_go(plan.go_read)) _exit(127);
  reset_signals();
  // The error pipe must outlive the moves below, and no target may land on it.
  ChildPlan moved = plan;
  moved.error_write = fcntl(plan.error_write, F_DUPFD_CLOEXEC, 512);
  if (moved.error_write < 0) moved.error_write = plan.error_write;
  join_cgroups(moved);
  take_on_user(moved);
  mount_tmpfs(moved);
  mark_close_on_exec(3);
  place_descriptors(moved);
  if (plan.working_dir != nullptr && chdir(plan.working_dir) != 0) give_up(moved, errno, ChildError::In::chdir);
  execve(plan.program, plan.argv, plan.envp);
  give_up(moved, errno, ChildError::In::exec);
}

ArgumentArea find_argument_area() {
  const std::string text = read_kernel_file("/proc/self/stat").value_or("");
  const std::size_t name_end = text.rfind(')');  // the name may hold anything
  if (name_end == std::string::npos) return {};
  std::istringstream fields(text.substr(name_end + 1));
  constexpr int kBegin = 48;  // proc(5), counted from 1; the name is the second
  std::string skipped;
  for (int field = 3; field < kBegin; ++field) fields >> skipped;
  std::uintptr_t begin = 0;
  std::uintptr_t end = 0;
  if (!(fields >> begin >> end) || begin == 0 || end <= begin) return {};
  return {reinterpret_cast<char*>(begin), end - begin};
}

void give_go(int fd) { [[maybe_unused]] const ssize_t written = write(fd, "g", 1); }

void guard_group(pid_t group, const GuardianPipes& pipes, const ArgumentArea& arguments) {
  // A session of its own: Ctrl-C and a closing terminal reach the parent, never the guardian.
  setsid();
  struct sigaction ignored {};
  ignored.sa_handler = SIG_IGN;
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) sigaction(number, &ignored, nullptr);
  constexpr char kName[] = "ql-guardian";
  prctl(PR_SET_NAME, kName);
  if (arguments.size >= sizeof kName) {
    memset(arguments.begin, 0, arguments.size);
    memcpy(arguments.begin, kName, sizeof kName);
  }
  give_go(pipes.go_write);
  // These are also the write ends of other guardians' pipes, which would otherwise never see their parent end.
  const auto kept = static_cast<unsigned>(pipes.life_read);
  if (kept > 0) close_fds(0, kept - 1);
  close_fds(kept + 1, kAllFds);
  char byte = 0;
  while (read(pipes.life_read, &byte, 1) < 0 && errno == EINTR) {
  }
  kill(-group, SIGKILL);
  _exit(0);
}

}  // namespace quantladder::sys
