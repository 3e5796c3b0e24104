#include "quantladder/store/stopping_log.h"

#include "store/json_fields.h"

namespace quantladder::store {
namespace {

Json plan_json(const core::StoppingPlan& plan) {
  return {{"n_max", plan.n_max},
          {"alpha", plan.alpha},
          {"margin", plan.margin},
          {"baseline", plan.baseline},
          {"candidates", plan.candidates}};
}

core::StoppingPlan plan_from(const Json& json) {
  return {.n_max = json.at("n_max"),
          .alpha = json.at("alpha"),
          .margin = json.at("margin"),
          .baseline = json.at("baseline"),
          .candidates = json.at("candidates").get<std::vector<std::string>>()};
}

constexpr std::array<core::NamedValue<core::Side>, 3> kSides{
    {{core::Side::none, ""}, {core::Side::a, "candidate"}, {core::Side::b, "baseline"}}};

std::string_view name_of(core::Side side) { return kSides[static_cast<std::size_t>(side)].id; }

core::Side side_named(const std::string& name) {
  for (const auto& row : kSides) {
    if (row.id == name) return row.value;
  }
  throw core::Error(core::ErrorKind::usage, "unknown better \"" + name + "\"");
}

Json comparison_json(const core::ComparisonLook& look) {
  return {{"candidate", look.candidate},
          {"n", look.n},
          {"difference", look.difference},
          {"boundary", optional_json(look.boundary)},
          {"alpha_planned", look.alpha_planned},
          {"alpha_spent", look.alpha_spent},
          {"repeated_lo", optional_json(look.repeated_lo)},
          {"repeated_hi", optional_json(look.repeated_hi)},
          {"repeated_level", look.repeated_level},
          {"predictive", optional_json(look.predictive)},
          {"outcome", core::to_id(look.outcome)},
          {"verdict", core::to_id(look.decision.verdict)},
          {"better", name_of(look.decision.better)}};
}

core::ComparisonLook comparison_from(const Json& json) {
  core::ComparisonLook look;
  look.candidate = json.at("candidate");
  look.n = json.at("n");
  look.difference = json.at("difference");
  look.boundary = optional_from<double>(json, "boundary");
  look.alpha_planned = json.at("alpha_planned");
  look.alpha_spent = json.at("alpha_spent");
  look.repeated_lo = optional_from<double>(json, "repeated_lo");
  look.repeated_hi = optional_from<double>(json, "repeated_hi");
  look.repeated_level = json.at("repeated_level");
  look.predictive = optional_from<double>(json, "predictive");
  look.outcome = value_from<core::LookOutcome>(json, "outcome");
  look.decision = {value_from<core::Verdict>(json, "verdict"), side_named(json.at("better"))};
  return look;
}

Json look_json(const core::StoppingLook& look) {
  Json comparisons = Json::array();
  for (const auto& comparison : look.comparisons) comparisons.push_back(comparison_json(comparison));
  return {{"round", look.round},
          {"at", look.at},
          {"stop", look.stop},
          {"reason", core::to_id(look.reason)},
          {"comparisons", comparisons}};
}

core::StoppingLook look_from(const Json& json) {
  core::StoppingLook look;
  look.round = json.at("round");
  look.at = json.at("at");
  look.stop = json.at("stop");
  look.reason = value_from<core::LookOutcome>(json, "reason");
  for (const Json& comparison : json.at("comparisons")) look.comparisons.push_back(comparison_from(comparison));
  return look;
}

}  // namespace

std::string to_json(const core::StoppingLog& log) {
  Json looks = Json::array();
  for (const auto& look : log.looks) looks.push_back(look_json(look));
  const Json json{{"schema", log.schema}, {"plan", plan_json(log.plan)}, {"looks", looks}};
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

core::StoppingLog parse_stopping_log(std::string_view json, const std::string& source) {
  return parse_with(json, source, [](const Json& parsed) {
    core::StoppingLog log;
    log.schema = parsed.at("schema");
    log.plan = plan_from(parsed.at("plan"));
    for (const Json& look : parsed.at("looks")) log.looks.push_back(look_from(look));
    return log;
  });
}

}  // namespace quantladder::store
