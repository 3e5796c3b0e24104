// Waits until one of many sockets is ready, a time has come, or another thread calls: each wake-up costs what is ready,
// however many are waited for.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "quantladder/sys/process.h"

namespace quantladder::llama {

class ReadySet {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;
  struct Ready {
    int fd = -1;
    std::uint32_t events = 0;  // EPOLLIN, EPOLLOUT, EPOLLERR, EPOLLHUP
  };

  // Throws core::Error(environment) when the kernel has no descriptors left.
  ReadySet();

  // False: the kernel has no room for one more.
  bool add(int fd, std::uint32_t events);
  void change(int fd, std::uint32_t events);
  void remove(int fd);

  // Returns the sockets that are ready; empty when it ended for another reason. nullopt: without a limit of time.
  // Valid until the next call.
  const std::vector<Ready>& wait(std::optional<TimePoint> until);
  // Ends the present or the next wait; from any thread.
  void wake();

 private:
  void arm(std::optional<TimePoint> until);

  sys::Fd epoll_;
  sys::Fd timer_;  // more exact than the milliseconds of epoll_wait
  sys::Fd call_;
  std::optional<TimePoint> armed_;
  std::vector<Ready> ready_;
};

}  // namespace quantladder::llama
