#include <fmt/format.h>

#include <algorithm>

#include "advise_parts.h"
#include "dominance.h"
#include "figures.h"
#include "quantladder/stats/interval.h"
#include "text.h"

namespace quantladder::report {
namespace {

bool has_distance(const ModelSummary* model) { return is_kld_origin(*model) || !model->domains.empty(); }

bool is_shown_nearer(const ModelSummary* a, const ModelSummary* b, double alpha) {
  if (is_kld_origin(*a)) return true;
  const auto mean = nearer_by(*a, *b, alpha);
  return mean && mean->interval && mean->interval->lo > 0;
}

// Returns the first model that is shown to be nearer than this one; nullptr: none.
const ModelSummary* find_nearer(const Models& models, const ModelSummary* model, double alpha) {
  const auto nearer = std::find_if(models.begin(), models.end(), [&](const ModelSummary* other) {
    return other != model && is_shown_nearer(other, model, alpha);
  });
  return nearer == models.end() ? nullptr : *nearer;
}

std::string caveat(const core::Manifest& run) {
  std::string text;
  for (const core::ModelFacts* baseline : remade_baselines(run))
    text += fmt::format(" {} was made from {}: files of that type look nearer than they are.", baseline->model.id,
                        baseline->model.made_from);
  return text;
}

}  // namespace

bool can_choose_by_distance(const Models& models, const Limits& limits) {
  const bool says_how_near = std::any_of(limits.bounds.begin(), limits.bounds.end(), [](const auto& bound) {
    return bound.first == "kld" || bound.first == "ppl" || bound.first == "ppl_loss";
  });
  return !says_how_near && models.size() > 1 && std::all_of(models.begin(), models.end(), has_distance);
}

void choose_by_distance(const Summary& summary, const Models& models, Findings& findings, Advice& advice) {
  const double pairs = static_cast<double>(models.size() * (models.size() - 1));
  Models nearest;
  for (const ModelSummary* model : models) {
    const ModelSummary* nearer = find_nearer(models, model, stats::kDefaultAlpha / pairs);
    if (nearer == nullptr) {
      nearest.push_back(model);
      findings[model] = {Standing::not_told_apart, "is not shown to be farther from the baseline than another."};
    } else {
      findings[model] = {Standing::worse,
                         fmt::format("is shown to be farther from the baseline than {}.", id_of(nearer))};
    }
  }
  const std::string names = in_words(names_of(nearest, [](const ModelSummary* model) { return id_of(model); }));
  if (nearest.size() == 1) {
    findings[nearest.front()].reason = "is nearest to the baseline.";
    const std::string statement = fmt::format(
        "{} is shown to be nearer to the baseline than every other file within the limits; this run has no "
        "tasks, so it says nothing about scores.{}",
        names, caveat(summary.manifest));
    recommend(nearest, statement, findings, advice);
    return;
  }
  advice.statement = fmt::format("{} meet the limits, and none of them is shown to be nearer to the baseline.", names);
  advice.next = {"more chunks of text may tell them apart; or say with --max-kld how near is near enough"};
}

}  // namespace quantladder::report
