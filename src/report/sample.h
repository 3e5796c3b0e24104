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
  std::vector<std::string> names;  // of the same iterations in an imported table, or of chunks; empty: it numbers them
  // Per iteration by task (imported scores: one that is not known); empty for what is by round.
  std::vector<std::vector<std::optional<std::uint64_t>>> seeds;
  std::vector<std::size_t> texts;  // per iteration, a hash of all that was generated; 0: not all is known
  int without_value = 0;           // iterations or server starts that have none
};

// Returns a model's values by iteration or by round. Several server starts in one round are one value: the largest of a
// peak, else the geometric mean, so that a ratio of rounds is a ratio of their starts; a model's own figure is over its
// starts.
Sample sample_of(const CellTable& table, const ModelSummary& model, const Metric& metric);

struct PairedSamples {
  stats::PairInput input;
  std::vector<std::string> notes;  // one line each, with the names of both
};

// Paired by number when both have the same seeds there, or by name when both have names; unpaired, with the reason
// among the notes, when they differ, when nothing is known that two runs share, when there is no common number, or when
// `pairing` is false. What only one side has is left out of pairs and counted.
PairedSamples pair_up(const Sample& a, const Sample& b, bool pairing);

}  // namespace quantladder::report
