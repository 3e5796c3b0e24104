#include "judge/sandbox/cage.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <cstring>

#include "judge/sandbox/bounded_text.h"
#include "quantladder/core/error.h"

namespace quantladder::judge {
namespace {

constexpr std::chrono::milliseconds kEndLimit{5000};  // for the kernel to take a killed tree down

[[noreturn]] void fail(const char* what) {
  throw core::Error(core::ErrorKind::environment, fmt::format("cannot make {}: {}", what, std::strerror(errno)));
}

// Returns the number after `"key":` in bubblewrap's status lines; nullopt when it is not there yet.
std::optional<int> status_number(const std::string& status, const std::string& key) {
  const std::size_t at = status.find("\"" + key + "\":");
  if (at == std::string::npos) return std::nullopt;
  const std::size_t digits = status.find_first_of("0123456789", at);
  const std::size_t end = digits == std::string::npos ? digits : status.find_first_not_of("0123456789", digits);
  if (end == std::string::npos) return std::nullopt;  // the line is not complete yet
  int number = 0;
  std::from_chars(status.data() + digits, status.data() + end, number);
  return number;
}

}  // namespace

Pipe make_pipe() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) fail("a pipe");
  fcntl(ends[0], F_SETFL, O_NONBLOCK);
  return {sys::Fd(ends[0]), sys::Fd(ends[1])};
}

SocketPair make_socket_pair(int type) {
  std::array<int, 2> ends{};
  if (socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, ends.data()) != 0) fail("a socket pair");
  return {sys::Fd(ends[0]), sys::Fd(ends[1])};
}

// The names are numbered, since a group that ended may still be on its way out.
std::unique_ptr<Cgroup> make_group(const Sandbox& sandbox, std::uint64_t memory_bytes, int processes,
                                   OutOfMemory kills) {
  static std::atomic<unsigned> next{0};
  if (sandbox.isolation == Isolation::unsafe_none || sandbox.cgroups.version == 0) return nullptr;
  return std::make_unique<Cgroup>(sandbox.cgroups, fmt::format("quantladder-{}-{}", getpid(), next++), memory_bytes,
                                  processes, kills);
}

void adopt_orphans() { prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); }

void reap_first_process(const std::string& status_lines) {
  const auto pid = status_number(status_lines, "child-pid");
  if (!pid) return;
  while (waitpid(*pid, nullptr, 0) < 0 && errno == EINTR) {
  }
}

std::string read_available(int fd) {
  std::array<char, 4096> block;
  const ssize_t got = read(fd, block.data(), block.size());
  return {block.data(), got > 0 ? static_cast<std::size_t>(got) : 0};
}

std::string last_words(const sys::Fd& output) {
  const std::string text = read_available(output.get());
  return text.empty() ? "it said nothing" : printable(last_line(text));
}

Cage::Cage(SpawnThread& spawner, const Sandbox& sandbox, Role role, const CommandFor& command, unsigned slot,
           Channels channels, std::unique_ptr<Cgroup> group)
    : group_(std::move(group)), bare_(sandbox.isolation == Isolation::unsafe_none) {
  if (!bare_) adopt_orphans();
  Pipe status = make_pipe();
  channels.status = status.write.get();
  Launch launch = make_launch(sandbox, role, command, slot, channels);
  if (group_) launch.options.join_cgroups = group_->procs_fds();
  process_.emplace(spawner.spawn(launch.options));
  if (launch.folder) folder_.emplace(std::move(*launch.folder));
  if (bare_) {
    init_pid_ = process_->pid();
  } else {
    status_ = std::move(status.read);
  }
}

Cage::~Cage() { kill(); }

int Cage::status_fd() const { return status_.get(); }

void Cage::note_status() {
  std::array<char, 1024> block;
  while (status_.valid()) {
    const ssize_t got = read(status_.get(), block.data(), block.size());
    if (got < 0 && errno == EINTR) continue;
    if (got == 0) status_.reset();
    if (got <= 0) break;
    status_text_.append(block.data(), static_cast<std::size_t>(got));
  }
  if (init_pid_ == 0) {
    if (const auto pid = status_number(status_text_, "child-pid")) adopt_init(*pid);
  }
  if (!exit_code_ && !killed_) exit_code_ = status_number(status_text_, "exit-code");
}

void Cage::adopt_init(pid_t pid) {
  init_pid_ = pid;
  init_ = sys::Fd(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));
}

bool Cage::running() { return process_->running() && !exit_code(); }

std::optional<int> Cage::exit_code() {
  note_status();
  if (bare_ && !exit_code_ && !killed_) {
    if (const auto status = process_->exit_status()) {
      exit_code_ = status->signal != 0 ? 128 + status->signal : status->code;
    }
  }
  return exit_code_;
}

pid_t Cage::first_process() const { return init_pid_; }

// The sandbox's first process takes its whole process namespace with it, daemons included, and the kernel reports its
// end only when all of them are gone. Killing bubblewrap alone would leave it to whoever adopts it.
void Cage::kill() {
  if (killed_) return;
  exit_code();
  killed_ = true;
  if (init_.valid()) {
    syscall(SYS_pidfd_send_signal, init_.get(), SIGKILL, nullptr, 0);
  } else if (init_pid_ > 0 && process_->running()) {
    ::kill(init_pid_, SIGKILL);
  }
  if (init_pid_ > 0) process_->wait_for(kEndLimit);
  // Last, since it ends bubblewrap's outer half too, which is the one to reap the first process.
  if (group_) group_->kill();
  process_->kill_group();
  if (init_.valid()) {
    pollfd gone{init_.get(), POLLIN, 0};
    if (poll(&gone, 1, static_cast<int>(kEndLimit.count())) == 1) reap_first_process(status_text_);
  }
}

}  // namespace quantladder::judge
