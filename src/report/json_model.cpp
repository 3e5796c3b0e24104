#include "json_model.h"

#include "quantladder/report/measure.h"

namespace quantladder::report {
namespace {

Json score_json(const ScoreStatistics& score) {
  Json ci;
  if (score.ci) {
    ci = interval(score.ci->interval);
    ci["level"] = score.ci->level;
    ci["method"] = core::to_id(score.ci->method);
    ci["exact"] = score.ci->exact;
    ci["fallback_reason"] = text_or_null(score.ci->fallback_reason);
    ci["design_effect"] = number(score.ci->design_effect);
    ci["level_correlation"] = number(score.ci->level_correlation);
    ci["effective_n"] = number(score.ci->effective_n);
  }
  return {{"mean", number(score.mean)},
          {"sd", number(score.sd)},
          {"min", number(score.min)},
          {"median", number(score.median)},
          {"max", number(score.max)},
          {"n", score.n},
          {"n_distinct", score.distinct},
          {"ci", ci},
          {"no_ci_reason", text_or_null(score.no_ci_reason)},
          {"ci_percentile", interval(score.percentile)},
          {"ci_t", interval(score.student_t)}};
}

Json proportion_json(const Proportion& proportion) {
  return {{"passed", proportion.passed},
          {"trials", proportion.trials},
          {"rate", proportion.trials == 0 ? Json() : Json(static_cast<double>(proportion.passed) / proportion.trials)},
          {"wilson", interval(proportion.wilson)},
          {"exact", interval(proportion.exact)}};
}

Json task_json(const TaskRates& rates) {
  Json json{{"id", rates.task}, {"points", number(rates.points)}};
  json.update(proportion_json(rates.passes));
  json["tests_passed"] = rates.tests_passed;
  json["tests_total"] = rates.tests_total;
  json["n_distinct"] = rates.distinct;
  json["pass_at_1"] = number(rates.pass_at_1);
  json["pass_at_3"] = number(rates.pass_at_3);
  json["pass_at_5"] = number(rates.pass_at_5);
  return json;
}

Json iteration_entry(const IterationScore& iteration) {
  return {{"iteration", iteration.iteration},   {"label", text_or_null(iteration.label)},
          {"score", number(iteration.score)},   {"unscored_cells", iteration.unscored},
          {"missing_cells", iteration.missing}, {"repeats_iteration", number(iteration.repeats)}};
}

Json rate_json(const std::optional<stats::GeometricMean>& rate) {
  if (!rate) return Json();
  return {{"mean", number(rate->value)}, {"ci", interval(rate->interval)}, {"starts", rate->n}};
}

Json start_json(const StartSpeed& start) {
  return {{"number", start.number},
          {"round", start.round},
          {"probes", start.probes},
          {"mean_tokens_per_s", number(start.mean_tokens_per_s)},
          {"median_tokens_per_s", number(start.median_tokens_per_s)},
          {"median_ttft_ms", number(start.median_ttft_ms)},
          {"load_ms", start.load_ms > 0 ? number(start.load_ms) : Json()},
          {"peak_bytes", number(start.peak_bytes)},
          {"memory_source", text_or_null(core::to_id(start.memory_source))},
          {"end", text_or_null(core::to_text(start.end))}};
}

Json probe_json(const ProbeSpeed& probe) {
  Json ttft;
  if (probe.ttft_ms) {
    ttft = {{"median", number(probe.ttft_ms->median)},
            {"ci", interval(probe.ttft_ms->interval)},
            {"coverage", probe.ttft_ms->interval ? number(probe.ttft_ms->coverage) : Json()},
            {"p90", number(probe.ttft_p90_ms)}};
  }
  Json json{{"tokens_per_s", rate_json(probe.tokens_per_s)},
            {"prompt_tokens_per_s", rate_json(probe.prompt_tokens_per_s)},
            {"ttft_ms", ttft},
            {"probes", probe.probes},
            {"failed_probes", probe.failed_probes},
            {"warm_up_requests", probe.warm_up_requests},
            {"outliers", probe.outliers},
            {"drift", core::to_id(probe.drift)},
            {"starts", Json::array()}};
  for (const StartSpeed& start : probe.starts) json["starts"].push_back(start_json(start));
  return json;
}

Json cells_json(const CellSpeed& cells) {
  return {{"cells", cells.cells},
          {"most_in_flight", cells.cells == 0 ? Json() : Json(cells.most_in_flight)},
          {"mean_in_flight", number(cells.mean_in_flight)},
          {"median_tokens_per_s", number(cells.median_tokens_per_s)},
          {"median_ttft_ms", number(cells.median_ttft_ms)},
          {"median_tokens", number(cells.median_tokens)},
          {"total_tokens", cells.median_tokens ? Json(cells.total_tokens) : Json()},
          {"total_ms", cells.cells == 0 ? Json() : number(cells.total_ms)}};
}

Json memory_json(const MemorySummary& memory) {
  return {{"source", text_or_null(core::to_id(memory.source))},
          {"label", text_or_null(core::to_id(memory.kind))},
          {"peak_bytes", number(memory.peak_bytes)},
          {"lowest_peak_bytes", number(memory.lowest_peak_bytes)},
          {"baseline_bytes", number(memory.baseline_bytes)},
          {"device_peak_bytes", number(memory.device_peak_bytes)},
          {"other_labels", text_or_null(memory.other_kinds)}};
}

Json energy_json(const EnergySummary& energy) {
  return {{"total_j", number(energy.total_j)},
          {"no_total_reason", text_or_null(energy.no_total_reason)},
          {"basis", text_or_null(core::to_id(energy.basis))},
          {"solved", energy.solved},
          {"per_solved_j", number(energy.per_solved_j)}};
}

Json facts_json(const core::ModelFacts& facts) {
  const core::Model& model = facts.model;
  const bool known = facts.gguf.has_value();
  const bool weighed = known && facts.gguf->parameters > 0 && facts.gguf->tensor_bytes > 0;
  return {{"id", model.id},
          {"provider", text_or_null(model.provider)},
          {"quant", text_or_null(model.quant)},
          {"approach", text_or_null(model.approach)},
          {"file", text_or_null(model.file)},
          {"hf", text_or_null(model.hf)},
          {"endpoint", text_or_null(model.endpoint)},
          {"sha256", text_or_null(facts.gguf_sha256)},
          {"file_bytes", known && facts.gguf->file_bytes > 0 ? Json(facts.gguf->file_bytes) : Json()},
          {"bits_per_weight", weighed ? number(facts.gguf->bits_per_weight()) : Json()},
          {"parameters", known && facts.gguf->parameters > 0 ? Json(facts.gguf->parameters) : Json()},
          {"architecture", known ? text_or_null(facts.gguf->architecture) : Json()},
          {"file_type", known ? text_or_null(facts.gguf->file_type) : Json()},
          {"serve_command", facts.serve_command}};
}

}  // namespace

Json model_json(const ModelSummary& model) {
  Json json = facts_json(model.facts);
  json["score"] = model.score ? score_json(*model.score) : Json();
  json["no_score_reason"] = text_or_null(model.no_score_reason);
  json["iterations_complete"] = model.score ? model.score->n : 0;
  json["iterations_without_score"] = model.iterations_without_score;
  json["iterations"] = Json::array();
  for (const IterationScore& iteration : model.iterations) json["iterations"].push_back(iteration_entry(iteration));
  json["perfect_runs"] = proportion_json(model.perfect);
  json["tasks"] = Json::array();
  for (const TaskRates& rates : model.tasks) json["tasks"].push_back(task_json(rates));
  json["outcomes"] = Json::object();
  for (const core::OutcomeInfo& info : core::all_outcomes()) {
    json["outcomes"][std::string(info.id)] = model.outcomes[static_cast<std::size_t>(info.outcome)];
  }
  json["missing_cells"] = model.missing_cells;
  json["speed_probe"] = probe_json(model.probe);
  json["cells"] = cells_json(model.cells);
  json["memory"] = memory_json(model.memory);
  json["energy"] = energy_json(model.energy);
  json["figures"] = Json::object();
  for (const Measure& measure : measures()) {
    for (const auto& [id, figure] : model.figures) {
      if (!figure.value || std::string_view(id).substr(0, id.find(':')) != measure.id) continue;
      json["figures"][id] = {
          {"value", number(figure.value)}, {"unit", std::string(measure.unit)}, {"ci", interval(figure.ci)}};
    }
  }
  return json;
}

}  // namespace quantladder::report
