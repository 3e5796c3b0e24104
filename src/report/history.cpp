#include "quantladder/report/history.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>

#include "circumstances.h"
#include "sample.h"
#include "text.h"

namespace quantladder::report {
namespace {

constexpr std::size_t kScore = 0;  // its place in kHistoryFigures

std::vector<stats::NightValue> values_by_iteration(const CellTable& table, const ModelSummary& model) {
  const Sample sample = sample_of(table, model, metric_of(kHistoryFigures[kScore].measure));
  std::vector<stats::NightValue> values;
  for (std::size_t i = 0; i < sample.numbers.size(); ++i) {
    if (sample.series.repeats[i]) continue;
    const std::size_t block =
        sample.names.empty() ? static_cast<std::size_t>(sample.numbers[i]) : std::hash<std::string>{}(sample.names[i]);
    values.push_back({block, sample.series.values[i], sample.texts.empty() ? 0 : sample.texts[i]});
  }
  return values;
}

std::string find_unfinished(const RunData& run, const ModelSummary& model) {
  if (run.complete || model.missing_cells == 0) return "";
  return count_of(model.missing_cells, "cell") + (model.missing_cells == 1 ? " is missing" : " are missing");
}

// Returns why figures that there are tell nothing of a change.
std::string why_untested(const CellTable& table, const Summary& summary, const Night& night, bool is_score) {
  if (!summary.errors.empty()) return "its figures contradict each other";
  if (!night.unfinished.empty()) return "it is not finished";
  const auto& stopping = table.data().stopping;
  if (is_score && stopping && !stopping->ended.empty())
    return "it stopped early, so that its number of iterations depends on its scores";
  return "";
}

// Marks the nights that are unlike those before them, by the last that is known of each circumstance.
void find_cuts(std::vector<HistoryRow>& rows) {
  std::vector<std::string> known;
  for (HistoryRow& row : rows) {
    const std::vector<std::string>& now = row.night.circumstances;
    if (known.empty()) {
      known = now;
      continue;
    }
    row.cut = differing(known, now, true);
    for (std::size_t i = 0; i < now.size(); ++i) {
      if (!now[i].empty()) known[i] = now[i];
    }
  }
}

void measure_change(const Measure& measure, double points, const stats::NightChange& found, HistoryChange& change) {
  const stats::PairInput input{
      .of_a = {found.since, {}, {}}, .of_b = {found.before, {}, {}}, .pairing = stats::Pairing::unpaired};
  const stats::FamilyOptions options{.margin = measure.of_tasks ? stats::default_margin(points) : measure.margin,
                                     .scale = measure.scale,
                                     .goal = measure.goal};
  const stats::PairComparison size = stats::compare_family({&input, 1}, options).front();
  const bool is_difference = measure.scale == stats::Scale::difference;
  change.before = found.centre_before;
  change.since = found.centre_since;
  change.n_before = static_cast<int>(found.before.size());
  change.n_since = static_cast<int>(found.since.size());
  change.difference = is_difference ? change.since - change.before : 100 * (change.since / change.before - 1);
  if (is_difference) change.ci = size.ci.interval;
  change.tost_p = size.tost.p;
}

HistoryChange describe_change(const History& history, std::size_t figure, std::size_t flagged) {
  const stats::NightLook& look = history.rows[flagged].looks[figure];
  const Measure& measure = measure_of(kHistoryFigures[figure].measure);
  HistoryChange change{.figure = figure, .flagged = flagged, .begun = look.change->begun};
  change.p = p_over_all(look, figure);
  measure_change(measure, history.rows[flagged].night.points, *look.change, change);
  change.is_worse = (change.since < change.before) == (measure.goal == stats::Goal::higher);
  change.with_it =
      differing(history.rows[change.begun - 1].night.circumstances, history.rows[flagged].night.circumstances, false);
  return change;
}

void test_figure(std::size_t figure, History& history) {
  const HistoryFigure& row = kHistoryFigures[figure];
  if (row.share <= 0) return;
  std::vector<stats::HistoryNight> nights;
  for (const HistoryRow& each : history.rows) nights.push_back({each.night.figures[figure].values, !each.cut.empty()});
  const auto looks = stats::look_at_history(nights, history.alpha * row.share, row.terms);
  for (std::size_t i = 0; i < looks.size(); ++i) history.rows[i].looks[figure] = looks[i];
  for (std::size_t i = 0; i < looks.size(); ++i) {
    if (looks[i].change) history.changes.push_back(describe_change(history, figure, i));
  }
}

std::size_t newest_cut(const History& history) {
  std::size_t cut = 0;
  for (std::size_t i = 0; i < history.rows.size(); ++i) {
    if (!history.rows[i].cut.empty()) cut = i;
  }
  return cut;
}

// The newest change of each figure may be open.
void find_open(History& history) {
  const std::size_t cut = newest_cut(history);
  std::array<HistoryChange*, kHistoryFigures.size()> newest{};
  for (HistoryChange& change : history.changes) {
    if (change.begun > cut) newest[change.figure] = &change;
  }
  for (HistoryChange* change : newest) {
    if (change == nullptr) continue;
    const bool is_small = change->tost_p && *change->tost_p < stats::kDefaultAlpha;
    change->is_open = change->is_worse && !is_small;
  }
}

bool is_tested(const HistoryRow& row) {
  return std::any_of(row.looks.begin(), row.looks.end(), [](const stats::NightLook& look) { return look.look > 0; });
}

stats::AsGood judge_newest(const History& history) {
  const auto is_open = [](const HistoryChange& change) { return change.is_open; };
  if (std::any_of(history.changes.begin(), history.changes.end(), is_open)) return stats::AsGood::no;
  const auto cut = history.rows.begin() + static_cast<std::ptrdiff_t>(newest_cut(history));
  return std::any_of(cut, history.rows.end(), is_tested) ? stats::AsGood::yes : stats::AsGood::unknown;
}

void add_history_notes(const std::vector<std::string>& without, History& history) {
  if (!without.empty()) {
    history.notes.push_back(
        fmt::format("{} without this model left out: {}", count_of(without.size(), "run"), fmt::join(without, ", ")));
  }
  const auto repeats = std::count_if(history.rows.begin(), history.rows.end(), repeats_texts);
  if (repeats > 0) {
    history.notes.push_back(fmt::format(
        "{} the texts of earlier ones word for word and {} no evidence about the score: give each night its "
        "own \"seed\"",
        repeats == 1 ? "1 night repeats" : fmt::format("{} nights repeat", repeats), repeats == 1 ? "is" : "are"));
  }
}

}  // namespace

Night make_night(const CellTable& table, const Summary& summary, const ModelSummary& model, const std::string& run) {
  Night night{.run = run, .created_at = summary.manifest.created_at, .points = summary.points};
  night.unfinished = find_unfinished(table.data(), model);
  night.circumstances = circumstances_of(table, model);
  for (std::size_t i = 0; i < kHistoryFigures.size(); ++i) {
    NightFigure& each = night.figures[i];
    each.figure = model.figures.find(kHistoryFigures[i].measure)->second;
    if (!each.figure.value || kHistoryFigures[i].share <= 0) continue;
    each.untested = why_untested(table, summary, night, i == kScore);
    if (!each.untested.empty()) continue;
    each.values =
        i == kScore ? values_by_iteration(table, model) : std::vector<stats::NightValue>{{.value = *each.figure.value}};
  }
  return night;
}

double p_over_all(const stats::NightLook& look, std::size_t figure) {
  return std::min(1.0, look.p_overall().value_or(1) / kHistoryFigures[figure].share);
}

bool repeats_texts(const HistoryRow& row) {
  return !row.night.figures[kScore].values.empty() && row.looks[kScore].fresh == 0;
}

History make_history(ModelNights nights, double alpha) {
  std::stable_sort(nights.nights.begin(), nights.nights.end(),
                   [](const Night& a, const Night& b) { return a.created_at < b.created_at; });
  History history{.model = std::move(nights.model), .alpha = alpha};
  for (Night& night : nights.nights) history.rows.push_back({std::move(night), {}, {}});
  find_cuts(history.rows);
  for (std::size_t i = 0; i < kHistoryFigures.size(); ++i) test_figure(i, history);
  std::stable_sort(history.changes.begin(), history.changes.end(),
                   [](const HistoryChange& a, const HistoryChange& b) { return a.flagged < b.flagged; });
  find_open(history);
  history.as_before = judge_newest(history);
  add_history_notes(nights.without, history);
  return history;
}

}  // namespace quantladder::report
