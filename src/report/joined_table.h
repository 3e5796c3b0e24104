// The tables that a report begins with: one row per model, one column per figure.
#pragma once

#include <string>
#include <string_view>

#include "quantladder/report/report.h"
#include "quantladder/report/table.h"

namespace quantladder::report {

// Every figure that some model has. The one that the models are compared by is the first and has its interval; the
// others have theirs in interval_table, so that this one stays narrow, or here where `others` asks for it. A star marks
// the baseline.
enum class Brackets { shown, left_out };
Table joined_table(const Report& report, Brackets others = Brackets::left_out);

// The other figures that have intervals, with them; without columns but the models' where there are none.
Table interval_table(const Report& report);

// Returns whether any model has the figure: "kld", "kld:prose".
bool is_known(const Summary& summary, std::string_view metric);

// Returns the title of its column: of which kind all figures are, where they are of one.
std::string title_of(const Summary& summary, const Metric& metric);

}  // namespace quantladder::report
