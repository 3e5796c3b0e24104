// Reads what llama-bench writes: one JSON object per test.
#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "quantladder/llama/bench_tool.h"

namespace quantladder::llama {

// Finds the objects in a text that comes piece by piece: one a line (jsonl), or the elements of a list (json), each of
// which begins on a line of its own.
class BenchOutput {
 public:
  explicit BenchOutput(std::function<void(const std::string&)> take) : take_(std::move(take)) {}

  void read(std::string_view text);  // tells `take` of each object that is now complete
  void finish();                     // the text is over: its last line need not have ended

  // The first line that belongs to no object; empty: there was none.
  const std::string& stray() const { return stray_; }

 private:
  void end_line();
  void set_aside(std::string_view text);

  std::function<void(const std::string&)> take_;
  std::string line_;    // what has come of the line
  std::string object_;  // what has come of the object that is open
  std::string stray_;
};

struct BenchLine {
  core::SpeedTest test;  // with as many repetitions as there are samples
  std::vector<double> samples_ns;
  std::string setup_json;
  std::string build;
  std::string backends;
  std::string gpu;
};
// nullopt: it is none of llama-bench's. Samples that no clock could give are left out.
std::optional<BenchLine> parse_bench_line(const std::string& object);

}  // namespace quantladder::llama
