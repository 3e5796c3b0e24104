#include "json_values.h"
#include "quantladder/report/measure.h"

namespace quantladder::report {
namespace {

Json ci_json(const stats::ScoreInterval& ci) {
  Json json = to_value(ci.interval);
  put(json, field("level", ci.level), field("method", ci.method), field("exact", ci.exact),
      field("fallback_reason", text_or_null(ci.fallback_reason)), field("design_effect", ci.design_effect),
      field("level_correlation", ci.level_correlation), field("effective_n", ci.effective_n));
  return json;
}

Json score_json(const ScoreStatistics& score) {
  return object(field("mean", score.mean), field("sd", score.sd), field("min", score.min),
                field("median", score.median), field("max", score.max), field("n", score.n),
                field("n_distinct", score.distinct), field("ci", score.ci ? ci_json(*score.ci) : Json()),
                field("no_ci_reason", text_or_null(score.no_ci_reason)), field("ci_percentile", score.percentile),
                field("ci_t", score.student_t));
}

Json proportion_json(const Proportion& proportion) {
  const auto rate =
      proportion.trials == 0 ? std::nullopt : std::optional(static_cast<double>(proportion.passed) / proportion.trials);
  return object(field("passed", proportion.passed), field("trials", proportion.trials), field("rate", rate),
                field("wilson", proportion.wilson), field("exact", proportion.exact));
}

Json task_json(const TaskRates& rates) {
  Json json = object(field("id", rates.task), field("points", rates.points));
  if (rates.by_tests) put(json, field("points_earned", rates.earned));
  json.update(proportion_json(rates.passes));
  put(json, field("tests_passed", rates.tests_passed), field("tests_total", rates.tests_total),
      field("n_distinct", rates.distinct), field("pass_at_1", rates.pass_at_1), field("pass_at_3", rates.pass_at_3),
      field("pass_at_5", rates.pass_at_5));
  return json;
}

Json suites_json(const ModelSummary& model) {
  Json suites = Json::array();
  for (const auto& [suite, score] : model.suites)
    suites.push_back(object(field("suite", suite), field("score", score_json(score))));
  return suites;
}

Json iteration_entry(const IterationScore& iteration) {
  return object(field("iteration", iteration.iteration), field("label", text_or_null(iteration.label)),
                field("score", iteration.score), field("unscored_cells", iteration.unscored),
                field("missing_cells", iteration.missing), field("repeats_iteration", iteration.repeats));
}

Json rate_json(const ModelSummary& model, const char* measure) {
  const Figure& rate = model.figures.find(measure)->second;
  return rate.value ? object(field("mean", rate.value), field("ci", rate.ci), field("starts", rate.n)) : Json();
}

Json start_json(const StartSpeed& start) {
  return object(field("number", start.number), field("round", start.round), field("probes", start.probes),
                field("mean_tokens_per_s", start.mean_tokens_per_s),
                field("median_tokens_per_s", start.median_tokens_per_s), field("median_ttft_ms", start.median_ttft_ms),
                field("load_ms", start.load_ms > 0 ? Json(start.load_ms) : Json()),
                field("peak_bytes", start.peak_bytes), field("memory_source", start.memory_source),
                field("end", text_or_null(core::to_text(start.end))));
}

Json ttft_json(const ProbeSpeed& probe) {
  if (!probe.ttft_ms) return Json();
  return object(field("median", probe.ttft_ms->median), field("ci", probe.ttft_ms->interval),
                field("coverage", probe.ttft_ms->interval ? to_value(probe.ttft_ms->coverage) : Json()),
                field("p90", probe.ttft_p90_ms));
}

Json probe_json(const ModelSummary& model) {
  const ProbeSpeed& probe = model.probe;
  return object(field("tokens_per_s", rate_json(model, "tg")), field("prompt_tokens_per_s", rate_json(model, "pp")),
                field("ttft_ms", ttft_json(probe)), field("probes", probe.probes),
                field("failed_probes", probe.failed_probes), field("warm_up_requests", probe.warm_up_requests),
                field("outliers", probe.outliers), field("drift", probe.drift),
                field("starts", list(probe.starts, start_json)));
}

Json cells_json(const CellSpeed& cells) {
  const bool any = cells.cells > 0;
  return object(field("cells", cells.cells), field("most_in_flight", any ? Json(cells.most_in_flight) : Json()),
                field("mean_in_flight", cells.mean_in_flight), field("median_tokens_per_s", cells.median_tokens_per_s),
                field("median_ttft_ms", cells.median_ttft_ms), field("median_tokens", cells.median_tokens),
                field("total_tokens", cells.median_tokens ? Json(cells.total_tokens) : Json()),
                field("total_ms", any ? to_value(cells.total_ms) : Json()));
}

Json memory_json(const MemorySummary& memory) {
  return object(field("source", memory.source), field("label", memory.kind), field("peak_bytes", memory.peak_bytes),
                field("lowest_peak_bytes", memory.lowest_peak_bytes), field("baseline_bytes", memory.baseline_bytes),
                field("device_peak_bytes", memory.device_peak_bytes),
                field("other_labels", text_or_null(memory.other_kinds)));
}

Json buffer_json(const core::MemoryBuffer& buffer) {
  return object(field("kind", buffer.kind), field("place", buffer.place), field("mib", buffer.mib));
}

Json account_json(const MemoryAccount& account) {
  const bool tells = account.need_not_known.empty();
  const core::MemoryNeed& need = account.need;
  return object(field("weights_bytes", tells ? Json(need.weights_bytes) : Json()),
                field("kv_cache_bytes", tells ? need.kv_cache_bytes : std::nullopt),
                field("compute_bytes", need.compute_bytes), field("predicted_bytes", account.predicted()),
                field("not_known", text_or_null(tells ? need.no_cache_reason : account.need_not_known)),
                field("told_by_start", account.told_by > 0 ? Json(account.told_by) : Json()),
                field("buffers", list(account.buffers, buffer_json)), field("log_weights_bytes", account.log_weights),
                field("log_kv_cache_bytes", account.log_kv_cache), field("measured_bytes", account.measured),
                field("repacked_bytes", account.repacked), field("difference_percent", account.difference_percent()));
}

Json energy_json(const EnergySummary& energy) {
  return object(field("total_j", energy.total_j), field("no_total_reason", text_or_null(energy.no_total_reason)),
                field("basis", energy.basis), field("solved", energy.solved),
                field("per_solved_j", energy.per_solved_j));
}

Json step_json(const SpeedStep& step) {
  const auto& ratio = step.ratio;
  return object(field("step", step.name), field("tokens_per_s", step.rate.value), field("ci", step.rate.ci),
                field("starts", step.rate.n), field("ratio", ratio ? Json(ratio->value) : Json()),
                field("ratio_ci", ratio ? ratio->interval : std::nullopt),
                field("told_apart", ratio && ratio->interval ? Json(step.is_told_apart()) : Json()));
}

Json served_json(const ServedSpeed& speed) {
  return object(field("test", speed.name), field("generation", list(speed.generation, step_json)),
                field("prompt", list(speed.prompt, step_json)));
}

Json draft_json(const DraftTally& tally) {
  const auto& share = tally.acceptance;
  return object(field("in", tally.where), field("answers", tally.answers), field("drafted", tally.drafted),
                field("accepted", tally.accepted), field("acceptance", share ? Json(share->value) : Json()),
                field("ci", share ? share->interval : std::nullopt), field("tokens_per_pass", tally.tokens_per_pass));
}

Json perplexity_json(const core::Perplexity& perplexity) {
  return object(field("value", perplexity.value), field("error", perplexity.error), field("source", perplexity.source));
}

Json quantiles_json(const core::KldQuantiles& quantiles) {
  return object(field("median", quantiles.median), field("p90", quantiles.p90), field("p99", quantiles.p99),
                field("p999", quantiles.p999), field("max", quantiles.max));
}

Json domain_json(const DomainFidelity& domain) {
  const core::Fidelity& figures = domain.figures;
  return object(field("domain", domain.name), field("baseline", figures.baseline->model),
                field("is_baseline", figures.is_baseline), field("perplexity", perplexity_json(*figures.perplexity)),
                field("kld_method", figures.kld_method),
                field("kld_quantiles", figures.kld_quantiles ? quantiles_json(*figures.kld_quantiles) : Json()),
                field("delta_p", figures.delta_p()), field("delta_p_rms", figures.delta_p_rms()),
                field("ctx", figures.ctx), field("chunks", static_cast<int>(figures.per_chunk.size())),
                field("positions", figures.positions()), field("clipped", figures.clipped()),
                field("clipped_mass", figures.clipped_mass));
}

Json facts_json(const core::ModelFacts& facts) {
  const core::Model& model = facts.model;
  return object(field("id", model.id), field("provider", text_or_null(model.provider)),
                field("quant", text_or_null(model.quant)), field("approach", text_or_null(model.approach)),
                field("file", text_or_null(model.file)), field("hf", text_or_null(model.hf)),
                field("endpoint", text_or_null(model.endpoint)), field("sha256", text_or_null(facts.gguf_sha256)),
                field("file_bytes", facts.file_bytes()), field("bits_per_weight", facts.bits_per_weight()),
                field("parameters", facts.parameters()),
                field("architecture", text_or_null(facts.gguf ? facts.gguf->architecture : "")),
                field("file_type", text_or_null(facts.gguf ? facts.gguf->file_type : "")),
                field("serve_command", facts.serve_command));
}

Json outcomes_json(const ModelSummary& model) {
  Json json = Json::object();
  for (const core::OutcomeRow& row : core::kIds<core::Outcome>) {
    json[std::string(row.id)] = model.outcomes[static_cast<std::size_t>(row.value)];
  }
  return json;
}

Json figures_json(const ModelSummary& model) {
  Json json = Json::object();
  for (const Measure& measure : measures()) {
    for (const auto& [id, figure] : model.figures) {
      if (!figure.value || std::string_view(id).substr(0, id.find(':')) != measure.id) continue;
      json[id] = object(field("value", figure.value), field("unit", measure.unit), field("ci", figure.ci));
    }
  }
  return json;
}

}  // namespace

Json model_json(const ModelSummary& model) {
  Json json = facts_json(model.facts);
  put(json, field("score", model.score ? score_json(*model.score) : Json()), field("suites", suites_json(model)),
      field("no_score_reason", text_or_null(model.no_score_reason)),
      field("iterations_complete", model.score ? model.score->n : 0),
      field("iterations_without_score", model.iterations_without_score),
      field("iterations", list(model.iterations, iteration_entry)),
      field("perfect_runs", proportion_json(model.perfect)), field("tasks", list(model.tasks, task_json)),
      field("outcomes", outcomes_json(model)), field("missing_cells", model.missing_cells),
      field("speed_probe", probe_json(model)), field("cells", cells_json(model.cells)),
      field("memory", memory_json(model.memory)),
      field("memory_need", model.account ? account_json(*model.account) : Json()),
      field("energy", energy_json(model.energy)), field("drafts", list(model.drafts, draft_json)),
      field("served", list(model.served, served_json)), field("fidelity", list(model.domains, domain_json)),
      field("figures", figures_json(model)));
  return json;
}

}  // namespace quantladder::report
