// Says how long something may be waited for, what ends the wait, and who is told of it.
#pragma once

#include <chrono>
#include <functional>
#include <stop_token>
#include <string>
#include <utility>

namespace quantladder::llama {

// Called once per wait, when it has lasted two seconds; one line that says what is waited for.
using OnWaiting = std::function<void(const std::string& what)>;

constexpr std::chrono::seconds kSilentWait{2};

// A wait that begins with this value.
class SpokenWait {
 public:
  explicit SpokenWait(OnWaiting on_waiting) : on_waiting_(std::move(on_waiting)) {}

  // To be called again and again while the wait lasts.
  void go_on(const std::string& what) {
    if (!on_waiting_ || std::chrono::steady_clock::now() < began_ + kSilentWait) return;
    on_waiting_(what);
    on_waiting_ = nullptr;
  }

 private:
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  OnWaiting on_waiting_;
};

struct Patience {
  std::chrono::milliseconds limit{std::chrono::minutes(5)};
  std::stop_token stop = {};
  OnWaiting on_waiting = {};
};

}  // namespace quantladder::llama
