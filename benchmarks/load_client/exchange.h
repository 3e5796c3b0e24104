// What a client under test says of each of its requests, as a line of JSON that load_client.py reads. Times are those
// of CLOCK_MONOTONIC in microseconds, which is the null server's clock too.
#pragma once

#include <fmt/format.h>

#include <chrono>
#include <cstdint>
#include <ctime>
#include <fstream>
#include <string>
#include <vector>

namespace load_client {

using Clock = std::chrono::steady_clock;

inline double to_us(Clock::time_point at) {
  return std::chrono::duration<double, std::micro>(at.time_since_epoch()).count();
}

inline std::string list_of(const std::vector<Clock::time_point>& times) {
  std::string text;
  for (const auto at : times) text += fmt::format("{}{:.1f}", text.empty() ? "" : ",", to_us(at));
  return "[" + text + "]";
}

struct Exchange {
  std::uint64_t seed = 0;
  Clock::time_point sent;
  std::vector<Clock::time_point> arrivals;  // of events that hold text
};

inline void print_exchange(const Exchange& exchange) {
  fmt::print("{{\"seed\":{},\"sent\":{:.1f},\"arrivals\":{}}}\n", exchange.seed, to_us(exchange.sent),
             list_of(exchange.arrivals));
}

inline double seconds_of(clockid_t clock) {
  timespec time{};
  ::clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

// Its most resident memory; getrusage would tell that of the driver, which it was forked from.
inline double peak_mib() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmHWM:")) return std::stod(line.substr(6)) / 1024;
  }
  return 0;
}

inline void print_cost(double process_cpu_s, double loop_cpu_s) {
  fmt::print("{{\"cpu_process_s\":{:.6f},\"cpu_loop_s\":{:.6f},\"rss_mib\":{:.1f}}}\n", process_cpu_s, loop_cpu_s,
             peak_mib());
}

}  // namespace load_client
