#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "summarise.h"
#include "text.h"

namespace quantladder::report {
namespace {

using Models = std::vector<const ModelSummary*>;

const std::string& id_of(const ModelSummary* model) { return model->facts.model.id; }

std::optional<double> speed_of(const ModelSummary* model) {
  if (!model->probe.tokens_per_s) return std::nullopt;
  return model->probe.tokens_per_s->value;
}

std::optional<std::uint64_t> size_of(const ModelSummary* model) {
  if (!model->facts.gguf || model->facts.gguf->file_bytes == 0) return std::nullopt;
  return model->facts.gguf->file_bytes;
}

bool can_be_judged(const ModelSummary& model) {
  return model.score && model.score->distinct >= stats::kLeastIterationsForVerdict;
}

std::string score_text(const ModelSummary* model) {
  return fmt::format("{} {}", id_of(model), to_text(model->score->mean, model->score->ci.interval));
}

std::string list(const Models& models, std::string (*text)(const ModelSummary*)) {
  std::string result;
  for (const ModelSummary* model : models) result += (result.empty() ? "" : ", ") + text(model);
  return result;
}

std::vector<std::string> ids(const Models& models) {
  std::vector<std::string> result;
  for (const ModelSummary* model : models) result.push_back(id_of(model));
  return result;
}

// Equal means are ordered by speed, then by size; only the order of a list depends on it.
bool ranks_before(const ModelSummary* a, const ModelSummary* b) {
  if (a->score->mean != b->score->mean) return a->score->mean > b->score->mean;
  if (speed_of(a).value_or(0) != speed_of(b).value_or(0)) return speed_of(a).value_or(0) > speed_of(b).value_or(0);
  return size_of(a).value_or(~0ULL) < size_of(b).value_or(~0ULL);
}

struct Field {
  Models ranked;        // candidates, highest mean first
  Models not_told_off;  // those whose interval overlaps the first one's; without the first
  Models below;         // the others
};

Field split(Models ranked) {
  std::stable_sort(ranked.begin(), ranked.end(), ranks_before);
  Field field{ranked, {}, {}};
  for (std::size_t i = 1; i < ranked.size(); ++i) {
    const bool overlaps = stats::overlap(ranked[0]->score->ci.interval, ranked[i]->score->ci.interval);
    (overlaps ? field.not_told_off : field.below).push_back(ranked[i]);
  }
  return field;
}

Pick pick_best(const Field& field) {
  const ModelSummary* best = field.ranked[0];
  Pick pick{"best_score", id_of(best), ids(field.not_told_off), ""};
  if (field.ranked.size() == 1) {
    pick.statement = fmt::format("{}: the only model with enough iterations, so there is nothing to choose between.",
                                 score_text(best));
  } else if (field.not_told_off.empty()) {
    pick.statement =
        fmt::format("{}: its interval lies wholly above {}.", score_text(best), list(field.below, score_text));
  } else {
    pick.statement = fmt::format("{} has the highest mean, but this run cannot tell it from {}: the intervals overlap.",
                                 score_text(best), list(field.not_told_off, score_text));
    if (!field.below.empty()) pick.statement += fmt::format(" Wholly below: {}.", list(field.below, score_text));
  }
  return pick;
}

bool speed_told_apart(const ModelSummary* a, const ModelSummary* b) {
  const auto& x = a->probe.tokens_per_s->interval;
  const auto& y = b->probe.tokens_per_s->interval;
  return x && y && !stats::overlap(*x, *y);
}

std::string speed_text(const ModelSummary* model) {
  return fmt::format("{} {} tokens/s", id_of(model),
                     to_rate(model->probe.tokens_per_s->value, model->probe.tokens_per_s->interval));
}

// `eligible`: the best and those not told from it.
std::optional<Pick> pick_fastest(const Models& eligible) {
  Models timed;
  for (const ModelSummary* model : eligible) {
    if (speed_of(model)) timed.push_back(model);
  }
  if (timed.empty()) return std::nullopt;
  std::stable_sort(timed.begin(), timed.end(),
                   [](const auto* a, const auto* b) { return *speed_of(a) > *speed_of(b); });
  const ModelSummary* fastest = timed[0];
  Models close;
  for (const ModelSummary* model : timed) {
    if (model != fastest && !speed_told_apart(fastest, model)) close.push_back(model);
  }
  Pick pick{"fastest", id_of(fastest), ids(close), speed_text(fastest) + "."};
  const bool one_start = !fastest->probe.tokens_per_s->interval;
  if (!close.empty()) {
    pick.statement =
        fmt::format("{}; this run cannot tell its speed from {}{}.", speed_text(fastest), list(close, speed_text),
                    one_start ? " (an interval takes more than one server start)" : "");
  }
  return pick;
}

std::optional<Pick> pick_smallest(const Models& eligible) {
  const ModelSummary* smallest = nullptr;
  for (const ModelSummary* model : eligible) {
    if (size_of(model) && (smallest == nullptr || *size_of(model) < *size_of(smallest))) smallest = model;
  }
  if (smallest == nullptr) return std::nullopt;
  return Pick{"smallest", id_of(smallest), {}, fmt::format("{}: {}.", id_of(smallest), to_size(*size_of(smallest)))};
}

// A trade for those who need speed more than score: only where both halves of it are told apart.
std::optional<Pick> pick_trade(const Field& field, const Models& eligible) {
  const ModelSummary* trade = nullptr;
  for (const ModelSummary* model : field.below) {
    if (model->score->max <= 0 || !speed_of(model)) continue;
    const bool faster_than_all = std::all_of(eligible.begin(), eligible.end(), [&](const ModelSummary* other) {
      return speed_of(other) && *speed_of(model) > *speed_of(other) && speed_told_apart(model, other);
    });
    if (faster_than_all && (trade == nullptr || *speed_of(model) > *speed_of(trade))) trade = model;
  }
  if (trade == nullptr) return std::nullopt;
  return Pick{"speed_before_score",
              id_of(trade),
              {},
              fmt::format("{}, but its score {} lies wholly below.", speed_text(trade),
                          to_text(trade->score->mean, trade->score->ci.interval))};
}

std::string why_nothing(const Summary& summary, const Models& scored, const Models& candidates) {
  if (!summary.errors.empty())
    return "the figures contradict each other (see Errors): nothing can be concluded from them";
  if (scored.empty()) return "no model has a complete iteration, so none has a score";
  const bool all_zero = std::all_of(scored.begin(), scored.end(), [](const auto* m) { return m->score->max <= 0; });
  if (all_zero) return "no model solved a single task in a complete iteration";
  if (candidates.empty()) {
    return fmt::format("no verdict is possible below {} distinct complete iterations of a model",
                       stats::kLeastIterationsForVerdict);
  }
  const bool none_solves =
      std::all_of(candidates.begin(), candidates.end(), [](const auto* m) { return m->score->max <= 0; });
  return none_solves ? "no model with enough iterations solved a single task" : "";
}

void add_remarks(const Models& scored, const Summary& summary, const Field& field, Recommendation& result) {
  for (const ModelSummary* model : scored) {
    if (can_be_judged(*model)) continue;
    result.remarks.push_back(fmt::format("{} was left out: fewer than {} distinct complete iterations.", id_of(model),
                                         stats::kLeastIterationsForVerdict));
  }
  for (const ModelSummary& model : summary.models) {
    if (!model.score)
      result.remarks.push_back(fmt::format("{} was left out: {}.", id_of(&model), model.no_score_reason));
  }
  if (field.not_told_off.empty()) return;
  result.remarks.push_back(
      "Overlapping intervals do not show that two models are equal, only that this run cannot tell them apart. More "
      "iterations can: raise \"iterations\" in the configuration and run the same experiment again, which extends this "
      "run.");
}

}  // namespace

Recommendation recommend(const Summary& summary) {
  Models scored;
  Models candidates;
  for (const ModelSummary& model : summary.models) {
    if (model.score) scored.push_back(&model);
    if (can_be_judged(model)) candidates.push_back(&model);
  }
  Recommendation result;
  result.refusal = why_nothing(summary, scored, candidates);
  if (!result.refusal.empty()) return result;

  const Field field = split(candidates);
  result.picks.push_back(pick_best(field));
  Models eligible{field.ranked[0]};
  eligible.insert(eligible.end(), field.not_told_off.begin(), field.not_told_off.end());
  if (eligible.size() > 1) {
    if (auto pick = pick_fastest(eligible)) result.picks.push_back(std::move(*pick));
    if (auto pick = pick_smallest(eligible)) result.picks.push_back(std::move(*pick));
  }
  if (auto pick = pick_trade(field, eligible)) result.picks.push_back(std::move(*pick));
  add_remarks(scored, summary, field, result);
  result.model = id_of(field.ranked[0]);
  result.serve_command = field.ranked[0]->facts.serve_command;
  return result;
}

}  // namespace quantladder::report
