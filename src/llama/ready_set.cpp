#include "llama/ready_set.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string>

#include "quantladder/core/error.h"

namespace quantladder::llama {
namespace {

constexpr int kMostAtOnce = 128;  // the rest is ready at the next wait

int checked(int result, const char* call) {
  if (result >= 0) return result;
  throw core::Error(core::ErrorKind::environment,
                    std::string(call) + ": " + std::strerror(errno) + "; raise the limit of open files (ulimit -n)");
}

epoll_event event_of(int fd, std::uint32_t events) {
  epoll_event event{};
  event.events = events;
  event.data.fd = fd;
  return event;
}

void drain(int fd) {
  std::uint64_t count = 0;
  while (::read(fd, &count, sizeof count) > 0) {
  }
}

}  // namespace

ReadySet::ReadySet()
    : epoll_(checked(::epoll_create1(EPOLL_CLOEXEC), "epoll_create1")),
      timer_(checked(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK), "timerfd_create")),
      call_(checked(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "eventfd")) {
  checked(add(timer_.get(), EPOLLIN) && add(call_.get(), EPOLLIN) ? 0 : -1, "epoll_ctl");
}

bool ReadySet::add(int fd, std::uint32_t events) {
  epoll_event event = event_of(fd, events);
  return ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event) == 0;
}

void ReadySet::change(int fd, std::uint32_t events) {
  epoll_event event = event_of(fd, events);
  ::epoll_ctl(epoll_.get(), EPOLL_CTL_MOD, fd, &event);
}

void ReadySet::remove(int fd) { ::epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, fd, nullptr); }

// Set anew only when the time is another one: most waits end by a socket and go on with the same limit.
void ReadySet::arm(std::optional<TimePoint> until) {
  if (until == armed_) return;
  armed_ = until;
  itimerspec spec{};
  if (until) {
    const auto since_zero = std::chrono::duration_cast<std::chrono::nanoseconds>(until->time_since_epoch()).count();
    const auto at = since_zero > 0 ? since_zero : 1;  // 0 would disarm it
    spec.it_value.tv_sec = at / 1'000'000'000;
    spec.it_value.tv_nsec = at % 1'000'000'000;
  }
  ::timerfd_settime(timer_.get(), TFD_TIMER_ABSTIME, &spec, nullptr);
}

const std::vector<ReadySet::Ready>& ReadySet::wait(std::optional<TimePoint> until) {
  arm(until);
  std::array<epoll_event, kMostAtOnce> events;
  const int count = ::epoll_wait(epoll_.get(), events.data(), kMostAtOnce, -1);
  ready_.clear();
  for (int i = 0; i < count; ++i) {
    const int fd = events[static_cast<std::size_t>(i)].data.fd;
    if (fd == timer_.get()) armed_.reset();
    if (fd == timer_.get() || fd == call_.get()) {
      drain(fd);
    } else {
      ready_.push_back({fd, events[static_cast<std::size_t>(i)].events});
    }
  }
  return ready_;
}

void ReadySet::wake() {
  const std::uint64_t one = 1;
  static_cast<void>(!::write(call_.get(), &one, sizeof one));  // it fails only when a call is waiting already
}

}  // namespace quantladder::llama
