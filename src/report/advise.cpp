#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "advise_parts.h"
#include "quantladder/stats/score_interval.h"
#include "text.h"

namespace quantladder::report {
namespace {

bool can_be_judged(const ModelSummary& model) {
  return model.score && model.score->distinct >= stats::kLeastIterationsForVerdict;
}

bool solves_nothing(const ModelSummary* model) { return model->score->max <= 0; }

std::string why_nothing(const Summary& summary, const std::optional<Comparison>& declared) {
  Models scored;
  Models judged;
  for (const ModelSummary& model : summary.models) {
    if (model.score) scored.push_back(&model);
    if (can_be_judged(model)) judged.push_back(&model);
  }
  if (!summary.errors.empty())
    return "the figures contradict each other (see Errors): nothing can be concluded from them";
  if (declared && !declared->unlike.empty()) {
    return fmt::format("the models were not asked the same, so their scores do not compare ({})",
                       fmt::join(declared->unlike, "; "));
  }
  if (!has_points(summary)) {
    return "no suite of this run has points, so there is no score to choose by; \"quantladder compare\" compares the "
           "models by another --metric, and \"quantladder recommend\" takes limits (--max-kld, --min-bench-tg, "
           "--min-agents)";
  }
  if (scored.empty()) return "no model has a complete iteration, so none has a score";
  if (std::all_of(scored.begin(), scored.end(), solves_nothing))
    return "no model solved a single task in a complete iteration";
  if (judged.empty()) {
    return fmt::format("no verdict is possible below {} distinct complete iterations of a model",
                       stats::kLeastIterationsForVerdict);
  }
  return std::all_of(judged.begin(), judged.end(), solves_nothing)
             ? "no model with enough iterations solved a single task"
             : "";
}

// What beats a model counts only where it meets the limits itself.
std::optional<Finding> check_screening(const Summary& summary, const ModelSummary& model, const Limits& limits) {
  const core::DroppedModel* dropped = summary.screening ? summary.screening->find(model.id()) : nullptr;
  if (dropped == nullptr) return std::nullopt;
  const auto by = std::find_if(summary.models.begin(), summary.models.end(),
                               [&](const ModelSummary& other) { return other.id() == dropped->by; });
  if (by != summary.models.end() && check_limits(*by, limits)) return std::nullopt;
  return Finding{Standing::worse, fmt::format("was dropped on the way: {} is no larger, nearer to the baseline{}.",
                                              dropped->by, dropped->speed ? " and not slower by 5 % or more" : "")};
}

std::optional<Finding> check_score(const ModelSummary& model) {
  if (!model.score) return Finding{Standing::not_measured, fmt::format("has no score: {}.", model.no_score_reason)};
  if (can_be_judged(model)) return std::nullopt;
  return Finding{Standing::no_verdict,
                 fmt::format("has fewer than {} distinct complete iterations.", stats::kLeastIterationsForVerdict)};
}

// Returns the models that meet every limit, the highest mean first; what was found of the others goes to `findings`.
Models within_limits(const CellTable& table, const Summary& summary, const Limits& limits, Findings& findings) {
  Models models;
  Models judged;
  for (const ModelSummary& model : summary.models) {
    if (can_be_judged(model)) judged.push_back(&model);
    auto found = check_screening(summary, model, limits);
    if (!found) found = check_score(model);
    if (!found) found = check_limits(model, limits);
    if (found) {
      findings[&model] = *found;
    } else {
      models.push_back(&model);
    }
  }
  std::stable_sort(models.begin(), models.end(),
                   [](const auto* a, const auto* b) { return a->score->mean > b->score->mean; });
  if (!limits.max_loss) return models;
  const auto losses = check_loss(table, judged, models, *limits.max_loss);
  Models kept;
  for (std::size_t i = 0; i < models.size(); ++i) {
    if (!losses[i]) {
      kept.push_back(models[i]);
      continue;
    }
    findings[models[i]] = *losses[i];
    findings[models[i]].next = fmt::format("more than the {} iterations can show a smaller loss: {}",
                                           summary.manifest.iterations, how_to_go_on(summary, "a higher --iterations"));
  }
  return kept;
}

// A run without points recommends the nearest file that meets the limits or, where they say how near is near enough and
// where no distance is known, the smallest.
void recommend_by_limits(const Summary& summary, const Limits& limits, Findings& findings, Advice& advice) {
  Models models;
  for (const ModelSummary& model : summary.models) {
    auto found = check_screening(summary, model, limits);
    if (!found) found = check_limits(model, limits);
    if (!found && limits.max_loss)
      found = Finding{Standing::not_measured, "has no score, so nothing shows what it loses."};
    if (found) {
      findings[&model] = *found;
    } else {
      models.push_back(&model);
      findings[&model].reason = "meets the limits.";
    }
  }
  if (models.empty()) return;
  if (can_choose_by_distance(models, limits)) {
    choose_by_distance(summary, models, findings, advice);
    return;
  }
  recommend(models,
            fmt::format("{} {} the limits; this run has no tasks, so it says nothing about scores.",
                        in_words(names_of(models, [](const ModelSummary* model) { return id_of(model); })),
                        models.size() == 1 ? "meets" : "meet"),
            findings, advice);
}

// Says why none of the models can be recommended, of which each has a finding.
void refuse_all(const Findings& findings, Advice& advice) {
  advice.decided = std::all_of(findings.begin(), findings.end(),
                               [](const auto& entry) { return core::row_of(entry.second.standing).is_final; });
  advice.refusal = advice.decided ? "no model meets the limits" : "no model is shown to meet the limits";
}

void recommend_good_enough(const Summary& summary, const Models& models, double max_loss, Findings& findings,
                           Advice& advice) {
  if (std::count_if(summary.models.begin(), summary.models.end(), can_be_judged) == 1) {
    recommend(models,
              fmt::format("{} is the only model that can be judged, so there is none to lose against.",
                          id_of(models.front())),
              findings, advice);
    return;
  }
  recommend(models,
            fmt::format("{} {} shown to lose at most {} points to any other model.", in_words(names_of(models, scored)),
                        models.size() == 1 ? "is" : "are", to_points(max_loss)),
            findings, advice);
}

// Planned cells without a result: never begun, or ended by a fault, which the next session repeats.
int missing_cells(const Summary& summary) {
  int missing = 0;
  for (const ModelSummary& model : summary.models) {
    missing += model.missing_cells;
    for (std::size_t i = 0; i < model.outcomes.size(); ++i) {
      if (!core::is_settled(static_cast<core::Outcome>(i))) missing += model.outcomes[i];
    }
  }
  return missing;
}

void write_down(const Summary& summary, const Findings& findings, Advice& advice) {
  for (const ModelSummary& model : summary.models) {
    const auto found = findings.find(&model);
    advice.models.push_back({found == findings.end() ? Finding{} : found->second, id_of(&model)});
    if (const std::string& next = advice.models.back().next; !next.empty()) add_once(advice.next, next);
  }
  const int missing = missing_cells(summary);
  if (summary.complete || missing == 0) return;
  const auto& suites = summary.manifest.suites;
  if (std::any_of(suites.begin(), suites.end(), [](const auto& suite) { return suite.search.has_value(); })) {
    advice.next = {"the same `quantladder load find` command goes on with the search"};
    return;
  }
  // The run does not keep whether it was filtered, and a filtered command never comes to the other cells.
  advice.next = {"run the whole configuration (without --model, --task or --level) to measure the " +
                 count_of(missing, "missing cell")};
}

}  // namespace

std::string how_to_go_on(const Summary& summary, const std::string& iterations) {
  if (summary.manifest.imported.has_value()) return "measure more and import them together";
  // The largest number of iterations is part of what such a run declared.
  if (summary.stopping) return "start a new run with " + iterations + " and --out DIR";
  return "run the same command again with " + iterations + ", which extends this run";
}

Advice advise(const CellTable& table, const Summary& summary, const std::optional<Comparison>& declared,
              const Limits& limits) {
  Advice advice{.limits = limits};
  Findings findings;
  const bool by_limits = !has_points(summary) && summary.errors.empty() && (!limits.bounds.empty() || limits.max_loss);
  if (by_limits) {
    recommend_by_limits(summary, limits, findings, advice);
    if (advice.model.empty() && advice.statement.empty()) refuse_all(findings, advice);
    write_down(summary, findings, advice);
    return advice;
  }
  advice.refusal = why_nothing(summary, declared);
  if (!advice.refusal.empty()) {
    for (const ModelSummary& model : summary.models) {
      const auto found = has_points(summary) ? check_score(model) : std::nullopt;
      if (found) findings[&model] = *found;
    }
    write_down(summary, findings, advice);
    return advice;
  }
  const Models candidates = within_limits(table, summary, limits, findings);
  if (candidates.empty()) {
    refuse_all(findings, advice);
  } else if (limits.max_loss) {
    recommend_good_enough(summary, candidates, *limits.max_loss, findings, advice);
  } else if (candidates.size() == 1) {
    recommend(candidates,
              fmt::format("{} is the only model{}.", scored(candidates.front()),
                          findings.empty() ? ", so there is nothing to choose between" : " that is left"),
              findings, advice);
  } else {
    choose_by_score(table, summary, declared, candidates, findings, advice);
  }
  write_down(summary, findings, advice);
  return advice;
}

}  // namespace quantladder::report
