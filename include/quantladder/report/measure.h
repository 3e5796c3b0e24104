// The figures of a report, one row each. The columns of the summary, the comparison and its --metric, the limits of
// recommend and the `figures` of JSON follow from the row: adding a figure touches the file that computes it, the table
// in src/report/summary_columns.cpp, and its documentation.
#pragma once

#include <array>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "quantladder/core/closed_set.h"
#include "quantladder/report/summary.h"
#include "quantladder/report/table.h"
#include "quantladder/stats/comparison.h"

namespace quantladder::report {

// A figure is random by these, and two models are paired by them.
enum class RandomUnit { iteration, start, chunk };
struct RandomUnitRow {
  RandomUnit value;
  std::string_view id;        // "round": models are paired by it
  std::string_view counted;   // "rounds"
  std::string_view of_model;  // what a model's own figure is over
  std::string_view lacks;     // what one that is left out is without
};
}  // namespace quantladder::report

template <>
inline constexpr std::array<quantladder::report::RandomUnitRow, 3>
    quantladder::core::kIds<quantladder::report::RandomUnit>{
        {{quantladder::report::RandomUnit::iteration, "iteration", "iterations", "iterations", "score"},
         {quantladder::report::RandomUnit::start, "round", "rounds", "server starts", "figure"},
         {quantladder::report::RandomUnit::chunk, "chunk", "chunks", "chunks", "figure"}}};

namespace quantladder::report {

// The way from readings to a model's figure, and to one value where a block has several readings.
enum class Estimate {
  mean,
  geometric_mean,
  median,
  peak,   // the largest; has no interval, so the value itself is held to a limit
  exact,  // known, not estimated; likewise
};

struct Measure {
  std::string_view id;     // "tg": of --metric, of JSON and of the limit --min-tg
  std::string_view title;  // of its column
  std::string_view unit;   // "tokens/s"; a comparison on the log scale is in per cent
  stats::Goal goal = stats::Goal::higher;
  stats::Scale scale = stats::Scale::log_ratio;
  RandomUnit block = RandomUnit::start;
  Estimate estimate = Estimate::geometric_mean;
  Form form = Form::rate;
  double margin = stats::kDefaultMargin;  // what is too small to matter: points, or per cent on the log scale
  bool in_summary = true;                 // false: it is only among the figures with intervals
  bool has_instance_columns = false;      // in the summary each of its instances has a column too
  std::string_view limit;       // what a limit says after its number: "tokens/s"; empty: there is no such limit
  std::string_view limit_kind;  // a limit holds for strata that begin so: "VRAM"; empty: for all

  // Returns the model's own figure. `instance`: one of instances(), or empty for the whole.
  Figure (*figure)(const CellTable& table, const ModelSummary& model, const std::string& instance) = nullptr;
  // Returns the readings by block; null: models are not compared by it.
  std::vector<Reading> (*readings)(const CellTable& table, const ModelSummary& model,
                                   const std::string& instance) = nullptr;
  // Returns what kind of figure the model has: two kinds are not compared. Null: there is only one.
  std::string (*stratum)(const ModelSummary& model) = nullptr;
  // Returns what it can be asked of apart ("score:L3", "bench_tg:tg128@d4096"). Null: nothing.
  std::vector<std::string> (*instances)(const core::Manifest& run) = nullptr;
  // Returns whether the figure is measured from this model: it is 0 by definition, and compared with none. Null: from
  // none.
  bool (*is_origin)(const ModelSummary& model) = nullptr;
  bool of_tasks = false;  // its values are points of tasks, so that passes of the tasks can be told apart
};

const std::deque<Measure>& measures();
const Measure& measure_of(std::string_view id);  // one of their ids

// A measure, or one instance of it.
struct Metric {
  const Measure* measure = nullptr;
  std::string instance;

  std::string id() const;  // "score", "score:L3"
  std::string unit() const { return measure->scale == stats::Scale::difference ? std::string(measure->unit) : "%"; }
};
// Throws core::Error(usage) for what models are not compared by.
Metric metric_of(std::string_view id);

// The option of recommend that limits it: "--min-tg", "--max-vram".
std::string limit_option(const Measure& measure);

// The kind of figure that all models have which have one; empty: of none or of several kinds.
std::string common_stratum(const std::vector<ModelSummary>& models, const Measure& measure);

}  // namespace quantladder::report
