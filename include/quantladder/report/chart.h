// The charts of a report. Each is a pure function of values; what was not measured has no chart.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "quantladder/report/drawing.h"
#include "quantladder/report/report.h"

namespace quantladder::report {

struct Chart {
  std::string id;           // "score": of its file charts/score.svg
  std::string section;      // title of the document's section that it belongs to
  std::string title;        // what it shows
  std::string description;  // its numbers in words, for who cannot see it
  std::string caption;      // how to read it, and what not to read off it
  // Draws it. Widths of 920 and 350 are for readers at a desk and on a phone.
  std::function<Drawing(double width)> draw;
};

inline constexpr double kWideChart = 920;
inline constexpr double kNarrowChart = 350;

// Returns the charts of what a run measured, in the order of the report, the verdict matrix only of all pairs. They
// borrow nothing.
std::vector<Chart> charts_of(const Report& report, const CellTable& cells, Family family = Family::baseline);

inline constexpr std::size_t kLeastOfMatrix = 3;  // models
inline constexpr std::size_t kMostOfMatrix = 16;
// Returns each model of a run against each other one, of 3 to 16 models; else none. It is for who asked for all pairs:
// with that many comparisons less is shown of each.
std::vector<Chart> verdict_matrix(const Report& report, const CellTable& cells);

enum class Paint {
  page,   // by the page's style, which follows the reader's theme; with links
  light,  // with a style of its own, as a file
  dark,
};
// Returns an element `svg`, well-formed whatever the texts hold.
std::string to_svg(const Chart& chart, double width, Paint paint);

// Returns a picture of 1200 x 675 for posting: the sentence that answers, the core of the table and one chart.
Chart card_of(const Report& report, const CellTable& cells);
inline constexpr double kCardWidth = 1200;

// The style that the charts of a page need, in both themes.
std::string chart_style();

// Returns the fragment of the page that shows a cell: "cell/model/L3/4", with what is not plain percent-encoded.
std::string fragment_of(const NamedCell& cell);

}  // namespace quantladder::report
