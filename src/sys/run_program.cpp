#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "quantladder/core/error.h"
#include "quantladder/sys/process.h"

namespace quantladder::sys {
namespace {

using SteadyClock = std::chrono::steady_clock;

// Kernels without end_fd() tell of the end by nothing but running().
constexpr std::chrono::milliseconds kTurn{100};
constexpr std::chrono::milliseconds kTurnWithoutEndFd{10};

enum class Stream { open, drained, ended };

// Holds one of the child's output streams.
struct Captured {
  int fd;
  std::string* into;
  std::function<void(std::string_view)> tell;  // empty: nobody listens
};

// Reads what is there now. The pipe stays open for as long as anyone holds its other end, which a daemon may do for
// ever: so its end is never waited for.
Stream drain(const Captured& stream, std::size_t cap) {
  std::array<char, 65536> block;
  const ssize_t got = read(stream.fd, block.data(), block.size());
  if (got == 0) return Stream::ended;
  if (got < 0) return errno == EAGAIN || errno == EINTR ? Stream::drained : Stream::ended;
  const std::string_view text(block.data(), static_cast<std::size_t>(got));
  stream.into->append(text.substr(0, cap - stream.into->size()));
  if (stream.tell) stream.tell(text);
  return Stream::open;
}

void drain_all(const Captured& stream, std::size_t cap) {
  // Bounded: a process that left the group may go on writing for ever.
  for (int blocks = 0; blocks < 64 && drain(stream, cap) == Stream::open; ++blocks) {
  }
}

// The reading end of a named pipe, which is there as long as this object.
class NamedPipe {
 public:
  explicit NamedPipe(const RunWatch& watch) : watch_(watch) {
    if (watch.pipe.empty()) return;
    // Opened without waiting for a writer: there is none yet.
    if (mkfifo(watch.pipe.c_str(), 0600) == 0) fd_ = Fd(open(watch.pipe.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    if (!fd_.valid()) {
      throw core::Error(core::ErrorKind::environment,
                        "cannot make the named pipe " + watch.pipe + ": " + std::strerror(errno));
    }
    fcntl(fd_.get(), F_SETPIPE_SZ, kBlock);  // fewer turns; where it is refused, the pipe stays as it is
    block_.resize(kBlock);
  }
  ~NamedPipe() {
    if (fd_.valid()) unlink(watch_.pipe.c_str());
  }
  NamedPipe(const NamedPipe&) = delete;
  NamedPipe& operator=(const NamedPipe&) = delete;

  int fd() const { return fd_.get(); }
  bool is_wanted() const { return is_wanted_; }

  // Reads what is there now.
  Stream drain() {
    if (!fd_.valid()) return Stream::ended;
    const ssize_t got = read(fd_.get(), block_.data(), block_.size());
    if (got == 0) return Stream::ended;
    if (got < 0) return errno == EAGAIN || errno == EINTR ? Stream::drained : Stream::ended;
    is_wanted_ = is_wanted_ && watch_.on_pipe({block_.data(), static_cast<std::size_t>(got)});
    return is_wanted_ ? Stream::open : Stream::ended;
  }

 private:
  static constexpr int kBlock = 1 << 20;
  const RunWatch& watch_;
  Fd fd_;
  std::vector<char> block_;
  bool is_wanted_ = true;
};

// Knows how long a watched program has run, and has been silent.
class Patience {
 public:
  explicit Patience(const RunWatch& watch) : watch_(watch) {}
  void heard() { last_ = SteadyClock::now(); }
  // `exited`: nothing ends it yet.
  RunEnd check() const {
    if (watch_.stop.stop_requested()) return RunEnd::stopped;
    const auto now = SteadyClock::now();
    if (now - start_ >= watch_.timeout) return RunEnd::timed_out;
    return watch_.silence && now - last_ >= *watch_.silence ? RunEnd::silent : RunEnd::exited;
  }

 private:
  const RunWatch& watch_;
  SteadyClock::time_point start_ = SteadyClock::now();
  SteadyClock::time_point last_ = start_;
};

bool executable_file(const std::filesystem::path& path) {
  std::error_code ignored;
  return std::filesystem::is_regular_file(path, ignored) && access(path.c_str(), X_OK) == 0;
}

}  // namespace

RunResult run_program(SpawnOptions options, const RunWatch& watch) {
  options.capture_stdout = options.capture_stderr = true;
  NamedPipe pipe(watch);
  Process process = Process::spawn(options);
  if (watch.on_spawned) watch.on_spawned(process.pid());
  RunResult result;
  const std::array<Captured, 2> streams{
      {{process.stdout_fd(), &result.out, watch.on_out}, {process.stderr_fd(), &result.err, watch.on_err}}};
  std::array<pollfd, 4> awaited{
      {{streams[0].fd, POLLIN, 0}, {streams[1].fd, POLLIN, 0}, {process.end_fd(), POLLIN, 0}, {pipe.fd(), POLLIN, 0}}};
  for (const auto& stream : streams) fcntl(stream.fd, F_SETFL, O_NONBLOCK);
  const auto turn = process.end_fd() < 0 ? kTurnWithoutEndFd : kTurn;
  Patience patience(watch);
  while (process.running()) {
    result.end = pipe.is_wanted() ? patience.check() : RunEnd::unwanted;
    if (result.end != RunEnd::exited) {
      process.kill_group();
      break;
    }
    // The process may end while something it started keeps both pipes open.
    if (poll(awaited.data(), awaited.size(), static_cast<int>(turn.count())) <= 0) continue;
    for (std::size_t i = 0; i < streams.size(); ++i) {
      if (awaited[i].revents == 0) continue;
      if (drain(streams[i], watch.max_output) == Stream::ended) awaited[i].fd = -1;
      patience.heard();
    }
    if (awaited.back().revents == 0) continue;
    if (pipe.drain() == Stream::ended) awaited.back().fd = -1;
    patience.heard();
  }
  for (const auto& stream : streams) drain_all(stream, watch.max_output);
  // The program has ended, so what is left of its file is in the pipe.
  for (Stream left = Stream::open; left == Stream::open && result.end == RunEnd::exited;) left = pipe.drain();
  result.status = *process.exit_status();
  return result;
}

RunResult run_program(const std::vector<std::string>& argv, std::chrono::milliseconds timeout, std::size_t max_output) {
  return run_program(SpawnOptions{.argv = argv}, RunWatch{.timeout = timeout, .max_output = max_output});
}

std::optional<std::string> find_program(const std::string& name) {
  if (name.empty()) return std::nullopt;
  if (name.find('/') != std::string::npos) {
    if (!executable_file(name)) return std::nullopt;
    return std::filesystem::absolute(name).string();
  }
  const char* variable = std::getenv("PATH");
  const std::string path = variable != nullptr ? variable : "/usr/local/bin:/usr/bin:/bin";
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find(':', begin), path.size());
    const std::filesystem::path folder = path.substr(begin, end - begin);
    if (!folder.empty() && executable_file(folder / name)) return std::filesystem::absolute(folder / name).string();
    begin = end + 1;
  }
  return std::nullopt;
}

}  // namespace quantladder::sys
