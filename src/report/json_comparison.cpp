#include "json_values.h"
#include "quantladder/report/json.h"

namespace quantladder::report {
namespace {

Json ci_json(const std::optional<stats::Interval>& ci, double level, std::string_view method) {
  return ci ? object(field("lo", ci->lo), field("hi", ci->hi), field("level", level), field("method", method)) : Json();
}

Json ci_json(const stats::DifferenceInterval& ci) { return ci_json(ci.interval, ci.level, core::to_id(ci.method)); }

Json compared_json(const ComparedModel& model) {
  return object(field("id", model.id), field("mean", model.value), field("sd", model.sd), field("n", model.n),
                field("n_distinct", model.distinct), field("ci", ci_json(model.ci, model.level, model.method)));
}

Json pair_json(const stats::PairComparison& pair, const Metric& metric) {
  return object(field("a", pair.a), field("b", pair.b), field("unit", metric.unit() == "%" ? "percent" : metric.unit()),
                field("n", pair.n), field("difference", pair.difference), field("better", pair.decision.better),
                field("ci", ci_json(pair.ci)), field("p", pair.p), field("p_holm", pair.p_holm),
                field("p_floor", pair.p_floor), field("tost_p", pair.tost.p), field("tost_p_holm", pair.tost_p_holm),
                field("mde", pair.mde), field("n_needed", pair.n_needed), field("verdict", pair.decision.verdict));
}

Json simultaneous_json(const stats::PairComparison& pair) {
  return object(field("a", pair.a), field("b", pair.b), field("ci", ci_json(pair.ci_simultaneous)));
}

Json level_json(const stats::LevelComparison& level) {
  return object(field("id", level.id), field("only_a", level.test.only_a), field("only_b", level.test.only_b),
                field("p", level.test.p), field("p_holm", level.p_holm));
}

Json diagnostic_json(const stats::PairComparison& pair) {
  return object(field("a", pair.a), field("b", pair.b), field("tasks", list(pair.levels, level_json)));
}

}  // namespace

Json comparison_json(const Comparison& comparison) {
  const auto in_unit = [&](const stats::PairComparison& pair) { return pair_json(pair, comparison.metric); };
  std::vector<stats::PairComparison> diagnosed = comparison.pairs;
  std::erase_if(diagnosed, [](const stats::PairComparison& pair) { return pair.levels.empty(); });
  return object(
      field("metric", comparison.metric.id()), field("value_unit", comparison.metric.measure->unit),
      field("margin", comparison.margin), field("family", comparison.family),
      field("sequential", comparison.sequential), field("models", list(comparison.models, compared_json)),
      field("pairs", list(comparison.pairs, in_unit)), field("simultaneous", list(comparison.pairs, simultaneous_json)),
      field("mcnemar", list(diagnosed, diagnostic_json)), field("under_load", comparison.under_load),
      field("unlike", comparison.unlike), field("errors", comparison.errors), field("notes", comparison.notes));
}

std::string to_json(const Comparison& comparison) { return dump(comparison_json(comparison)); }

}  // namespace quantladder::report
