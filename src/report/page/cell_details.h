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

// `attempts`: all that is kept, oldest first; `prompt`: how the page finds the prompt, empty for none.
nlohmann::ordered_json cell_details(const TableCell& cell, const std::vector<KeptAttempt>& attempts,
                                    const std::vector<Neighbour>& others, const std::string& prompt, CellTexts texts);

// Returns text of several lines as a reader may see it: valid UTF-8, where line ends and tabs stay and other control
// characters are U+FFFD.
std::string to_block_text(std::string_view text);

}  // namespace quantladder::report
