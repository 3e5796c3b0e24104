// Results that this program did not make: a table of scores, and the pass rates published with them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "quantladder/core/manifest.h"
#include "quantladder/core/record.h"

namespace quantladder::store {

inline constexpr const char* kImportedSuite = "imported";  // id of the suite of such a run

// A table has one of the two kinds of rows.
struct ScoreTable {
  std::string source;
  std::string sha256;                         // of the text
  std::vector<std::string> models;            // in the order of their first row
  std::vector<core::ItemFacts> tasks;         // likewise; empty for iteration scores
  std::vector<core::GivenScore> scores;       // one per row: model, iteration, score; in points of 100
  std::optional<double> full_score;           // that they, or the tasks together, had in the table; absent: 100 already
  std::vector<std::string> iteration_labels;  // by number from 1; empty: whole numbers, which stay what they are
  std::vector<core::Record> records;          // one per row: model, iteration, task, passed, points, seed
};

// Scores that are nowhere above this may be shares of 1, ratings, or points of a model that fails at nearly everything.
inline constexpr double kHighestOfUnknownScale = 10;

// Returns the highest that is there; nullopt where none is.
std::optional<double> highest_score(const std::vector<core::GivenScore>& scores);

// Columns `model, iteration, score`, or `model, iteration, task, passed` and optionally `points` (attainable;
// brought to 100 points together, which the tasks share without it) and `seed`. `passed` is 1/0, yes/no, true/false,
// pass/fail in any case; `passed` or `score` that is empty, NaN, NA, null, None or - is a result that is missing.
// Iterations are whole numbers from 0, or any distinct labels. `scale` is the full score; the column's name
// (`score_0_1`, `score_percent`) or per cent signs may say it too; where no score is above 10 one of them must. Other
// columns, repeated rows, a task with two values of points, scores that are not from 0 to the full score, points beyond
// a billion, and anything that is not a finite number throw core::Error(usage) naming line and column.
ScoreTable parse_score_table(std::string_view csv, const std::string& source,
                             std::optional<double> scale = std::nullopt);

// Columns `model, task, rate` (0.87, or 87%) or `model, task, passed, trials`, and optionally `points`. Refused by
// line: a second row for one model and task, points below 0.
std::vector<core::PublishedRate> parse_published_rates(std::string_view csv, const std::string& source);

struct ImportedRun {
  core::Manifest manifest;
  std::vector<core::Record> records;
  std::vector<core::GivenScore> scores;
};

// A name as a file can have it: what is not a letter, a digit, '.', '_' or '-' becomes '-'. Where that loses letters of
// another script, six digits of the name's hash keep it apart from others.
std::string as_id(const std::string& name);

enum class ImportedNames {
  as_ids,       // for a folder: Throws core::Error(usage) when two become the same
  as_they_are,  // for figures alone
};
ImportedRun make_imported_run(ScoreTable table, const std::string& run_id, const std::string& experiment,
                              ImportedNames names = ImportedNames::as_ids);

}  // namespace quantladder::store
