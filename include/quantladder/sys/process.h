// A child process in a process group of its own, never left behind.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace quantladder::sys {

// A file descriptor that closes itself. Move-only.
class Fd {
 public:
  Fd() = default;
  explicit Fd(int fd) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(other.release()) {}
  Fd& operator=(Fd&& other) noexcept;
  Fd(const Fd&) = delete;
  Fd& operator=(const Fd&) = delete;
  ~Fd() { reset(); }
  int get() const { return fd_; }
  bool valid() const { return fd_ >= 0; }
  int release();
  void reset();

 private:
  int fd_ = -1;
};

struct ExitStatus {
  int code = 0;    // exit code, when signal == 0
  int signal = 0;  // terminating signal, else 0
  bool success() const { return code == 0 && signal == 0; }
};
std::string to_string(const ExitStatus& status);  // "exit code 1", "signal 9 (Killed)"

// Says what happens to the child when this process ends without running any destructor (SIGKILL, power loss of the
// terminal).
enum class WhenParentDies { keep_running, kill_group };

// Memory files with a bound on their number as well as on their size. Mounted over `at` in a user and mount namespace
// that only the child has, so no right is needed but that to make user namespaces; nothing outside sees it.
struct PrivateTmpfs {
  std::string at;  // an existing folder, which the child no longer sees
  std::uint64_t bytes = 0;
  std::uint64_t files = 0;
  std::vector<std::string> folders;  // made in it, by name
};

struct SpawnOptions {
  std::vector<std::string> argv;                // argv[0]: a path, or a name looked up on PATH
  std::optional<std::vector<std::string>> env;  // "NAME=value"; absent: this process's environment
  std::string working_dir;                      // empty: this process's
  std::string output_file;                      // stdout and stderr appended there; empty: see below
  bool capture_stdout = false;                  // readable through Process::stdout_fd()
  bool capture_stderr = false;
  std::vector<std::pair<int, int>> inherit;  // (our fd, its number in the child); all others are closed
  WhenParentDies when_parent_dies = WhenParentDies::kill_group;
  std::vector<int> join_cgroups;   // open cgroup.procs files: the child joins each before it runs anything
  std::optional<unsigned> run_as;  // user and group id that the child takes on, without supplementary groups
  std::optional<PrivateTmpfs> private_tmpfs;
};

class Process {
 public:
  // Starts the program; throws core::Error(environment) naming it when it can't be executed.
  // Stdin is /dev/null; stdout and stderr go to output_file, to a pipe, or to /dev/null.
  static Process spawn(const SpawnOptions& options);

  Process(Process&&) noexcept;
  Process& operator=(Process&&) noexcept;
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process();  // kills the whole group and reaps

  pid_t pid() const;
  int stdout_fd() const;  // -1 when not captured
  int stderr_fd() const;
  int end_fd() const;  // readable when the process has ended; -1 on kernels that have no such descriptor (before 5.3)
  bool running();      // an ended leader is reaped with its group, so its number stays taken
  std::optional<ExitStatus> exit_status();  // absent while it runs
  std::optional<ExitStatus> wait_for(std::chrono::milliseconds timeout);
  void signal(int number);  // to the process alone
  void kill_group();        // SIGKILL to the whole group, then reaps

 private:
  struct State;
  explicit Process(State* state);
  State* state_;
};

// Says how run_program came to an end: all but the first kill the whole group.
enum class RunEnd { exited, timed_out, silent, stopped, unwanted };

struct RunResult {
  ExitStatus status;
  std::string out;  // each capped at max_output bytes (the head is kept)
  std::string err;
  RunEnd end = RunEnd::exited;
};

// Says how a program is watched while it runs.
struct RunWatch {
  std::chrono::milliseconds timeout{0};
  std::optional<std::chrono::milliseconds> silence = {};  // the longest time without a byte on stdout, stderr or pipe
  std::stop_token stop = {};
  std::function<void(pid_t)> on_spawned = {};
  std::function<void(std::string_view)> on_out = {};  // what came on stdout, as it comes, all of it
  std::function<void(std::string_view)> on_err = {};  // likewise
  // A named pipe that the program is told to write a file to: made before it starts, and removed. `on_pipe` gets what
  // comes, all of it, and returns whether it wants more; the program waits while it works.
  std::string pipe = {};
  std::function<bool(std::string_view)> on_pipe = {};
  std::size_t max_output = 1 << 20;
};

// Runs to the end, capturing both streams.
RunResult run_program(SpawnOptions options, const RunWatch& watch);
RunResult run_program(const std::vector<std::string>& argv, std::chrono::milliseconds timeout,
                      std::size_t max_output = 1 << 20);

// Starts a program that outlives this process and shares no stream with it. Throws core::Error(environment) when it
// can't be executed.
void start_detached(const std::vector<std::string>& argv);

// Returns the absolute path argv[0] would be executed from; nullopt when there is none.
std::optional<std::string> find_program(const std::string& name);

}  // namespace quantladder::sys
