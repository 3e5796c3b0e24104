#include "quantladder/report/json.h"

#include "joined_table.h"
#include "json_values.h"
#include "scatters.h"
#include "summarise.h"
#include "text.h"

namespace quantladder::report {
namespace {

Json suite_json(const core::Manifest& run, const core::SuiteFacts& suite) {
  const bool has_points = core::row_of(suite.kind).has_points;
  const core::Pace pace = run.pace_of(suite);
  const auto item_json = [&](const core::ItemFacts& item) {
    return object(field("id", item.id), field("title", item.title),
                  field("points", has_points ? Json(item.points) : Json()));
  };
  return object(field("id", suite.id), field("version", suite.version), field("kind", suite.kind),
                field("title", suite.title), field("points", has_points ? Json(suite.points()) : Json()),
                field("iterations_planned", pace.iterations), field("rounds", pace.rounds),
                field("prompts_sha256", text_or_null(suite.prompts_sha256)),
                field("tests_sha256", text_or_null(suite.tests_sha256)), field("items", list(suite.items, item_json)));
}

Json host_json(const core::HostFacts& host) {
  return object(field("os", text_or_null(os_text(host))), field("cpu", text_or_null(host.cpu)),
                field("cores", text_or_null(cores_text(host))), field("memory", text_or_null(memory_text(host))),
                field("gpus", text_or_null(gpus_text(host))), field("driver", text_or_null(driver_text(host))));
}

Json cell_json(const NamedCell& cell) {
  return object(field("model", cell.model), field("item", cell.name), field("iteration", cell.iteration));
}

Json unscored_json(const UnscoredCell& cell) {
  Json json = cell_json(cell.cell);
  put(json, field("outcome", cell.outcome), field("reason", cell.reason));
  return json;
}

Json repeated_json(const RepeatedCell& cell) {
  Json json = cell_json(cell.cell);
  put(json, field("outcomes", list(cell.outcomes, to_value<core::Outcome>)), field("counted", cell.counted),
      field("reason", core::to_text(cell.reason)));
  return json;
}

Json rejudged_json(const RejudgedCell& cell) {
  Json json = cell_json(cell.cell);
  put(json, field("before", cell.before), field("now", cell.now), field("points_before", cell.points_before),
      field("points_now", cell.points_now));
  return json;
}

Json limits_json(const Limits& limits) {
  Json json = Json::object();
  for (const auto& [id, bound] : limits.bounds) json[id] = bound;
  if (limits.max_loss) json["max_loss"] = *limits.max_loss;
  return json;
}

Json model_advice_json(const ModelAdvice& each) {
  return object(field("id", each.model), field("advice", each.standing), field("reason", text_or_null(each.reason)),
                field("evidence", text_or_null(each.evidence)));
}

Json recommendation_json(const Report& report) {
  const Advice& advice = report.advice;
  const core::ModelFacts* chosen = report.summary.manifest.find(advice.model);
  return object(
      field("limits", limits_json(advice.limits)), field("model", text_or_null(advice.model)),
      field("decided", advice.decided), field("refusal", text_or_null(advice.refusal)),
      field("statement", text_or_null(advice.statement)), field("models", list(advice.models, model_advice_json)),
      field("next", advice.next),
      field("serve_command", chosen == nullptr ? Json::array() : Json(chosen->serve_command)),
      field("make_commands", chosen == nullptr || !chosen->making ? Json::array() : Json(chosen->making->commands)));
}

Json drafting_json(const DraftedModel& drafted) {
  return object(field("model", drafted.model), field("plain", text_or_null(drafted.plain)),
                field("against_plain", list(drafted.against_plain, comparison_json)));
}

Json loaded_json(const LoadedArm& arm) {
  return object(field("model", arm.model), field("against", arm.against), field("in_flight", arm.in_flight),
                field("in_flight_against", arm.in_flight_against), field("cells", arm.cells),
                field("same_text", arm.same_text), field("same_outcome", arm.same_outcome),
                field("score", arm.score ? comparison_json(*arm.score) : Json()));
}

Json front_json(const Front& front) {
  const auto entry_json = [](const FrontEntry& entry) {
    return object(field("model", entry.model), field("place", entry.place), field("by", entry.by),
                  field("efficiency", entry.efficiency), field("mdl_norm", entry.mdl_norm));
  };
  return object(field("speed", text_or_null(front.speed)), field("models", list(front.entries, entry_json)));
}

Json axis_json(const Summary& summary, const Measure& measure) {
  return object(field("figure", measure.id), field("title", title_of(summary, {&measure, ""})),
                field("unit", measure.unit));
}

Json scatter_json(const Summary& summary, const Scatter& scatter) {
  const auto point_json = [](const ScatterPoint& point) {
    return object(field("model", point.model), field("x", point.x.value), field("x_ci", point.x.ci),
                  field("y", point.y.value), field("y_ci", point.y.ci), field("is_baseline", point.is_origin),
                  field("place", point.place));
  };
  return object(field("id", scatter.id), field("x", axis_json(summary, *scatter.x)),
                field("y", axis_json(summary, *scatter.y)), field("points", list(scatter.points, point_json)));
}

Json at_play_json(const AtPlay& play) {
  const auto task_json = [](const TaskPlay& each) {
    Json outcomes = Json::object();
    for (const core::OutcomeRow& row : core::kIds<core::Outcome>) {
      const int count = each.outcomes[static_cast<std::size_t>(row.value)];
      if (count > 0) outcomes[std::string(row.id)] = count;
    }
    return object(field("suite", each.task.suite), field("task", each.task.id), field("points", each.task.points),
                  field("play", each.play), field("blocked_points", each.blocked_points),
                  field("blocked_cells", each.blocked_cells), field("cells", each.cells), field("outcomes", outcomes));
  };
  const auto suite_json = [](const SuitePlay& each) {
    return object(field("suite", each.suite), field("points", each.points), field("at_play", each.at_play),
                  field("sd", each.sd), field("iterations", each.iterations));
  };
  return object(field("models", play.models), field("points_measured", play.points()),
                field("points_at_play", play.at_play()), field("tasks", list(play.tasks, task_json)),
                field("shown_difference", kShownDifference), field("suites", list(play.suites, suite_json)));
}

Json dropped_json(const core::DroppedModel& each) {
  return object(field("model", each.model), field("by", each.by), field("nearer", each.nearer),
                field("nearer_bound", each.nearer_bound), field("speed", each.speed),
                field("speed_bound", each.speed_bound), field("seconds", each.seconds));
}

Json screening_json(const core::ScreeningLog& log) {
  const auto look_json = [](const core::ScreeningLook& look) {
    return object(field("stage", look.stage), field("at", look.at), field("alpha", look.alpha),
                  field("models", look.models), field("dropped", list(look.dropped, dropped_json)));
  };
  return object(field("alpha", log.alpha), field("looks", list(log.looks, look_json)));
}

}  // namespace

std::string advice_json(const Report& report) { return dump(recommendation_json(report)); }

std::string to_json(const Report& report) {
  const Summary& summary = report.summary;
  const core::Manifest& run = summary.manifest;
  const auto suite_of_run = [&](const core::SuiteFacts& suite) { return suite_json(run, suite); };
  Json json = object(
      field("schema", 2), field("run_id", run.run_id), field("experiment", run.experiment),
      field("created_at", run.created_at), field("quantladder", run.quantladder), field("complete", summary.complete),
      field("estimand", kEstimand), field("suites", list(run.suites, suite_of_run)), field("points", summary.points),
      field("baseline", text_or_null(run.baseline)), field("judging", run.judging),
      field("sandbox", object(field("tier", run.sandbox_tier), field("detail", text_or_null(run.sandbox_detail)),
                              field("unsafe", summary.unsafe_no_sandbox))),
      field("host", host_json(run.host())), field("requests", list(summary.requests, describe_request)),
      field("servers", summary.servers), field("models", list(summary.models, model_json)));
  put(json, field("at_play", at_play_json(summary.at_play)),
      field("unscored_cells", list(summary.unscored, unscored_json)),
      field("repeated_cells", list(summary.repeated, repeated_json)),
      field("rejudged_cells", list(summary.rejudged, rejudged_json)), field("judged_again", summary.judged_again),
      field("errors", summary.errors), field("warnings", summary.warnings), field("doubts", summary.doubts),
      field("comparison", report.comparison ? comparison_json(*report.comparison) : Json()),
      field("by_suite", list(report.by_suite, comparison_json)), field("recommendation", recommendation_json(report)),
      field("drafting", list(report.drafting, drafting_json)),
      field("under_load", list(report.under_load, loaded_json)), field("load", load_json(report.load)),
      field("load_searches", list(report.searches, found_load_json)),
      field("published_load", published_load_json(report.published_load)),
      field("front", report.front ? front_json(*report.front) : Json()),
      field("charts", list(scatters_of(report), [&](const Scatter& each) { return scatter_json(summary, each); })),
      field("screening", summary.screening ? screening_json(*summary.screening) : Json()));
  return dump(json);
}

}  // namespace quantladder::report
