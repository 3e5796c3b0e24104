// One side of a comparison, and two of them paired.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "quantladder/report/cell_table.h"
#include "quantladder/report/comparison.h"
#include "quantladder/report/summary.h"

namespace quantladder::report {

struct Sample {
  std::string label;
  const RunData* run = nullptr;  // pairs by round, and without known seeds by number, only hold within one run
  stats::Series series;
  std::vector<int> numbers;        // of the iterations or rounds behind the values; ascending
  std::vector<std::string> names;  // of the same iterations in an imported table; empty: it numbers them
  // Per iteration by task (imported scores: one that is not known); empty for other metrics than the score.
  std::vector<std::vector<std::optional<std::uint64_t>>> seeds;
  std::vector<std::size_t> texts;  // per iteration, a hash of all that was generated; 0: not all is known
  int without_value = 0;           // iterations or server starts that have none
};

// Of one server start; nothing for the score, and no memory of another kind than the model's figure.
std::optional<double> value_of(const ModelSummary& model, const StartSpeed& start, Metric metric);

Sample score_sample(const CellTable& table, const ModelSummary& model);
// By round; of several server starts in one round the geometric mean (vram: the largest). For pairs: a model's own
// figure is over its starts.
Sample speed_sample(const CellTable& table, const ModelSummary& model, Metric metric);

struct PairedSamples {
  stats::PairInput input;
  std::vector<std::string> notes;  // one line each, with the names of both
};

// Paired by number when both have the same seeds there, or by name when both have names; unpaired, with the reason
// among the notes, when they differ, when nothing is known that two runs share, when there is no common number, or when
// `pairing` is false. What only one side has is left out of pairs and counted.
PairedSamples pair_up(const Sample& a, const Sample& b, bool pairing);

}  // namespace quantladder::report
