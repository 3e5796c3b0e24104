// How long something may be waited for, what ends the wait, and who is told of it.
#pragma once

#include <chrono>
#include <functional>
#include <stop_token>
#include <string>

namespace quantladder::llama {

// Called once per wait, when it has lasted two seconds; one line that says what is waited for.
using OnWaiting = std::function<void(const std::string& what)>;

constexpr std::chrono::seconds kSilentWait{2};

struct Patience {
  std::chrono::milliseconds limit{std::chrono::minutes(5)};
  std::stop_token stop = {};
  OnWaiting on_waiting = {};
};

}  // namespace quantladder::llama
