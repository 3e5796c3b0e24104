// How far a run is, in numbers: what Progress counts and the screen shows. Values only.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "quantladder/core/suite_kind.h"

namespace quantladder::cli {

struct KindCounts {
  int to_run = 0;
  int settled = 0;
  int left_out = 0;         // not run
  double generating_s = 0;  // wall time since its servers were ready

  int open() const { return to_run - settled - left_out; }
};

// Of one model; what an earlier session did is not in it.
struct ModelCounts {
  std::string id;
  std::map<core::SuiteKind, KindCounts> kinds;  // cells of one kind go at one pace
  int scored = 0;
  int passed = 0;
  bool is_dropped = false;                   // nothing more is measured of it
  int faults = 0;                            // attempts without a result: repeated, or left without a score
  std::optional<double> tokens_per_s;        // of its newest generation
  int server_start = 0;                      // the newest one of which something was measured
  std::optional<std::uint64_t> peak_memory;  // bytes, of that start

  int to_run() const;
  int done() const;
  void drop();
  void begin_start(int number);
  void see_memory(int start, std::optional<std::uint64_t> bytes);  // start: 0, where none is known
};

struct RunCounts {
  std::vector<ModelCounts> models;  // in the order they run
  std::string running;              // the model whose cells are measured now; empty: none yet
  int iteration = 0;                // 0: not known
  int in_flight = 0;

  ModelCounts& of(const std::string& model);  // adds it where it is not there
  const ModelCounts* running_model() const;   // nullptr: none
  int to_run() const;
  int done() const;
};

// The time for the open cells of one model, or of all: each kind of a model at its own pace so far, what was hardly
// seen at the pace of all. nullopt: nothing was measured yet.
std::optional<double> seconds_left(const RunCounts& run, const ModelCounts& model);
std::optional<double> seconds_left(const RunCounts& run);

// Returns "[12/40] a it 2  3 in flight  85.7 tokens/s  passed 9/12  ETA 3 min 20 s"; "" where nothing is to run. What
// is longer than `width` columns is cut, the model's name first.
std::string status_line(const RunCounts& run, int width = std::numeric_limits<int>::max());

}  // namespace quantladder::cli
