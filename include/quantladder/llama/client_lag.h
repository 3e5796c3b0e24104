// How late the client read what had arrived: its own part in every time that it measures.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace quantladder::llama {

// From the moment when the kernel had the bytes to the moment when the loop read them; where the kernel does not tell
// the former, from the moment when the loop could first have known of them.
struct ReadLag {
  std::uint64_t reads = 0;
  double p99_ms = 0;
  double worst_ms = 0;
};

struct ClientLag {
  ReadLag all;       // since the client began
  double cpu_s = 0;  // processor time of the loop so far
};

// Beyond either of these the client itself may be the cause of a time: the first over so many reads at least, since the
// p99 of fewer is their worst.
constexpr std::uint64_t kDoubtedLagReads = 100;
constexpr double kDoubtedLagP99Ms = 10;
constexpr double kDoubtedLagWorstMs = 50;

// Returns the doubt in one line; nullopt below both limits.
std::optional<std::string> lag_doubt(const ReadLag& lag);

}  // namespace quantladder::llama
