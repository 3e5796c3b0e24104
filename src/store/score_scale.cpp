#include "score_scale.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "quantladder/store/score_table.h"

namespace quantladder::store {
namespace {

constexpr double kPoints = 100;  // what every score is brought to
constexpr const char* kRemedy =
    "say the full score with --scale N (1, 10, 100, ...), or name the column score_0_1 or score_percent";

constexpr std::array<ScoreColumn, 3> kScoreColumns{{
    {"score", std::nullopt},
    {"score_0_1", 1.0},
    {"score_percent", 100.0},
}};

[[noreturn]] void refuse_table(const std::string& source, const std::string& what) {
  throw core::Error(core::ErrorKind::usage, fmt::format("{}: {}; {}", source, what, kRemedy));
}

// Tells of one model whether its scores look like shares of 1.
struct Seen {
  double highest = 0;
  bool has_fraction = false;
};

std::map<std::string, Seen> seen_by_model(const std::vector<RawScore>& scores) {
  std::map<std::string, Seen> models;
  for (const RawScore& score : scores) {
    Seen& seen = models[score.model];
    seen.highest = std::max(seen.highest, score.value);
    seen.has_fraction = seen.has_fraction || score.value != std::round(score.value);
  }
  return models;
}

}  // namespace

const ScoreColumn* score_column(const TableCells& cells) {
  const auto found = std::find_if(kScoreColumns.begin(), kScoreColumns.end(),
                                  [&](const ScoreColumn& column) { return cells.has(column.name); });
  return found == kScoreColumns.end() ? nullptr : &*found;
}

std::optional<double> full_score(const std::string& source, const std::vector<RawScore>& scores,
                                 const ScoreColumn& column, bool percent, std::optional<double> asked) {
  if (percent && asked && *asked != 1 && *asked != kPoints) {
    refuse_table(source, fmt::format("--scale {:g} contradicts scores in per cent", *asked));
  }
  if (percent) return kPoints;  // in a column of shares of 1 as well: a share of 0.85 is shown as 85 %
  if (asked && column.full && *asked != *column.full) {
    refuse_table(source, fmt::format("--scale {:g} contradicts the column \"{}\"", *asked, column.name));
  }
  if (asked) return asked;
  if (column.full || scores.empty()) return column.full;
  const auto models = seen_by_model(scores);
  const auto highest = std::max_element(
      models.begin(), models.end(), [](const auto& a, const auto& b) { return a.second.highest < b.second.highest; });
  if (highest->second.highest <= kHighestOfUnknownScale) {
    refuse_table(source, fmt::format("no score is above {:g}, so it is not known what they are counted in",
                                     highest->second.highest));
  }
  for (const auto& [model, seen] : models) {
    if (seen.highest > 1 || !seen.has_fraction) continue;
    refuse_table(source, fmt::format("the scores of \"{}\" are from 0 to 1, those of \"{}\" reach {:g}, so they are "
                                     "not counted alike",
                                     model, highest->first, highest->second.highest));
  }
  return std::nullopt;
}

double to_points(const TableCells& cells, const RawScore& score, const ScoreColumn& column,
                 std::optional<double> full) {
  const double most = full.value_or(kPoints);
  if (score.value <= most) return std::round(score.value * kPoints / most * 1e9) / 1e9;
  const char* remedy = full ? "that is the full score which --scale or the column's name gives"
                            : "say another full score with --scale N, or give one row per task with the columns task, "
                              "passed and points";
  cells.refuse(*score.row, column.name, fmt::format("{:g} is above {:g}; {}", score.value, most, remedy));
}

}  // namespace quantladder::store
