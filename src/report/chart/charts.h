// The makers of charts: each returns those of its kind that the run has something for, or none.
#pragma once

#include <vector>

#include "quantladder/report/chart.h"

namespace quantladder::report {

using Charts = std::vector<Chart>;

Charts score_chart(const Report& report, const CellTable& cells);
Charts difference_chart(const Report& report, const CellTable& cells);
Charts scatter_charts(const Report& report, const CellTable& cells);
Charts task_charts(const Report& report, const CellTable& cells);
Charts cell_charts(const Report& report, const CellTable& cells);
Charts outcome_chart(const Report& report, const CellTable& cells);
Charts looks_chart(const Report& report, const CellTable& cells);
Charts divergence_chart(const Report& report, const CellTable& cells);
Charts screening_chart(const Report& report, const CellTable& cells);
Charts speed_charts(const Report& report, const CellTable& cells);
Charts starts_chart(const Report& report, const CellTable& cells);
Charts speed_gap_charts(const Report& report, const CellTable& cells);
Charts swim_lanes(const Report& report, const CellTable& cells);
Charts published_load_charts(const Report& report, const CellTable& cells);
Charts radar_charts(const Report& report, const CellTable& cells);
Charts sample_charts(const Report& report, const CellTable& cells);

}  // namespace quantladder::report
