#include "quantladder/sys/process.h"

#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <mutex>
#include <thread>

#include "quantladder/core/error.h"
#include "sys/child.h"
#include "sys/child_streams.h"

namespace quantladder::sys {
namespace {

using core::Error;
using core::ErrorKind;

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (const std::string& text : texts) result.push_back(const_cast<char*>(text.c_str()));
  result.push_back(nullptr);
  return result;
}

void reap(pid_t pid) {
  while (waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
  }
}

ExitStatus to_status(const siginfo_t& ended) {
  if (ended.si_code == CLD_EXITED) return {ended.si_status, 0};
  return {0, ended.si_status};
}

std::string program_path(const SpawnOptions& options) {
  if (options.argv.empty()) throw Error(ErrorKind::environment, "cannot start a program without a name");
  if (auto found = find_program(options.argv[0])) return *found;
  throw Error(ErrorKind::environment, fmt::format("{}: no such program", options.argv[0]));
}

// One spawn at a time: a child that waits for its go-ahead holds copies of every pipe that is open then, so two of
// them could keep each other from noticing that the parent is gone.
std::mutex& spawn_mutex() {
  static std::mutex mutex;
  return mutex;
}

std::string describe(const ChildError& error, const SpawnOptions& options, const std::string& program) {
  const char* reason = std::strerror(error.number);
  switch (error.in) {
    case ChildError::In::exec:
      return fmt::format("{}: cannot be executed: {}", program, reason);
    case ChildError::In::chdir:
      return fmt::format("{}: cannot be entered: {}", options.working_dir, reason);
    case ChildError::In::cgroup:
      return fmt::format("{}: cannot join its control group: {}", program, reason);
    case ChildError::In::tmpfs:
      return fmt::format("{}: cannot be given memory files of its own: {}", program, reason);
    case ChildError::In::user:
      return fmt::format("{}: cannot run as user {}: {}", program, options.run_as.value_or(0), reason);
  }
  return reason;
}

// Owns the texts that a TmpfsPlan points to.
struct TmpfsTexts {
  std::string options;
  std::string user_map;
  std::string group_map;
  std::vector<std::string> folders;
  std::vector<const char*> pointers;

  TmpfsPlan plan(const SpawnOptions& spawn) {
    if (!spawn.private_tmpfs) return {};
    const PrivateTmpfs& tmpfs = *spawn.private_tmpfs;
    options = fmt::format("mode=0755,size={},nr_inodes={}", tmpfs.bytes, tmpfs.files);
    user_map = fmt::format("{0} {0} 1", spawn.run_as.value_or(geteuid()));
    group_map = fmt::format("{0} {0} 1", spawn.run_as.value_or(getegid()));
    for (const std::string& folder : tmpfs.folders) folders.push_back(tmpfs.at + "/" + folder);
    for (const std::string& folder : folders) pointers.push_back(folder.c_str());
    return {tmpfs.at.c_str(), options.c_str(), user_map.c_str(), group_map.c_str(), pointers.data(), pointers.size()};
  }
};

// Makes what the options alone decide of the plan.
ChildPlan make_plan(const SpawnOptions& options, std::vector<std::pair<int, int>>& descriptors, TmpfsTexts& tmpfs) {
  ChildPlan plan;
  plan.working_dir = options.working_dir.empty() ? nullptr : options.working_dir.c_str();
  plan.descriptors = descriptors.data();
  plan.descriptor_count = descriptors.size();
  plan.cgroups = options.join_cgroups.data();
  plan.cgroup_count = options.join_cgroups.size();
  plan.run_as = options.run_as ? &*options.run_as : nullptr;
  plan.tmpfs = tmpfs.plan(options);
  return plan;
}

// Returns nullopt when the pipe ends without a word: the program runs.
std::optional<ChildError> read_error(const Fd& pipe) {
  ChildError error;
  ssize_t got = 0;
  do got = read(pipe.get(), &error, sizeof error);
  while (got < 0 && errno == EINTR);
  return got == static_cast<ssize_t>(sizeof error) ? std::optional(error) : std::nullopt;
}

pid_t fork_or_throw() {
  const pid_t pid = fork();
  if (pid < 0) throw Error(ErrorKind::environment, fmt::format("cannot start a process: {}", std::strerror(errno)));
  return pid;
}

}  // namespace

Fd& Fd::operator=(Fd&& other) noexcept {
  if (this != &other) {
    reset();
    fd_ = other.release();
  }
  return *this;
}

int Fd::release() { return std::exchange(fd_, -1); }

void Fd::reset() {
  // close is not retried on EINTR: Linux has released the number by then, and another thread may own it already.
  if (fd_ >= 0) close(release());
}

struct Process::State {
  pid_t pid = 0;
  pid_t guardian = 0;  // 0: none
  Fd life;             // its closing, by us or by the kernel, wakes the guardian
  Fd pidfd;
  Fd out;
  Fd err;
  std::optional<ExitStatus> status;
  bool reaped = false;

  // The guardian gives the go-ahead: before it has left the parent's group, it could be killed together with the
  // parent.
  void fork_guardian(const Fd& go) {
    Pipe pipe = make_pipe();
    static const ArgumentArea arguments = find_argument_area();
    guardian = fork_or_throw();
    if (guardian == 0) guard_group(pid, {pipe.read.get(), go.get()}, arguments);
    life = std::move(pipe.write);
  }

  void dismiss_guardian() {
    if (guardian == 0) return;
    ::kill(guardian, SIGKILL);
    reap(guardian);
    guardian = 0;
  }

  // The leader stays a zombie until the group has been killed: while it is one, its number can't be given to a
  // stranger whom the signal would hit.
  void observe(int flags) {
    if (status) return;
    siginfo_t ended{};
    if (waitid(P_PID, static_cast<id_t>(pid), &ended, WEXITED | WNOWAIT | flags) == 0 && ended.si_pid == pid) {
      status = to_status(ended);
    }
  }

  void finish() {
    if (reaped) return;
    ::kill(-pid, SIGKILL);
    ::kill(pid, SIGKILL);  // in case it has not reached its own group yet
    while (!status) observe(0);
    dismiss_guardian();
    reap(pid);
    reaped = true;
  }
};

Process Process::spawn(const SpawnOptions& options) {
  const std::string program = program_path(options);
  const std::vector<char*> argv = pointers(options.argv);
  const std::vector<char*> envp = options.env ? pointers(*options.env) : std::vector<char*>();
  Streams streams = open_streams(options);
  std::vector<std::pair<int, int>> descriptors = descriptor_map(options, streams);
  TmpfsTexts tmpfs;

  const std::lock_guard lock(spawn_mutex());
  Pipe go = make_pipe();
  Pipe failure = make_pipe();
  ChildPlan plan = make_plan(options, descriptors, tmpfs);
  plan.program = program.c_str();
  plan.argv = argv.data();
  plan.envp = options.env ? envp.data() : environ;
  plan.go_read = go.read.get();
  plan.go_write = go.write.get();
  plan.error_write = failure.write.get();

  Process process(new State);
  State& state = *process.state_;
  state.pid = fork_or_throw();
  if (state.pid == 0) become_program(plan);
  setpgid(state.pid, state.pid);
  state.pidfd = Fd(static_cast<int>(syscall(SYS_pidfd_open, state.pid, 0)));
  state.out = std::move(streams.out.read);
  state.err = std::move(streams.err.read);

  failure.write.reset();
  if (options.when_parent_dies == WhenParentDies::kill_group) {
    state.fork_guardian(go.write);
  } else {
    give_go(go.write.get());
  }
  go.write.reset();
  if (const auto error = read_error(failure.read)) {
    throw Error(ErrorKind::environment, describe(*error, options, program));
  }
  return process;
}

Process::Process(State* state) : state_(state) {}
Process::Process(Process&& other) noexcept : state_(std::exchange(other.state_, nullptr)) {}

Process& Process::operator=(Process&& other) noexcept {
  std::swap(state_, other.state_);
  return *this;
}

Process::~Process() {
  if (state_ == nullptr) return;
  if (state_->pid > 0) state_->finish();
  delete state_;
}

pid_t Process::pid() const { return state_->pid; }
int Process::stdout_fd() const { return state_->out.get(); }
int Process::stderr_fd() const { return state_->err.get(); }
int Process::end_fd() const { return state_->pidfd.get(); }

std::optional<ExitStatus> Process::exit_status() {
  state_->observe(WNOHANG);
  return state_->status;
}

bool Process::running() { return !exit_status(); }

std::optional<ExitStatus> Process::wait_for(std::chrono::milliseconds timeout) {
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  while (running()) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0) break;
    if (state_->pidfd.valid()) {
      pollfd ended{state_->pidfd.get(), POLLIN, 0};
      poll(&ended, 1, static_cast<int>(std::min<std::int64_t>(left.count(), 60000)));
    } else {
      std::this_thread::sleep_for(std::min(left, std::chrono::milliseconds(5)));  // kernels before 5.3
    }
  }
  return state_->status;
}

void Process::signal(int number) {
  if (!state_->reaped) ::kill(state_->pid, number);
}

void Process::kill_group() { state_->finish(); }

std::string to_string(const ExitStatus& status) {
  if (status.signal != 0) return fmt::format("signal {} ({})", status.signal, strsignal(status.signal));
  return fmt::format("exit code {}", status.code);
}

}  // namespace quantladder::sys
