// How a cell ended, as a shape besides its colour: it is seen in print, and by who cannot tell the colours apart.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "legend.h"
#include "quantladder/core/closed_set.h"
#include "quantladder/core/outcome.h"
#include "quantladder/core/record.h"

namespace quantladder::report {

enum class CellShape {
  pass,       // full rectangle
  fail,       // bar as high as the share that was earned
  error,      // rectangle with a hole
  truncated,  // rectangle without a corner
  no_answer,  // frame
  unscored,   // small diamond
};
struct CellShapeRow {
  CellShape value;
  std::string_view id;  // of the palette too
  std::string_view name;
  std::string_view words;  // what it looks like where that is not plain
};

}  // namespace quantladder::report

template <>
inline constexpr std::array<quantladder::report::CellShapeRow, 6>
    quantladder::core::kIds<quantladder::report::CellShape>{
        {{quantladder::report::CellShape::pass, "pass", "pass", "pass"},
         {quantladder::report::CellShape::fail, "fail", "fail", "fail, as high as the share earned"},
         {quantladder::report::CellShape::error, "error", "error", "error"},
         {quantladder::report::CellShape::truncated, "truncated", "truncated", "truncated at the token limit"},
         {quantladder::report::CellShape::no_answer, "no_answer", "no answer", "no usable code"},
         {quantladder::report::CellShape::unscored, "unscored", "not scored", "not scored"}}};

namespace quantladder::report {

CellShape shape_of(core::Outcome outcome);

// Returns the share of the points or, where its points do not fall on its tests, of the tests that passed.
double share_earned(const core::Record& record);

// Adds the shape, as large as the area. `share`: of a fail.
void add_shape(Drawing& drawing, CellShape shape, double share, const Frame& area);

// Returns the legend of those shapes that there are; `counts`: of each, in the order of the shapes.
using ShapeCounts = std::array<int, core::kIds<CellShape>.size()>;
std::vector<LegendEntry> legend_of(const ShapeCounts& counts);

}  // namespace quantladder::report
