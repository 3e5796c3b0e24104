// Rows of models' own figures, and their words.
#pragma once

#include <optional>
#include <string>

#include "interval_rows.h"
#include "quantladder/report/measure.h"

namespace quantladder::report {

// Returns the model's figure with its interval and readings; nullopt where it has none.
std::optional<IntervalRow> figure_row(const Report& report, const CellTable& cells, const ModelSummary& model,
                                      const Metric& metric);

// "faint dots: server starts": what the readings of a measure are.
std::string points_text(const Measure& measure);

// "worse", "undecided": of the first of the two that were compared.
std::string verdict_in_short(const stats::Decision& decision);

}  // namespace quantladder::report
