#include "json_comparison.h"

#include "quantladder/report/json.h"

namespace quantladder::report {
namespace {

Json ci_json(const stats::Interval& ci, double level, const std::string& method) {
  return {{"lo", number(ci.lo)}, {"hi", number(ci.hi)}, {"level", level}, {"method", method}};
}

Json ci_json(const stats::DifferenceInterval& ci) {
  return ci.interval ? ci_json(*ci.interval, ci.level, std::string(core::to_id(ci.method))) : Json();
}

Json compared_json(const ComparedModel& model) {
  return {{"id", model.id},
          {"mean", number(model.value)},
          {"sd", number(model.sd)},
          {"n", model.n},
          {"n_distinct", model.distinct},
          {"ci", model.ci ? ci_json(*model.ci, model.level, model.method) : Json()}};
}

Json pair_json(const stats::PairComparison& pair, const Metric& metric) {
  return {{"a", pair.a},
          {"b", pair.b},
          {"unit", metric.unit() == "%" ? "percent" : metric.unit()},
          {"n", pair.n},
          {"difference", number(pair.difference)},
          {"better", text_or_null(core::to_id(pair.decision.better))},
          {"ci", ci_json(pair.ci)},
          {"p", number(pair.p)},
          {"p_holm", number(pair.p_holm)},
          {"p_floor", number(pair.p_floor)},
          {"tost_p", number(pair.tost.p)},
          {"tost_p_holm", number(pair.tost_p_holm)},
          {"mde", number(pair.mde)},
          {"n_needed", number(pair.n_needed)},
          {"verdict", core::to_id(pair.decision.verdict)}};
}

Json simultaneous_json(const stats::PairComparison& pair) {
  return {{"a", pair.a}, {"b", pair.b}, {"ci", ci_json(pair.ci_simultaneous)}};
}

Json diagnostic_json(const stats::PairComparison& pair) {
  Json json{{"a", pair.a}, {"b", pair.b}, {"tasks", Json::array()}};
  for (const stats::LevelComparison& level : pair.levels) {
    json["tasks"].push_back({{"id", level.id},
                             {"only_a", level.test.only_a},
                             {"only_b", level.test.only_b},
                             {"p", number(level.test.p)},
                             {"p_holm", number(level.p_holm)}});
  }
  return json;
}

}  // namespace

Json comparison_json(const Comparison& comparison) {
  Json json{{"metric", comparison.metric.id()},
            {"value_unit", std::string(comparison.metric.measure->unit)},
            {"margin", comparison.margin},
            {"family", comparison.family},
            {"sequential", comparison.sequential},
            {"models", Json::array()},
            {"pairs", Json::array()},
            {"simultaneous", Json::array()},
            {"mcnemar", Json::array()}};
  for (const ComparedModel& model : comparison.models) json["models"].push_back(compared_json(model));
  for (const stats::PairComparison& pair : comparison.pairs) {
    json["pairs"].push_back(pair_json(pair, comparison.metric));
    json["simultaneous"].push_back(simultaneous_json(pair));
    if (!pair.levels.empty()) json["mcnemar"].push_back(diagnostic_json(pair));
  }
  json["unlike"] = comparison.unlike;
  json["errors"] = comparison.errors;
  json["notes"] = comparison.notes;
  return json;
}

std::string to_json(const Comparison& comparison) { return dump(comparison_json(comparison)); }

}  // namespace quantladder::report
