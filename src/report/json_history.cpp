#include "json_values.h"
#include "quantladder/report/history.h"

namespace quantladder::report {
namespace {

std::string_view figure_id(std::size_t figure) { return kHistoryFigures[figure].measure; }

Json standing_json(stats::AsGood as_before) {
  switch (as_before) {
    case stats::AsGood::yes:
      return "as_before";
    case stats::AsGood::no:
      return "worse";
    case stats::AsGood::unknown:
      return "undecided";
  }
  return {};
}

Json interval_json(const Figure& figure) {
  if (!figure.ci) return {};
  return object(field("lo", figure.ci->lo), field("hi", figure.ci->hi), field("level", figure.level),
                field("method", figure.method));
}

Json look_json(const stats::NightLook& look, std::size_t figure) {
  if (look.look == 0) return {};
  return object(field("number", look.look), field("alpha", look.alpha), field("p", look.p),
                field("p_over_all", p_over_all(look, figure)), field("flagged", look.change.has_value()));
}

Json night_figure_json(const HistoryRow& row, std::size_t i) {
  const NightFigure& each = row.night.figures[i];
  return object(field("value", each.figure.value), field("ci", interval_json(each.figure)), field("sd", each.figure.sd),
                field("n", each.figure.n), field("n_distinct", each.figure.distinct),
                field("reason", text_or_null(each.figure.no_ci_reason)), field("untested", text_or_null(each.untested)),
                field("fresh", row.looks[i].fresh), field("look", look_json(row.looks[i], i)));
}

Json row_json(const HistoryRow& row) {
  Json figures = Json::object();
  for (std::size_t i = 0; i < kHistoryFigures.size(); ++i)
    figures[std::string(figure_id(i))] = night_figure_json(row, i);
  return object(field("run", row.night.run), field("created_at", text_or_null(row.night.created_at)),
                field("unfinished", text_or_null(row.night.unfinished)), field("cut", row.cut),
                field("figures", figures));
}

Json change_json(const History& history, const HistoryChange& change) {
  const Metric metric{&measure_of(figure_id(change.figure)), ""};
  return object(field("figure", figure_id(change.figure)), field("flagged", history.rows[change.flagged].night.run),
                field("begun", history.rows[change.begun].night.run), field("worse", change.is_worse),
                field("open", change.is_open), field("before", change.before), field("since", change.since),
                field("n_before", change.n_before), field("n_since", change.n_since),
                field("unit", metric.unit() == "%" ? "percent" : metric.unit()), field("difference", change.difference),
                field("ci", change.ci), field("tost_p", change.tost_p), field("p_over_all", change.p),
                field("with_it", change.with_it));
}

Json history_json(const History& history) {
  const auto in_history = [&](const HistoryChange& change) { return change_json(history, change); };
  return object(field("id", history.model), field("standing", standing_json(history.as_before)),
                field("nights", list(history.rows, row_json)), field("changes", list(history.changes, in_history)),
                field("notes", history.notes));
}

}  // namespace

std::string to_json(const std::vector<History>& histories) {
  return dump(object(field("alpha", histories.empty() ? stats::kDefaultAlpha : histories.front().alpha),
                     field("models", list(histories, history_json))));
}

}  // namespace quantladder::report
