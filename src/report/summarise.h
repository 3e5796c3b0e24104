// The parts of make_summary. Each reads the records and fills or returns one part.
#pragma once

#include "cell_table.h"
#include "quantladder/report/summary.h"

namespace quantladder::report {

// Iterations, score, pass rates, outcomes. A contradiction is added to `errors`.
void summarise_score(const RunData& data, const CellTable& table, ModelSummary& model,
                     std::vector<std::string>& errors);

ProbeSpeed summarise_probes(const RunData& data, const std::string& model);
CellSpeed summarise_cells(const CellTable& table, const std::string& model);
MemorySummary summarise_memory(const RunData& data, const CellTable& table, const std::string& model);
// Of all models, whose outcomes must be filled: their totals are of one kind wherever that is possible.
void summarise_energy(const RunData& data, const CellTable& table, std::vector<ModelSummary>& models);
// By number.
std::vector<const core::ServerStart*> starts_of(const RunData& data, const std::string& model);

// Cells of note: unscored, repeated, judged again.
void collect_cells(const CellTable& table, Summary& summary);
// One line of what decides a request.
std::string describe_request(const core::RequestSettings& request);

// Distinct request settings and server builds.
void collect_setup(const RunData& data, const CellTable& table, Summary& summary);
// With the table that is there already.
Comparison compare_models(const RunData& data, const CellTable& table, const Summary& summary,
                          const ComparisonRequest& request);
Recommendation recommend(const RunData& data, const CellTable& table, const Summary& summary, const Limits& limits);

// Comparability and independence; `summary.models` must be filled.
void collect_warnings(const RunData& data, const CellTable& table, Summary& summary);
// About single measurements.
void collect_doubts(const RunData& data, const CellTable& table, Summary& summary);

}  // namespace quantladder::report
