#include "sys/nvidia_smi_loop.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>

#include "quantladder/core/error.h"
#include "sys/nvidia_smi.h"

namespace quantladder::sys {
namespace {

constexpr std::chrono::milliseconds kLongestPause{30'000};
constexpr std::size_t kLongestLine = 4096;

void make_nonblocking(int fd) {
  if (fd >= 0) fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
}

// A driver that hangs can leave the program in a sleep that not even SIGKILL ends. Waiting for it would hang the run
// too, so such a process is left to the kernel.
void end_or_abandon(Process process) {
  ::kill(-process.pid(), SIGKILL);
  if (process.wait_for(std::chrono::milliseconds(1000))) return;
  [[maybe_unused]] auto* abandoned = std::make_unique<Process>(std::move(process)).release();
}

}  // namespace

NvidiaSmiLoop::NvidiaSmiLoop(const MeterOptions& options, const char* query, Silence silence, TakeLine take)
    : options_(options), query_(query), silence_(silence), take_(std::move(take)), pause_(options.restart_after) {}

NvidiaSmiLoop::Tended NvidiaSmiLoop::tend(MeterTime now, SampleLog& log) {
  if (!process_) {
    if (now >= due_) start(now, log);
    return Tended::well;
  }
  if (silence_ == Silence::is_normal || now - last_row_ <= options_.silence_limit) return Tended::well;
  const double quiet_s = std::chrono::duration<double>(options_.silence_limit).count();
  give_up(now, fmt::format("sent {} for {:.1f} s", spoke_ ? "no row that can be read" : "nothing", quiet_s), log);
  return Tended::hung;
}

void NvidiaSmiLoop::start(MeterTime now, SampleLog& log) {
  const SpawnOptions spawn{
      .argv = {options_.nvidia_smi, query_, kCsvFormat, "-lms", std::to_string(options_.period.count())},
      .capture_stdout = true,
      .capture_stderr = true};
  last_words_.clear();
  spoke_ = false;
  try {
    process_ = Process::spawn(spawn);
  } catch (const core::Error& error) {
    give_up(now, error.what(), log);
    return;
  }
  out_ = {process_->stdout_fd(), {}};
  err_ = {process_->stderr_fd(), {}};
  make_nonblocking(out_.fd);
  make_nonblocking(err_.fd);
  last_row_ = now;
}

void NvidiaSmiLoop::stop() {
  if (process_) end_or_abandon(std::move(*process_));
  process_.reset();
  out_ = err_ = {};
}

void NvidiaSmiLoop::give_up(MeterTime now, const std::string& why, SampleLog& log) {
  stop();
  failed_ = true;
  log.note(now, fmt::format("nvidia-smi {}{}{}; restarted", why, last_words_.empty() ? "" : ": ", last_words_));
  due_ = now + pause_;
  pause_ = std::min(pause_ * 2, kLongestPause);
}

void NvidiaSmiLoop::add_to(std::vector<pollfd>& polled) const {
  for (const Stream* stream : {&out_, &err_}) {
    if (stream->fd >= 0) polled.push_back({stream->fd, POLLIN, 0});
  }
}

void NvidiaSmiLoop::drain(MeterTime now, SampleLog& log) {
  if (!process_) return;
  const bool err_open = drain(err_, now);
  const bool out_open = drain(out_, now);
  if (!err_open) err_.fd = -1;  // Polling a closed pipe would spin.
  if (out_open) return;
  const auto status = process_->wait_for(std::chrono::milliseconds(200));
  give_up(now, status ? fmt::format("ended with {}", to_string(*status)) : "closed its output", log);
}

bool NvidiaSmiLoop::drain(Stream& stream, MeterTime now) {
  std::array<char, 8192> block;
  while (stream.fd >= 0) {
    const ssize_t got = read(stream.fd, block.data(), block.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return errno == EAGAIN;
    if (got == 0) break;
    stream.rest.append(block.data(), static_cast<std::size_t>(got));
    std::size_t begin = 0;
    for (std::size_t end; (end = stream.rest.find('\n', begin)) != std::string::npos; begin = end + 1) {
      take_line(std::string_view(stream.rest).substr(begin, end - begin), now);
    }
    stream.rest.erase(0, begin);
    if (stream.rest.size() > kLongestLine) stream.rest.clear();
  }
  if (!stream.rest.empty()) take_line(stream.rest, now);
  stream.rest.clear();
  return false;
}

void NvidiaSmiLoop::take_line(std::string_view line, MeterTime now) {
  if (take_(line)) {
    last_row_ = last_row_ever_ = now;
    spoke_ = false;
    pause_ = options_.restart_after;
  } else if (line.find_first_not_of(" \t\r") != std::string_view::npos) {
    last_words_ = line.substr(0, 200);
    spoke_ = true;
  }
}

}  // namespace quantladder::sys
