// Places for the names of points, where they cover no mark and no other name.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "axis.h"

namespace quantladder::report {

class LabelPlaces {
 public:
  explicit LabelPlaces(const Frame& within) : within_(within) {}

  // Nothing is to be written there.
  void keep_clear(const Frame& area) { taken_.push_back(area); }
  // Returns the text beside the point, and keeps its place clear; nullopt: there is no free place. `gap`: the radius of
  // the point.
  std::optional<TextMark> place(const std::string& text, double x, double y, double gap);

 private:
  bool is_free(const Frame& area) const;

  Frame within_;
  std::vector<Frame> taken_;
};

}  // namespace quantladder::report
