#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <filesystem>

#include "quantladder/sys/process.h"

namespace quantladder::sys {
namespace {

using Clock = std::chrono::steady_clock;

enum class Stream { open, drained, ended };

// Reads what is there now. The pipe stays open for as long as anyone holds its other end, which a daemon may do for
// ever: so its end is never waited for.
Stream drain(int fd, std::string& into, std::size_t cap) {
  std::array<char, 65536> block;
  const ssize_t got = read(fd, block.data(), block.size());
  if (got == 0) return Stream::ended;
  if (got < 0) return errno == EAGAIN || errno == EINTR ? Stream::drained : Stream::ended;
  into.append(block.data(), std::min(static_cast<std::size_t>(got), cap - into.size()));
  return Stream::open;
}

void drain_all(int fd, std::string& into, std::size_t cap) {
  // Bounded: a process that left the group may go on writing for ever.
  for (int blocks = 0; blocks < 64 && drain(fd, into, cap) == Stream::open; ++blocks) {
  }
}

bool executable_file(const std::filesystem::path& path) {
  std::error_code ignored;
  return std::filesystem::is_regular_file(path, ignored) && access(path.c_str(), X_OK) == 0;
}

}  // namespace

RunResult run_program(const std::vector<std::string>& argv, std::chrono::milliseconds timeout, std::size_t max_output) {
  SpawnOptions options;
  options.argv = argv;
  options.capture_stdout = true;
  options.capture_stderr = true;
  Process process = Process::spawn(options);
  std::array<pollfd, 3> awaited{pollfd{process.stdout_fd(), POLLIN, 0}, pollfd{process.stderr_fd(), POLLIN, 0},
                                pollfd{process.end_fd(), POLLIN, 0}};
  for (const int stream : {process.stdout_fd(), process.stderr_fd()}) fcntl(stream, F_SETFL, O_NONBLOCK);

  RunResult result;
  const std::array<std::string*, 2> texts{&result.out, &result.err};
  const auto deadline = Clock::now() + timeout;
  while (process.running()) {
    if (Clock::now() >= deadline) {
      result.timed_out = true;
      process.kill_group();
      break;
    }
    // The process may end while something it started keeps both pipes open. Short turns for kernels without end_fd().
    if (poll(awaited.data(), awaited.size(), 10) <= 0) continue;
    for (std::size_t i = 0; i < texts.size(); ++i) {
      if (awaited[i].revents != 0 && drain(awaited[i].fd, *texts[i], max_output) == Stream::ended) awaited[i].fd = -1;
    }
  }
  drain_all(process.stdout_fd(), result.out, max_output);
  drain_all(process.stderr_fd(), result.err, max_output);
  result.status = *process.exit_status();
  return result;
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
