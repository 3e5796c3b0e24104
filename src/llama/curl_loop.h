// libcurl's transfers on one epoll: a wake-up costs the sockets that are ready, however many are open.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <set>
#include <vector>

#include "llama/arrivals.h"
#include "llama/curl.h"
#include "llama/ready_set.h"

namespace quantladder::llama {

// The time of what libcurl reads of a socket at one go: taken when it hands the first bytes over, so that it is never
// earlier than they came.
class ReadTime {
 public:
  using Clock = std::chrono::steady_clock;
  void forget() { at_.reset(); }
  Clock::time_point get() {
    if (!at_) at_ = Clock::now();
    return *at_;
  }

 private:
  std::optional<Clock::time_point> at_;
};

class CurlLoop {
 public:
  using Clock = std::chrono::steady_clock;
  // Called before the bytes of a transfer are read, with the time that they have lain there at most.
  using OnRead = std::function<void(CURL* easy, std::chrono::nanoseconds lag)>;
  explicit CurlLoop(OnRead on_read);
  CurlLoop(const CurlLoop&) = delete;
  CurlLoop& operator=(const CurlLoop&) = delete;

  void add(CURL* easy) { curl_multi_add_handle(multi_.get(), easy); }
  void remove(CURL* easy) {
    lost_.erase(easy);
    curl_multi_remove_handle(multi_.get(), easy);
  }

  // Waits until a socket is ready, `until` has come or wake() is called, and lets libcurl do what is to be done then.
  void run_once(std::optional<Clock::time_point> until);

  struct Ended {
    CURL* easy;
    CURLcode code;
  };
  std::optional<Ended> next_ended();

  // Ends the wait; from any thread.
  void wake() { ready_.wake(); }

  ReadTime& read_time() { return read_time_; }

 private:
  static int on_socket(CURL* easy, curl_socket_t socket, int wanted, void* self, void* known);
  static int on_timer(CURLM*, long timeout_ms, void* self);
  bool watch(CURL* easy, int socket, int wanted);
  void serve(const ReadySet::Ready& ready);
  std::chrono::nanoseconds lag_of(CURL* easy, int socket);

  OnRead on_read_;
  ReadySet ready_;              // libcurl tells it of sockets until the end
  std::vector<CURL*> watched_;  // by socket
  std::set<CURL*> lost_;        // a look at the next byte took the news of it from libcurl
  std::optional<Clock::time_point> timer_;
  ArrivalClock clock_;
  Clock::time_point woken_;                   // by the last wait
  bool in_order_ = false;                     // what is ready now, but for less than matters
  std::optional<Clock::time_point> arrival_;  // the oldest of what is ready now; where that is not in order, the last
  ReadTime read_time_;
  CurlMulti multi_;
};

}  // namespace quantladder::llama
