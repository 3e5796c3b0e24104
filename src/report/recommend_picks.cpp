#include <fmt/format.h>

#include <algorithm>

#include "recommend_parts.h"
#include "text.h"

namespace quantladder::report {
namespace {

std::vector<std::string> ids(const Models& models) {
  std::vector<std::string> result;
  for (const ModelSummary* model : models) result.push_back(id_of(model));
  return result;
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
std::optional<Pick> pick_trade(const Models& worse, const Models& eligible) {
  const ModelSummary* trade = nullptr;
  for (const ModelSummary* model : worse) {
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
              fmt::format("{}, but its score {} is lower.", speed_text(trade), to_text(*trade->score))};
}

}  // namespace

std::vector<Pick> make_picks(const Models& eligible, const Models& worse) {
  std::vector<Pick> picks;
  if (eligible.size() > 1) {
    if (auto pick = pick_fastest(eligible)) picks.push_back(std::move(*pick));
    if (auto pick = pick_smallest(eligible)) picks.push_back(std::move(*pick));
  }
  if (auto pick = pick_trade(worse, eligible)) picks.push_back(std::move(*pick));
  return picks;
}

}  // namespace quantladder::report
