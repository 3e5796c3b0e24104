#include "quantladder/report/recommend.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "recommend_parts.h"
#include "summarise.h"
#include "text.h"

namespace quantladder::report {
namespace {

bool can_be_judged(const ModelSummary& model) {
  return model.score && model.score->distinct >= stats::kLeastIterationsForVerdict;
}

bool solves_nothing(const ModelSummary* model) { return model->score->max <= 0; }

std::string why_nothing(const Summary& summary) {
  Models scored;
  Models candidates;
  for (const ModelSummary& model : summary.models) {
    if (model.score) scored.push_back(&model);
    if (can_be_judged(model)) candidates.push_back(&model);
  }
  if (!summary.errors.empty())
    return "the figures contradict each other (see Errors): nothing can be concluded from them";
  if (summary.comparison && !summary.comparison->unlike.empty()) {
    return fmt::format("the models were not asked the same, so their scores do not compare ({})",
                       fmt::join(summary.comparison->unlike, "; "));
  }
  if (scored.empty()) return "no model has a complete iteration, so none has a score";
  if (std::all_of(scored.begin(), scored.end(), solves_nothing))
    return "no model solved a single task in a complete iteration";
  if (candidates.empty()) {
    return fmt::format("no verdict is possible below {} distinct complete iterations of a model",
                       stats::kLeastIterationsForVerdict);
  }
  return std::all_of(candidates.begin(), candidates.end(), solves_nothing)
             ? "no model with enough iterations solved a single task"
             : "";
}

std::optional<RuledOut> check_score(const ModelSummary& model) {
  const std::string& id = model.facts.model.id;
  if (!model.score) return RuledOut{id, "it has no score: " + model.no_score_reason, false, Ground::no_score};
  if (can_be_judged(model)) return std::nullopt;
  return RuledOut{id, fmt::format("fewer than {} distinct complete iterations", stats::kLeastIterationsForVerdict),
                  false, Ground::no_score};
}

// Takes the models that were ruled out from `models`.
void rule_out(const std::vector<RuledOut>& found, Models& models, Recommendation& result) {
  for (const RuledOut& out : found) {
    std::erase_if(models, [&](const ModelSummary* model) { return id_of(model) == out.model; });
    result.ruled_out.push_back(out);
  }
}

Models within_limits(const RunData& data, const CellTable& table, const Summary& summary, const Limits& limits,
                     Recommendation& result) {
  Models models;
  Models judged;
  std::vector<RuledOut> found;
  for (const ModelSummary& model : summary.models) {
    models.push_back(&model);
    if (can_be_judged(model)) judged.push_back(&model);
    auto reason = check_score(model);
    if (!reason) reason = check_limits(model, limits);
    if (reason) found.push_back(*reason);
  }
  rule_out(found, models, result);
  if (limits.max_loss) rule_out(check_loss(data, table, judged, models, *limits.max_loss), models, result);
  return models;
}

void sort_as_in_run(const Summary& summary, Recommendation& result) {
  const auto position = [&](const RuledOut& out) {
    return std::find_if(summary.models.begin(), summary.models.end(),
                        [&](const ModelSummary& model) { return model.facts.model.id == out.model; });
  };
  std::stable_sort(result.ruled_out.begin(), result.ruled_out.end(),
                   [&](const RuledOut& a, const RuledOut& b) { return position(a) < position(b); });
}

}  // namespace

std::optional<double> speed_of(const ModelSummary* model) {
  if (!model->probe.tokens_per_s) return std::nullopt;
  return model->probe.tokens_per_s->value;
}

std::optional<std::uint64_t> size_of(const ModelSummary* model) {
  if (!model->facts.gguf || model->facts.gguf->file_bytes == 0) return std::nullopt;
  return model->facts.gguf->file_bytes;
}

std::string score_text(const ModelSummary* model) { return fmt::format("{} {}", id_of(model), to_text(*model->score)); }

std::string list(const Models& models, std::string (*text)(const ModelSummary*)) {
  std::string result;
  for (const ModelSummary* model : models) result += (result.empty() ? "" : ", ") + text(model);
  return result;
}

bool is_handier(const ModelSummary* a, const ModelSummary* b) {
  if (speed_of(a).value_or(0) != speed_of(b).value_or(0)) return speed_of(a).value_or(0) > speed_of(b).value_or(0);
  if (size_of(a) != size_of(b)) return size_of(a).value_or(~0ULL) < size_of(b).value_or(~0ULL);
  return a->score->mean > b->score->mean;
}

Recommendation recommend(const RunData& data, const Summary& summary, const Limits& limits) {
  return recommend(data, CellTable(data), summary, limits);
}

Recommendation recommend(const RunData& data, const CellTable& table, const Summary& summary, const Limits& limits) {
  Recommendation result;
  result.limits = limits;
  result.refusal = why_nothing(summary);
  if (!result.refusal.empty()) {
    say_next(summary, {}, result);
    return result;
  }
  const Models candidates = within_limits(data, table, summary, limits, result);
  Field field;
  if (candidates.empty()) {
    const bool shown =
        std::all_of(result.ruled_out.begin(), result.ruled_out.end(), [](const RuledOut& out) { return out.shown; });
    result.decided = shown;
    result.refusal = shown ? "no model meets the limits" : "no model is shown to meet the limits";
  } else {
    field = choose(data, table, summary, candidates, result);
  }
  say_next(summary, field, result);
  sort_as_in_run(summary, result);
  return result;
}

}  // namespace quantladder::report
