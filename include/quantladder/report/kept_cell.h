// What a format may read and write beside the report: cells with their texts one by one, and files piece by piece.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "quantladder/core/record.h"
#include "quantladder/report/places.h"

namespace quantladder::report {

// All that is kept of one attempt at a cell.
struct KeptAttempt {
  core::Record record;                // with its texts
  std::string prompt;                 // empty: it is not kept
  core::Answer answer;                // as it was extracted last; no files: none are kept
  std::vector<std::string> left_out;  // a line for each file that is kept and was not read, with the reason
};
// Returns the attempts at a cell, oldest first. What it returns is in nobody's memory but the caller's.
using ReadCell = std::function<std::vector<KeptAttempt>(const core::CellId& cell)>;

using Append = std::function<void(std::string_view piece)>;
using Fill = std::function<void(const Append& append)>;
// Makes one file, whole or not at all, of what `fill` appends. `path` lies below the folder that the report is written
// to.
using WriteFile = std::function<void(const std::string& path, const Fill& fill)>;

inline constexpr int kReloadSeconds = 10;

// Settings of formats, each of which takes what concerns it.
struct WriteOptions {
  bool raw = false;  // tables for spreadsheets are written as they are: a text may begin as a formula does
  // Of the page. What would make it larger is left out: the texts of scored passes first, then other texts; the page
  // says which, and where they lie. Figures, tables and charts are never left out.
  std::uint64_t max_page_bytes = 64ULL << 20;
  Places places;           // that are not named in what is posted
  bool goes_on = false;    // the page is loaded again by itself every kReloadSeconds
  bool all_pairs = false;  // a chart of the verdict on each pair of models, corrected for all of them
};

}  // namespace quantladder::report
