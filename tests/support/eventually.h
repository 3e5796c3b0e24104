// Waiting for what another process or thread does, with an end.
#pragma once

#include <chrono>
#include <functional>
#include <thread>

namespace quantladder::test {

// Whether `holds` comes true. The limit is only met where something is broken: no machine is as slow as that.
inline bool eventually(const std::function<bool()>& holds, std::chrono::seconds limit = std::chrono::seconds(120)) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  while (!holds()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

}  // namespace quantladder::test
