// What the memory meter saw over the life of one server start, thinned for a picture.
#pragma once

#include <string>
#include <vector>

#include "quantladder/core/closed_set.h"

namespace quantladder::core {

enum class Sampled { process_bytes, device_bytes, resident_bytes, power_w };
struct SampledRow {
  Sampled value;
  std::string_view id;
};
template <>
inline constexpr std::array<SampledRow, 4> kIds<Sampled>{{{Sampled::process_bytes, "process_bytes"},
                                                          {Sampled::device_bytes, "device_bytes"},
                                                          {Sampled::resident_bytes, "resident_bytes"},
                                                          {Sampled::power_w, "power_w"}}};

struct SampledPoint {
  double ms = 0;  // since the start
  double value = 0;

  friend bool operator==(const SampledPoint&, const SampledPoint&) = default;
};

struct SampledLine {
  Sampled what = Sampled::process_bytes;
  int gpu = -1;                      // its number; -1: of no GPU
  std::vector<SampledPoint> points;  // by time; of each stretch the lowest and the highest
};

struct SampledStart {
  std::string model;
  int number = 1;  // of the start
  std::vector<SampledLine> lines;
};

}  // namespace quantladder::core
