// One model over nights: what each run measured, what changed, and what changed with it. Of a night only its figures
// are kept, so that a year of them fits in memory.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "quantladder/core/closed_set.h"
#include "quantladder/report/cell_table.h"
#include "quantladder/report/document.h"
#include "quantladder/report/measure.h"
#include "quantladder/stats/comparison.h"
#include "quantladder/stats/history.h"

namespace quantladder::report {

// A figure that is followed over nights. `share`: of alpha; 0: it is shown and not tested.
struct HistoryFigure {
  std::string_view measure;  // its id
  double share = 0;
  stats::Terms terms = stats::Terms::values;
};
inline constexpr std::array<HistoryFigure, 4> kHistoryFigures{
    {{"score", 0.5}, {"tg", 0.25, stats::Terms::ranks}, {"ttft", 0.25, stats::Terms::ranks}, {"vram"}}};

// A figure of a model in one run.
struct NightFigure {
  Figure figure;
  std::vector<stats::NightValue> values;  // that are tested; empty: none
  std::string untested;                   // why there are none although there is a figure; else empty
};

// A model in one run.
struct Night {
  std::string run;  // name of its folder or file
  std::string created_at;
  double points = 0;       // attainable in one iteration; 0: not known
  std::string unfinished;  // "12 cells are missing"; empty: it is complete
  std::array<NightFigure, kHistoryFigures.size()> figures;
  std::vector<std::string> circumstances;  // by circumstances(); empty: not known
};
Night make_night(const CellTable& table, const Summary& summary, const ModelSummary& model, const std::string& run);

struct HistoryRow {
  Night night;
  std::vector<std::string> cut;  // "tests: 1a2b -> 3c4d": unlike the nights before; empty: they are joined
  std::array<stats::NightLook, kHistoryFigures.size()> looks;
};

// Returns p for all nights and figures together: a change is flagged where it is at most alpha. 1: it was not tested.
double p_over_all(const stats::NightLook& look, std::size_t figure);
// Returns whether its texts are those of nights before it, so that its score is no evidence.
bool repeats_texts(const HistoryRow& row);

// A flagged change.
struct HistoryChange {
  std::size_t figure = 0;   // of kHistoryFigures
  std::size_t flagged = 0;  // position of the night whose look flagged it
  std::size_t begun = 0;    // position of the night that it most likely began with
  double p = 1;             // for all nights and figures together: at most alpha
  // In the unit of the measure: means of a score, medians of one value a night.
  double before = 0;
  double since = 0;
  int n_before = 0;  // values
  int n_since = 0;
  double difference = 0;              // points, or per cent
  std::optional<stats::Interval> ci;  // of a score's; what was noticed by its size looks larger than it is
  std::optional<double> tost_p;       // small: it is less than the margin
  bool is_worse = false;
  bool is_open =
      false;  // it is worse by what may be the margin or more, and neither a later change nor a cut took it back
  std::vector<std::string> with_it;  // "llama-server: b4000 -> b4100", between the last night before and the flagged
};

struct History {
  std::string model;
  double alpha = stats::kDefaultAlpha;  // of any false alarm, over all nights and figures
  std::vector<HistoryRow> rows;         // oldest first
  std::vector<HistoryChange> changes;   // by the night that flagged them
  // no: a change is open. unknown: else, where no figure could be tested since the last cut.
  stats::AsGood as_before = stats::AsGood::unknown;
  std::vector<std::string> notes;
};

// A model's nights in any order.
struct ModelNights {
  std::string model;
  std::vector<Night> nights;
  std::vector<std::string> without;  // runs that do not have it
};
History make_history(ModelNights nights, double alpha = stats::kDefaultAlpha);

// Returns in a sentence or two whether a model is as before; of several models, what is worst first.
std::string answer_of(const History& history);
std::string answer_of(const std::vector<History>& histories);

// Returns a chart of each figure that two nights or more of a model have.
std::vector<Chart> charts_of(const std::vector<History>& histories);

// The answer first, then a row for each night, then the changes with what changed with them.
Document make_document(const std::vector<History>& histories);

// Returns what `history --json` prints; docs/history.md names its keys.
std::string to_json(const std::vector<History>& histories);

}  // namespace quantladder::report
