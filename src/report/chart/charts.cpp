#include "charts.h"

#include <array>
#include <iterator>

namespace quantladder::report {
namespace {

using Maker = Charts (*)(const Report& report, const CellTable& cells);

// In the order of the report.
constexpr std::array kMakers{
    Maker{score_chart},     Maker{difference_chart}, Maker{scatter_charts},        Maker{task_charts},
    Maker{cell_charts},     Maker{outcome_chart},    Maker{looks_chart},           Maker{divergence_chart},
    Maker{screening_chart}, Maker{speed_charts},     Maker{starts_chart},          Maker{speed_gap_charts},
    Maker{sample_charts},   Maker{swim_lanes},       Maker{published_load_charts}, Maker{radar_charts},
};

}  // namespace

std::vector<Chart> charts_of(const Report& report, const CellTable& cells, Family family) {
  Charts charts;
  for (const Maker make : kMakers) {
    Charts made = make(report, cells);
    std::move(made.begin(), made.end(), std::back_inserter(charts));
  }
  if (family == Family::all_pairs) {
    Charts made = verdict_matrix(report, cells);
    std::move(made.begin(), made.end(), std::back_inserter(charts));
  }
  return charts;
}

}  // namespace quantladder::report
