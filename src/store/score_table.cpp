#include "quantladder/store/score_table.h"

#include <fmt/ranges.h>

#include <cmath>
#include <map>

#include "iteration_labels.h"
#include "json_table.h"
#include "quantladder/core/lists.h"
#include "quantladder/core/version.h"
#include "quantladder/sys/files.h"
#include "score_scale.h"
#include "table_cells.h"
#include "table_words.h"

namespace quantladder::store {
namespace {

constexpr double kSharedPoints = 100;
constexpr double kMostPoints = 1e9;  // beyond, sums and squares lose their digits or overflow

core::Outcome outcome_of(const TableCells& cells, const sys::CsvRow& row) {
  const std::string& text = cells.text_or_empty(row, "passed");
  if (is_missing(text)) return core::Outcome::not_run;
  const auto passed = parse_passed(text);
  if (!passed) {
    cells.refuse(
        row, "passed",
        fmt::format(
            "\"{}\" is neither yes nor no (true/false, yes/no, 1/0, pass/fail, or empty where there is no result); "
            "partial credit goes into a column \"points_earned\"",
            shown(text)));
  }
  return *passed ? core::Outcome::pass : core::Outcome::fail;
}

// Returns what a row says of points earned: all of them are a pass. A word in the column "passed" must agree.
core::Judgement judgement_of_points(const TableCells& cells, const sys::CsvRow& row) {
  core::Judgement judgement;
  const std::string& text = cells.text_or_empty(row, "points_earned");
  const bool has_word = !is_missing(cells.text_or_empty(row, "passed"));
  if (is_missing(text)) {
    if (has_word) cells.refuse(row, "points_earned", "is empty, and the column \"passed\" is not");
    return judgement;
  }
  const double points = cells.number(row, "points");
  const double earned = cells.number(row, "points_earned");
  if (earned < 0 || earned > points)
    cells.refuse(row, "points_earned", fmt::format("{:g} is not within 0 and the task's {:g} points", earned, points));
  judgement.outcome = earned == points ? core::Outcome::pass : core::Outcome::fail;
  judgement.earned = earned;
  if (has_word && outcome_of(cells, row) != judgement.outcome)
    cells.refuse(row, "passed", "contradicts \"points_earned\": a task is passed when all of its points are earned");
  return judgement;
}

core::Judgement judgement_of(const TableCells& cells, const sys::CsvRow& row) {
  core::Judgement judgement;
  if (cells.has("points_earned"))
    judgement = judgement_of_points(cells, row);
  else
    judgement.outcome = outcome_of(cells, row);
  if (judgement.outcome == core::Outcome::not_run) judgement.reason = "no result in the imported table";
  return judgement;
}

core::Record record_of(const TableCells& cells, const sys::CsvRow& row, core::CellId cell) {
  core::Record record;
  record.cell = std::move(cell);
  record.reason_for_attempt.why = core::Why::imported;
  record.quantladder = core::kVersion;
  if (!is_missing(cells.text_or_empty(row, "seed"))) record.answered().imported_seed = cells.whole_number(row, "seed");
  record.answered().judgements.push_back(judgement_of(cells, row));
  return record;
}

double points_of(const TableCells& cells, const sys::CsvRow& row) {
  const double points = cells.number(row, "points");
  if (std::fabs(points) > kMostPoints) cells.refuse(row, "points", "beyond a billion: give it in larger units");
  return points;
}

// Refuses a cell or an iteration that an earlier line gave.
class Given {
 public:
  void add(const TableCells& cells, const sys::CsvRow& row, const core::CellId& cell) {
    const auto [earlier, is_new] = lines_.try_emplace(cell, row.line);
    if (!is_new) cells.refuse(row, "iteration", fmt::format("line {} gives this result already", earlier->second));
  }

 private:
  std::map<core::CellId, int> lines_;
};

// The task's entry, made at its first row; its points must be the same in all of them.
class Tasks {
 public:
  void add(const TableCells& cells, const sys::CsvRow& row, const std::string& id) {
    const double points = cells.has("points") ? points_of(cells, row) : 0;
    if (points < 0) cells.refuse(row, "points", "points are never negative");
    const auto [first, is_new] = first_.try_emplace(id, First{points, row.line});
    if (is_new) {
      core::ItemFacts task;
      task.id = id;
      task.points = points;
      tasks.push_back(task);
    } else if (first->second.points != points) {
      cells.refuse(
          row, "points",
          fmt::format("line {} gives the task \"{}\" {} points", first->second.line, id, first->second.points));
    }
  }
  std::vector<core::ItemFacts> tasks;

 private:
  struct First {
    double points;
    int line;
  };
  std::map<std::string, First> first_;
};

void read_scores(const sys::CsvTable& csv, const TableCells& cells, const ScoreColumn& column,
                 std::optional<double> asked, ScoreTable& table) {
  cells.check_columns({"model", "iteration", column.name}, {});
  const IterationLabels iterations(csv, cells);
  table.iteration_labels = iterations.labels();
  Given given;
  std::vector<RawScore> raw;
  for (const sys::CsvRow& row : csv.rows) {
    core::GivenScore score{cells.text(row, "model"), iterations.number_of(row), std::nullopt};
    if (!is_missing(cells.text_or_empty(row, column.name))) {
      raw.push_back({&row, score.model, cells.number(row, column.name)});
      if (raw.back().value < 0) cells.refuse(row, column.name, fmt::format("{:g} is below 0", raw.back().value));
      score.score = raw.back().value;
    }
    given.add(cells, row, {score.model, "", "", score.iteration});
    core::add_once(table.models, score.model);
    table.scores.push_back(std::move(score));
  }
  table.full_score = full_score(csv.source, raw, column, cells.has_percent(column.name), asked);
  auto next = raw.begin();
  for (core::GivenScore& score : table.scores) {
    if (score.score) score.score = to_points(cells, *next++, column, table.full_score);
  }
}

// Rounds to six decimals, so that scores stay on a lattice.
double share_of_points(double part, double total) { return std::round(kSharedPoints * part / total * 1e6) / 1e6; }

// Returns what the tasks' points add up to; nullopt where that is 100, but for rounding, or the table gives none.
std::optional<double> sum_of_points(const TableCells& cells, const ScoreTable& table) {
  constexpr double kRounding = 0.1;
  if (!cells.has("points") || table.tasks.empty()) return std::nullopt;
  double sum = 0;
  for (const core::ItemFacts& task : table.tasks) sum += task.points;
  if (sum == 0) throw core::Error(core::ErrorKind::usage, table.source + ": no task has points, so there is no score");
  return std::fabs(sum - kSharedPoints) <= kRounding ? std::nullopt : std::optional(sum);
}

void set_points(const TableCells& cells, ScoreTable& table) {
  table.full_score = sum_of_points(cells, table);
  std::map<std::string, double> points;
  for (core::ItemFacts& task : table.tasks) {
    if (!cells.has("points")) task.points = share_of_points(1, static_cast<double>(table.tasks.size()));
    if (table.full_score) task.points = share_of_points(task.points, *table.full_score);
    points[task.id] = task.points;
  }
  for (core::Record& record : table.records) {
    core::Answered& answered = record.answered();
    answered.points = points[record.cell.item];
    auto& earned = answered.judgements.back().earned;
    if (earned && table.full_score) earned = share_of_points(*earned, *table.full_score);
    if (record.outcome() == core::Outcome::pass) earned.reset();  // all of them, however they are rounded
  }
}

void read_cells(const sys::CsvTable& csv, const TableCells& cells, ScoreTable& table) {
  if (cells.has("points_earned"))
    cells.check_columns({"model", "iteration", "task", "points", "points_earned"}, {"passed", "seed"});
  else
    cells.check_columns({"model", "iteration", "task", "passed"}, {"points", "seed"});
  const IterationLabels iterations(csv, cells);
  table.iteration_labels = iterations.labels();
  Given given;
  Tasks tasks;
  for (const sys::CsvRow& row : csv.rows) {
    const core::CellId cell{cells.text(row, "model"), kImportedSuite, cells.text(row, "task"),
                            iterations.number_of(row)};
    given.add(cells, row, cell);
    tasks.add(cells, row, cell.item);
    core::add_once(table.models, cell.model);
    table.records.push_back(record_of(cells, row, cell));
  }
  table.tasks = std::move(tasks.tasks);
  set_points(cells, table);
}

}  // namespace

std::optional<double> highest_score(const std::vector<core::GivenScore>& scores) {
  std::optional<double> highest;
  for (const core::GivenScore& score : scores) {
    if (score.score && score.score > highest.value_or(-1)) highest = score.score;
  }
  return highest;
}

ScoreTable parse_score_table(std::string_view csv, const std::string& source, std::optional<double> scale) {
  const sys::CsvTable rows = read_table(csv, source);
  const TableCells cells(rows);
  ScoreTable table;
  table.source = source;
  table.sha256 = sys::sha256_hex(csv);
  if (const ScoreColumn* column = score_column(cells)) {
    read_scores(rows, cells, *column, scale, table);
  } else if (!cells.has("task") && !cells.has("passed") && !cells.has("points_earned")) {
    throw core::Error(core::ErrorKind::usage,
                      fmt::format("{}:1: no column holds results: there must be \"score\", \"score_0_1\" or "
                                  "\"score_percent\", or \"task\" and \"passed\"; here are: {}",
                                  source, shown(fmt::format("{}", fmt::join(rows.columns, ", ")))));
  } else if (scale) {
    throw core::Error(core::ErrorKind::usage,
                      source + ": there is no column \"score\" that --scale could be the full score of");
  } else {
    read_cells(rows, cells, table);
  }
  if (rows.rows.empty()) throw core::Error(core::ErrorKind::usage, source + ": no row below the header");
  return table;
}

}  // namespace quantladder::store
