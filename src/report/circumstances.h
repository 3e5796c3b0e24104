// What a model was measured under on one night, as texts that can be set against those of another night.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "quantladder/report/cell_table.h"
#include "quantladder/report/summary.h"

namespace quantladder::report {

struct Circumstance {
  std::string_view name;
  bool cuts = false;  // nights that differ in it are not compared
  // Returns the text; empty: not known.
  std::string (*text)(const CellTable& table, const ModelSummary& model) = nullptr;
};
std::span<const Circumstance> circumstances();

// Returns the texts by circumstances().
std::vector<std::string> circumstances_of(const CellTable& table, const ModelSummary& model);

// Return one line, "NAME: BEFORE -> NOW", for each that is known of both and differs; `cuts`: of those that cut alone.
std::vector<std::string> differing(const std::vector<std::string>& before, const std::vector<std::string>& now,
                                   bool cuts);

}  // namespace quantladder::report
