// What the page shows of one cell, as the JSON that page.js reads.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "quantladder/report/cell_table.h"
#include "quantladder/report/kept_cell.h"

namespace quantladder::report {

// The same cell of another model.
struct Neighbour {
  std::string model;
  std::string fragment;
  std::string outcome;
};

enum class CellTexts { all, left_out };

struct CellPage {
  std::vector<Neighbour> others;
  std::string prompt;  // how the page finds the prompt; empty: it has none
  CellTexts texts = CellTexts::all;
  Places places;  // that what the harness says does not name; the model's own words stay as they are
};
// `attempts`: all that is kept, oldest first.
nlohmann::ordered_json cell_details(const TableCell& cell, const std::vector<KeptAttempt>& attempts,
                                    const CellPage& page);

// Returns text of several lines as a reader may see it: valid UTF-8, where line ends and tabs stay and other control
// characters are U+FFFD.
std::string to_block_text(std::string_view text);

}  // namespace quantladder::report
