// A test of a suite of speed: as llama-bench has it, or the same lengths at a server.
#pragma once

#include <optional>
#include <string>

namespace quantladder::core {

// Times a prompt of `prompt` tokens, or `generated` tokens one by one, behind `depth` tokens of context.
// Exactly one of the first two is above 0. A served one generates behind a prompt of `depth` tokens, which is timed
// too.
struct SpeedTest {
  int prompt = 0;
  int generated = 0;
  int depth = 0;
  int repetitions = 5;
  bool is_served = false;

  friend bool operator==(const SpeedTest&, const SpeedTest&) = default;
};

inline constexpr int kMostSpeedTokens = 1 << 20;  // in each of the three numbers

// Returns the test's name, which says it all but the repetitions: "pp512", "tg128@d4096", "served-tg128@d512".
std::string to_string(const SpeedTest& test);
// Returns the test of this name; nullopt where `name` is no name of a test.
std::optional<SpeedTest> parse_speed_test(const std::string& name);

}  // namespace quantladder::core
