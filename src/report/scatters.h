// What is drawn of a run: one figure of each model against another one.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "quantladder/report/measure.h"
#include "quantladder/report/report.h"

namespace quantladder::report {

struct ScatterPoint {
  std::string model;
  Figure x;
  Figure y;
  bool is_origin = false;           // y is 0 by definition: the distances are from this model
  std::optional<FrontPlace> place;  // of distances only, which the front is about
};

struct Scatter {
  std::string id;  // "size_kld"
  const Measure* x = nullptr;
  const Measure* y = nullptr;
  std::vector<ScatterPoint> points;  // in the run's order
};

// Returns size and speed against KL divergence, and size, memory and speed against the score, each where two models or
// more have both.
std::vector<Scatter> scatters_of(const Report& report);

}  // namespace quantladder::report
