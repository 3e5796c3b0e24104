// Rows of JSON, one a line, in files that may be compressed.
#pragma once

#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "quantladder/sys/checked_json.h"
#include "tasks/import/task_draft.h"

namespace quantladder::tasks {

// Returns `source`, or the files *.jsonl and *.jsonl.gz of the folder `source`, by name. Throws core::Error(usage)
// where there is none.
std::vector<std::filesystem::path> row_files(const std::filesystem::path& source);

// A row as it was read. `text` is the line itself, for what a number of JSON loses on its way through a double.
struct Row {
  sys::CheckedObject fields;
  const std::string& text;
};

// Hands each row of `source` to `take`, one at a time: a data set need not fit into memory.
void read_rows(const std::filesystem::path& source, const TakeRow& take, TaskDraft (*make)(Row& row));

// Returns what a zlib stream holds; throws core::Error(usage) for a damaged one, and for more than kMostRowBytes.
std::string inflated(const std::string& compressed);

inline constexpr std::size_t kMostRowBytes = 256u << 20;

}  // namespace quantladder::tasks
