// What the rows of the table of measures point to: each model's figures, and the readings behind them.
#pragma once

#include "quantladder/report/measure.h"

namespace quantladder::report {

using Readings = std::vector<Reading>;

Figure score_figure(const CellTable& table, const ModelSummary& model, const std::string& task);
Readings score_readings(const CellTable& table, const ModelSummary& model, const std::string& task);
std::vector<std::string> task_ids(const core::Manifest& run);
Figure perfect_figure(const CellTable& table, const ModelSummary& model, const std::string&);

// Of llama-bench, by start. The whole is the first test of its kind.
Readings bench_tg_readings(const CellTable& table, const ModelSummary& model, const std::string& test);
Figure bench_tg_figure(const CellTable& table, const ModelSummary& model, const std::string& test);
std::string bench_tg_title(const ModelSummary& model);
std::vector<std::string> bench_tg_tests(const core::Manifest& run);
Readings bench_pp_readings(const CellTable& table, const ModelSummary& model, const std::string& test);
Figure bench_pp_figure(const CellTable& table, const ModelSummary& model, const std::string& test);
std::string bench_pp_title(const ModelSummary& model);
std::vector<std::string> bench_pp_tests(const core::Manifest& run);

// Of the speed probe, by server start.
Figure tg_figure(const CellTable& table, const ModelSummary& model, const std::string&);
Readings tg_readings(const CellTable& table, const ModelSummary& model, const std::string&);
Figure pp_figure(const CellTable& table, const ModelSummary& model, const std::string&);
Readings pp_readings(const CellTable& table, const ModelSummary& model, const std::string&);
Figure ttft_figure(const CellTable& table, const ModelSummary& model, const std::string&);
Readings ttft_readings(const CellTable& table, const ModelSummary& model, const std::string&);
Figure memory_figure(const CellTable& table, const ModelSummary& model, const std::string&);
Readings memory_readings(const CellTable& table, const ModelSummary& model, const std::string&);
std::string memory_kind(const ModelSummary& model);

Figure size_figure(const CellTable& table, const ModelSummary& model, const std::string&);
Figure energy_figure(const CellTable& table, const ModelSummary& model, const std::string&);
std::string energy_basis(const ModelSummary& model);

}  // namespace quantladder::report
