// The rows of the table of measures point to these: each model's figures, and the readings behind them.
#pragma once

#include <deque>

#include "quantladder/report/measure.h"

namespace quantladder::report {

// The rows behind measures(), for tests that add a made-up one.
std::deque<Measure>& measure_table();

using Readings = std::vector<Reading>;

Figure score_figure(const CellTable& table, const ModelSummary& model, const std::string& task);
Readings score_readings(const CellTable& table, const ModelSummary& model, const std::string& task);
std::vector<std::string> task_ids(const core::Manifest& run);
Figure perfect_figure(const CellTable& table, const ModelSummary& model, const std::string&);

// Returns the figure of a rate: t on the log scale over the starts. `starts` says what these are, where there are too
// few for an interval.
Figure rate_of(const Readings& readings, const char* starts);

// Return what the speed probe measured, by server start.
template <std::optional<double> StartSpeed::*kFigure>
Readings start_readings(const CellTable&, const ModelSummary& model, const std::string&) {
  Readings readings;
  for (const StartSpeed& start : model.probe.starts) readings.push_back({start.round, start.*kFigure});
  return readings;
}
template <std::optional<double> StartSpeed::*kFigure>
Figure start_rate(const CellTable& table, const ModelSummary& model, const std::string&) {
  return rate_of(start_readings<kFigure>(table, model, ""), "server starts");
}
Readings task_rate_readings(const CellTable& table, const ModelSummary& model, const std::string&);
Figure task_rate_figure(const CellTable& table, const ModelSummary& model, const std::string&);
Figure acceptance_figure(const CellTable& table, const ModelSummary& model, const std::string&);
Figure ttft_figure(const CellTable& table, const ModelSummary& model, const std::string&);
// Returns the highest level of load, of those that were measured, up to which 95 % of the requests were served well.
Figure agents_figure(const CellTable& table, const ModelSummary& model, const std::string&);
Figure memory_figure(const CellTable& table, const ModelSummary& model, const std::string&);
Readings memory_readings(const CellTable& table, const ModelSummary& model, const std::string&);
std::string memory_kind(const ModelSummary& model);

// Return what llama-bench measured, by its starts, in the tests that have tokens of this kind. The whole is the first
// of these tests.
using BenchTokens = int core::SpeedTest::*;
template <BenchTokens kTokens>
Readings bench_readings(const CellTable& table, const ModelSummary& model, const std::string& test);
template <BenchTokens kTokens>
Figure bench_rate(const CellTable& table, const ModelSummary& model, const std::string& test);
template <BenchTokens kTokens>
std::string bench_title(const ModelSummary& model);
template <BenchTokens kTokens>
std::vector<std::string> bench_tests(const core::Manifest& run);

// Return what llama-perplexity measured, by chunks of text. The whole is the mean over the domains.
std::vector<std::string> fidelity_domains(const core::Manifest& run);
Figure kld_figure(const CellTable& table, const ModelSummary& model, const std::string& domain);
Readings kld_readings(const CellTable& table, const ModelSummary& model, const std::string& domain);
std::string kld_title(const ModelSummary& model);
// Returns the baselines that were made from a quantized file, which they flatter.
std::vector<const core::ModelFacts*> remade_baselines(const core::Manifest& run);

bool is_kld_origin(const ModelSummary& model);  // the distances are from this model
Figure perplexity_figure(const CellTable& table, const ModelSummary& model, const std::string& domain);
Readings perplexity_readings(const CellTable& table, const ModelSummary& model, const std::string& domain);
Figure perplexity_loss_figure(const CellTable& table, const ModelSummary& model, const std::string& domain);
Figure same_top_figure(const CellTable& table, const ModelSummary& model, const std::string& domain);

Figure bits_figure(const CellTable& table, const ModelSummary& model, const std::string&);
Figure findings_figure(const CellTable& table, const ModelSummary& model, const std::string&);
Figure size_figure(const CellTable& table, const ModelSummary& model, const std::string&);
Figure energy_figure(const CellTable& table, const ModelSummary& model, const std::string&);
std::string energy_basis(const ModelSummary& model);

}  // namespace quantladder::report
