#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "quantladder/report/history.h"
#include "text.h"

namespace quantladder::report {
namespace {

const Measure& measure_at(std::size_t figure) {
  const HistoryFigure& row = kHistoryFigures.at(figure);
  return measure_of(row.measure);
}

std::string figure_name(std::size_t figure) { return std::string(measure_at(figure).title); }

std::string name_of(const Night& night) {
  return night.created_at.empty() ? night.run : fmt::format("{} ({})", day_of(night.created_at), night.run);
}

std::string centre_text(const HistoryChange& change, double centre) {
  return to_text(Value(centre), measure_at(change.figure).form);
}

std::string direction(const HistoryChange& change) { return change.is_worse ? "worse" : "better"; }

std::string from_to(const HistoryChange& change) {
  return fmt::format("{} -> {}", centre_text(change, change.before), centre_text(change, change.since));
}

// Says in a row what its night showed, or why it showed nothing.
std::string seen_text(const History& history, std::size_t i) {
  const HistoryRow& row = history.rows[i];
  std::string text;
  const auto add = [&](const std::string& part) { add_part(text, part, "; "); };
  if (!row.cut.empty()) add(fmt::format("cut: {}", fmt::join(row.cut, ", ")));
  if (!row.night.unfinished.empty()) add("unfinished: " + row.night.unfinished);
  for (const HistoryChange& change : history.changes) {
    if (change.flagged != i) continue;
    add(fmt::format("{} {}: {} since {}", figure_name(change.figure), direction(change), from_to(change),
                    history.rows[change.begun].night.run));
  }
  if (repeats_texts(row)) add("repeats earlier texts");
  for (std::size_t figure = 0; figure < row.night.figures.size(); ++figure) {
    const NightFigure& each = row.night.figures[figure];
    const bool is_told = !row.night.unfinished.empty();
    if (!each.untested.empty() && !is_told) add(fmt::format("{} not tested: {}", figure_name(figure), each.untested));
  }
  const Figure& score = row.night.figures.front().figure;
  if (!score.value && !score.no_ci_reason.empty()) add("no score: " + score.no_ci_reason);
  return text;
}

// Returns the figures that some night has.
std::vector<std::size_t> known_figures(const History& history) {
  std::vector<std::size_t> known;
  for (std::size_t figure = 0; figure < kHistoryFigures.size(); ++figure) {
    const auto has = [&](const HistoryRow& row) { return row.night.figures[figure].figure.value.has_value(); };
    if (std::any_of(history.rows.begin(), history.rows.end(), has)) known.push_back(figure);
  }
  return known;
}

Table nights_table(const History& history) {
  const std::vector<std::size_t> known = known_figures(history);
  const bool has_dates = std::any_of(history.rows.begin(), history.rows.end(),
                                     [](const HistoryRow& row) { return !row.night.created_at.empty(); });
  Table table;
  if (has_dates) table.columns.push_back({"Night"});
  table.columns.insert(table.columns.end(), {{"Run"}, {"n", Form::count}});
  for (const std::size_t figure : known) table.columns.push_back({figure_name(figure), measure_at(figure).form});
  table.columns.push_back({"What was seen", Form::prose});
  for (std::size_t i = 0; i < history.rows.size(); ++i) {
    const Night& night = history.rows[i].night;
    std::vector<Value> row;
    if (has_dates) row.emplace_back(or_missing(day_of(night.created_at)));
    row.insert(row.end(), {night.run, night.figures.front().figure.n});
    for (const std::size_t figure : known) {
      const Figure& each = night.figures[figure].figure;
      row.push_back(each.value ? Value(*each.value, each.ci) : Value());
    }
    row.emplace_back(seen_text(history, i));
    table.rows.push_back(std::move(row));
  }
  return table;
}

std::string size_text(const HistoryChange& change) {
  return fmt::format("{} {}", to_text(Value(change.difference, change.ci), Form::difference),
                     Metric{&measure_at(change.figure), ""}.unit());
}

std::string history_change_text(const History& history, const HistoryChange& change) {
  const std::string with_it = change.with_it.empty()
                                  ? "Nothing that is recorded changed with it."
                                  : fmt::format("Changed with it: {}.", fmt::join(change.with_it, "; "));
  return fmt::format("{} {} since {}: {} ({} against {} values), {}; flagged on {}, p {} for all nights together. {}",
                     figure_name(change.figure), direction(change), name_of(history.rows[change.begun].night),
                     from_to(change), change.n_since, change.n_before, size_text(change),
                     name_of(history.rows[change.flagged].night), to_text(Value(change.p), Form::p), with_it);
}

std::string changes_text(const History& history, bool (*is_meant)(const HistoryChange& change)) {
  std::string text;
  for (const HistoryChange& change : history.changes) {
    if (!is_meant(change)) continue;
    add_part(text, fmt::format("{} {} since {}", figure_name(change.figure), from_to(change),
                               name_of(history.rows[change.begun].night)));
  }
  return text;
}

Section history_section(const History& history) {
  const Tone tone = history.as_before == stats::AsGood::no ? Tone::error : Tone::plain;
  Section section{history.model, {Paragraph{answer_of(history), tone}, nights_table(history)}};
  Bullets changes;
  for (const HistoryChange& change : history.changes) changes.items.push_back(history_change_text(history, change));
  if (!changes.items.empty()) section.blocks.push_back(std::move(changes));
  if (!history.notes.empty()) section.blocks.push_back(Bullets{history.notes});
  return section;
}

std::string method_text(double alpha) {
  return fmt::format(
      "Each night is tested when it is the newest: the segment's last 1, 2, 4 and 8 nights against those before them, "
      "by "
      "an exact permutation test within each iteration (the sign-flip test, where there is one night on each side). Of "
      "a "
      "text that repeats only the first counts. A speed is one value a night, compared by rank. Alpha is spent over "
      "all "
      "nights, half of it on the score: if the nights of a model are all alike, the chance that anything of it is ever "
      "flagged is at most {:g}. A change that was flagged looks larger than it is, because it was noticed by its size. "
      "Memory is shown and not tested. Intervals of the rows are of single nights; they do not tell two nights apart.",
      alpha);
}

}  // namespace

std::string answer_of(const History& history) {
  if (history.rows.size() == 1) return "One night: there is nothing to compare yet.";
  const std::string nights = count_of(static_cast<std::int64_t>(history.rows.size()), "night");
  const auto is_open = [](const HistoryChange& change) { return change.is_open; };
  const auto is_better = [](const HistoryChange& change) { return !change.is_worse; };
  switch (history.as_before) {
    case stats::AsGood::no:
      return fmt::format("Worse than before: {}.", changes_text(history, is_open));
    case stats::AsGood::yes:
      if (history.changes.empty())
        return fmt::format("No change was flagged in {}. That does not show that there was none.", nights);
      if (std::all_of(history.changes.begin(), history.changes.end(), is_better))
        return fmt::format("Better than before: {}.", changes_text(history, is_better));
      return fmt::format(
          "After {} no change for the worse stands: each came back, is less than the margin, or lies before the newest "
          "cut.",
          nights);
    case stats::AsGood::unknown:
      return fmt::format("Undecided: of {}, none since the newest cut could be tested against others.", nights);
  }
  return "";
}

std::string answer_of(const std::vector<History>& histories) {
  if (histories.size() == 1) return answer_of(histories.front());
  std::string worse;
  std::string undecided;
  for (const History& history : histories) {
    if (history.as_before == stats::AsGood::no) add_part(worse, history.model);
    if (history.as_before == stats::AsGood::unknown) add_part(undecided, history.model);
  }
  std::string text =
      worse.empty() ? "No change for the worse was flagged that still stands." : "Worse than before: " + worse + ".";
  if (!undecided.empty()) text += " Undecided: " + undecided + ".";
  return text;
}

Document make_document(const std::vector<History>& histories) {
  const std::string of =
      histories.size() == 1 ? histories.front().model : count_of(static_cast<std::int64_t>(histories.size()), "model");
  Document document{"quantladder: history of " + of, {}};
  for (const History& history : histories) document.sections.push_back(history_section(history));
  if (!histories.empty()) {
    document.sections.push_back({"How it was tested", {Paragraph{method_text(histories.front().alpha)}}});
  }
  return document;
}

}  // namespace quantladder::report
