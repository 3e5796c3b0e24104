#include "judge/confined_run.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>

#include "judge/bounded_text.h"
#include "quantladder/core/error.h"

namespace quantladder::judge {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr std::chrono::seconds kStartLimit{30};  // for the sandbox and the import of pytest on a busy machine
constexpr milliseconds kExitLimit{1000};         // from the complete report to the runner's own end

struct Pipe {
  sys::Fd read;
  sys::Fd write;
};

Pipe make_pipe() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) {
    throw core::Error(core::ErrorKind::environment, fmt::format("cannot make a pipe: {}", std::strerror(errno)));
  }
  fcntl(ends[0], F_SETFL, O_NONBLOCK);
  return {sys::Fd(ends[0]), sys::Fd(ends[1])};
}

std::string runner_settings(const Sandbox& sandbox, const RunRequest& request, const Layout& layout) {
  constexpr std::int64_t kMib = 1 << 20;
  nlohmann::json tests = nlohmann::json::array();
  for (const core::AnswerFile& test : request.files.tests) tests.push_back(test.path);
  nlohmann::json limits = {// Address space, not memory: the interpreter, pytest and thread stacks reserve plenty.
                           {"AS", (request.limits.memory_mib + 1024) * kMib},
                           {"CPU", static_cast<std::int64_t>(std::ceil(request.limits.cpu_s)) + 1},
                           {"FSIZE", 64 * kMib},
                           {"NOFILE", 256},
                           {"CORE", 0}};
  // Inside a user namespace the kernel counts that namespace's processes; outside, all of the user's.
  if (sandbox.isolation == Isolation::sandboxed) limits["NPROC"] = kProcesses;
  return nlohmann::json{{"mode", request.mode == RunnerMode::judge ? "judge" : "collect"},
                        {"module", request.module},
                        {"box", layout.box},
                        {"tests_dir", layout.tests},
                        {"tests", tests},
                        {"report_fd", kReportFd},
                        {"limits", limits}}
      .dump();
}

// The number after `"key":` in bubblewrap's status lines.
std::optional<int> status_number(const std::string& status, const std::string& key) {
  const std::size_t at = status.find("\"" + key + "\":");
  if (at == std::string::npos) return std::nullopt;
  const std::size_t digits = status.find_first_of("0123456789", at);
  const std::size_t end = digits == std::string::npos ? digits : status.find_first_not_of("0123456789", digits);
  if (end == std::string::npos) return std::nullopt;  // the line is not complete yet
  return std::stoi(status.substr(digits, end - digits));
}

class Watch {
 public:
  Watch(sys::Process process, Pipe report, Pipe status, double wall_s)
      : process_(std::move(process)),
        report_(std::move(report.read)),
        status_(std::move(status.read)),
        wall_(std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(wall_s))),
        deadline_(Clock::now() + kStartLimit) {
    for (const int fd : {process_.stdout_fd(), process_.stderr_fd()}) fcntl(fd, F_SETFL, O_NONBLOCK);
  }

  RunFacts run() {
    while (!over()) {
      std::array<pollfd, 4> streams{pollfd{process_.stdout_fd(), POLLIN, 0}, pollfd{process_.stderr_fd(), POLLIN, 0},
                                    pollfd{report_.get(), POLLIN, 0}, pollfd{status_.get(), POLLIN, 0}};
      for (std::size_t i = 0; i < streams.size(); ++i) {
        if (ended_[i]) streams[i].fd = -1;
      }
      poll(streams.data(), streams.size(), 20);
      read_all();
      note_progress();
    }
    facts_.wall_ms = std::chrono::duration<double, std::milli>(Clock::now() - ready_at_.value_or(Clock::now())).count();
    kill_all();
    for (int turns = 0; turns < 64 && read_all(); ++turns) {
    }
    note_progress();
    facts_.output = output_.text();
    facts_.output_bytes = output_.total();
    return std::move(facts_);
  }

 private:
  bool over() {
    if (facts_.output_overflow || facts_.report_overflow || facts_.exit_code || !process_.running()) return true;
    if (Clock::now() < deadline_) return false;
    facts_.timed_out = !reported_;
    return true;
  }

  // The clock starts when the harness's own part is done, and a complete report ends it.
  void note_progress() {
    if (!facts_.ready && facts_.report.rfind("{\"ready\": true}\n", 0) == 0) {
      facts_.ready = true;
      ready_at_ = Clock::now();
      deadline_ = *ready_at_ + wall_;
    }
    if (facts_.ready && !reported_ && facts_.report.find("\n{\"end\": ") != std::string::npos &&
        facts_.report.back() == '\n') {
      reported_ = true;
      deadline_ = std::min(deadline_, Clock::now()) + kExitLimit;
    }
    if (!init_.valid()) {
      if (const auto pid = status_number(status_text_, "child-pid")) {
        init_ = sys::Fd(static_cast<int>(syscall(SYS_pidfd_open, *pid, 0)));
        init_pid_ = *pid;
      }
    }
    if (!facts_.exit_code) facts_.exit_code = status_number(status_text_, "exit-code");
  }

  // True when something was read.
  bool read_all() {
    bool any = take(0, process_.stdout_fd(), [&](std::string_view text) { output_.add(text); });
    any = take(1, process_.stderr_fd(), [&](std::string_view text) { output_.add(text); }) || any;
    any = take(2, report_.get(), [&](std::string_view text) { facts_.report += text; }) || any;
    any = take(3, status_.get(), [&](std::string_view text) { status_text_ += text; }) || any;
    facts_.output_overflow = output_.total() > kOutputLimit;
    facts_.report_overflow = facts_.report.size() > kReportLimit;
    return any && !facts_.report_overflow;
  }

  template <typename Sink>
  bool take(std::size_t stream, int fd, Sink sink) {
    if (ended_[stream]) return false;
    const ssize_t got = read(fd, block_.data(), block_.size());
    if (got > 0) sink(std::string_view(block_.data(), static_cast<std::size_t>(got)));
    if (got == 0) ended_[stream] = true;
    return got > 0;
  }

  // The sandbox's first process takes its whole process namespace with it, daemons included, and the kernel reports
  // its end only when all of them are gone. Killing bubblewrap alone would leave it to whoever adopts it.
  void kill_all() {
    if (init_.valid()) {
      syscall(SYS_pidfd_send_signal, init_.get(), SIGKILL, nullptr, 0);
    } else if (init_pid_ > 0 && process_.running()) {
      kill(init_pid_, SIGKILL);
    }
    if (init_pid_ > 0) process_.wait_for(milliseconds(5000));
    // Without a sandbox there is no status pipe, and the process's own status is the runner's.
    const auto status = process_.exit_status();
    if (status && init_pid_ == 0 && !facts_.timed_out) {
      facts_.exit_code = status->signal != 0 ? 128 + status->signal : status->code;
    }
    process_.kill_group();
    if (init_.valid()) {
      pollfd gone{init_.get(), POLLIN, 0};
      poll(&gone, 1, 5000);
    }
  }

  sys::Process process_;
  sys::Fd report_;
  sys::Fd status_;
  Clock::duration wall_;
  Clock::time_point deadline_;
  std::optional<Clock::time_point> ready_at_;
  bool reported_ = false;
  sys::Fd init_;
  pid_t init_pid_ = 0;
  std::string status_text_;
  BoundedText output_{kKeptOutput};
  RunFacts facts_;
  std::array<bool, 4> ended_{};
  std::array<char, 65536> block_;
};

}  // namespace

RunFacts run_confined(const Sandbox& sandbox, const RunRequest& request, unsigned slot) {
  Pipe report = make_pipe();
  Pipe status = make_pipe();
  const CommandFor command = [&](const Layout& layout) -> std::vector<std::string> {
    return {sandbox.python, "-s", "-B", layout.runner, runner_settings(sandbox, request, layout)};
  };
  const bool bare = sandbox.isolation == Isolation::unsafe_none;
  const int report_fd = report.write.get();
  Launch launch = bare ? make_bare_launch(request.files, command, report_fd)
                       : make_sandboxed_launch(sandbox, request.files, command, slot, report_fd, status.write.get());
  launch.options.capture_stdout = true;
  launch.options.capture_stderr = true;
  std::optional<Cgroup> group;
  if (!bare && sandbox.cgroups.version != 0) {
    group.emplace(sandbox.cgroups, fmt::format("quantladder-{}-{}", getpid(), slot),
                  static_cast<std::uint64_t>(request.limits.memory_mib) << 20, kProcesses + 16);
    launch.options.join_cgroups = group->procs_fds();
  }
  sys::Process process = sys::Process::spawn(launch.options);
  launch.kept.clear();
  report.write.reset();
  status.write.reset();
  RunFacts facts = Watch(std::move(process), std::move(report), std::move(status), request.limits.wall_s).run();
  facts.out_of_memory = group && group->killed_for_memory();
  return facts;
}

}  // namespace quantladder::judge
