#include "quantladder/report/front.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "advise_parts.h"
#include "dominance.h"
#include "figures.h"

namespace quantladder::report {
namespace {

constexpr std::size_t kMostModels = 24;  // each is compared with each
constexpr double kGib = 1024.0 * 1024 * 1024;

std::optional<double> figure_of(const ModelSummary& model, std::string_view id) {
  const auto figure = model.figures.find(id);
  return figure == model.figures.end() ? std::nullopt : figure->second.value;
}

// The models that have a size and a KL divergence, without those that a screening dropped.
std::vector<const ModelSummary*> contestants(const Summary& summary) {
  const auto dropped = summary.screening ? summary.screening->dropped() : std::set<std::string>{};
  std::vector<const ModelSummary*> models;
  for (const ModelSummary& model : summary.models) {
    if (!dropped.contains(model.id()) && figure_of(model, "size") && figure_of(model, "kld")) models.push_back(&model);
  }
  return models;
}

FrontEntry entry_of(const Dominance& dominance, const std::vector<const ModelSummary*>& models,
                    const ModelSummary& model) {
  FrontEntry entry{.model = model.id()};
  for (const ModelSummary* other : models) {
    if (other == &model) continue;
    const Against against = dominance.against(*other, model);
    const bool shown = against.is_better(!dominance.speed().empty());
    if (!shown && !against.looks_better(!dominance.speed().empty())) continue;
    const FrontPlace place = shown ? FrontPlace::beaten : FrontPlace::undecided;
    if (place < entry.place) continue;
    if (place > entry.place) entry.by.clear();
    entry.place = place;
    entry.by.push_back(other->id());
  }
  return entry;
}

FrontEntry entry_of(const core::DroppedModel& dropped) {
  return {.model = dropped.model, .place = FrontPlace::beaten, .by = {dropped.by}};
}

core::DroppedModel to_dropped(const ModelSummary& model, const ModelSummary& by, const Against& against) {
  return {.model = model.id(),
          .by = by.id(),
          .nearer = against.nearer,
          .nearer_bound = against.nearer_bound,
          .speed = against.speed,
          .speed_bound = against.speed_bound};
}

// Returns where the value lies between the least and the most of the set; nullopt where they are one.
std::optional<double> scaled(const std::vector<const ModelSummary*>& models, const ModelSummary& model,
                             std::string_view id) {
  std::vector<double> values;
  for (const ModelSummary* each : models) values.push_back(*figure_of(*each, id));
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  if (!(*most > *least)) return std::nullopt;
  return (*figure_of(model, id) - *least) / (*most - *least);
}

std::vector<const ModelSummary*> nearest_first(std::vector<const ModelSummary*> models) {
  const auto distance = [](const ModelSummary* model) {
    return is_kld_origin(*model) ? -1 : *figure_of(*model, "kld");
  };
  std::stable_sort(models.begin(), models.end(),
                   [&](const ModelSummary* a, const ModelSummary* b) { return distance(a) < distance(b); });
  return models;
}

// By a figure that is there: what is not measured yet does not count against it.
bool is_outside(const ModelSummary& model, const Limits& limits) {
  const auto found = check_limits(model, limits);
  return found && found->standing != Standing::not_measured;
}

}  // namespace

const FrontEntry* Front::find(const std::string& model) const {
  const auto entry =
      std::find_if(entries.begin(), entries.end(), [&](const FrontEntry& each) { return each.model == model; });
  return entry == entries.end() ? nullptr : &*entry;
}

std::optional<Front> find_front(const CellTable& table, const Summary& summary) {
  const std::vector<const ModelSummary*> models = contestants(summary);
  std::map<std::string, FrontEntry> entries;
  for (const core::ScreeningLook& look : summary.screening.value_or(core::ScreeningLog{}).looks) {
    for (const core::DroppedModel& each : look.dropped) entries[each.model] = entry_of(each);
  }
  if (models.size() + entries.size() < 2 || models.size() > kMostModels) return std::nullopt;
  const double alpha = summary.screening ? summary.screening->alpha_of_next_look() : stats::kDefaultAlpha;
  const Dominance dominance(table, models, alpha);
  for (const ModelSummary* model : models) entries[model->id()] = entry_of(dominance, models, *model);
  std::vector<const ModelSummary*> placed;
  for (const ModelSummary& model : summary.models) {
    if (entries.contains(model.id())) placed.push_back(&model);
  }
  Front front{.speed = dominance.speed(), .alpha = alpha};
  for (const ModelSummary* model : placed) {
    FrontEntry entry = entries.at(model->id());
    const auto size = scaled(placed, *model, "size");
    const auto distance = scaled(placed, *model, "kld");
    if (size && distance) entry.efficiency = std::hypot(*size, *distance);
    if (const auto perplexity = figure_of(*model, "ppl"))
      entry.mdl_norm = 8 * *figure_of(*model, "size") / kGib + std::log2(*perplexity);
    front.entries.push_back(std::move(entry));
  }
  return front;
}

core::ScreeningLook look_for_beaten(const CellTable& table, const Summary& summary, double alpha) {
  const std::vector<const ModelSummary*> models = contestants(summary);
  const Dominance dominance(table, models, alpha);
  core::ScreeningLook look{.alpha = alpha};
  if (!summary.errors.empty()) return look;  // nothing can be concluded
  for (const ModelSummary* model : models) look.models.push_back(model->id());
  const Limits limits = limits_of(summary.manifest.limits);
  // The nearest first: what beats a model is nearer, and counts only where it stays itself.
  std::vector<const ModelSummary*> staying;
  for (const ModelSummary* model : nearest_first(models)) {
    const ModelSummary* by = nullptr;
    for (const ModelSummary* other : staying) {
      if (is_outside(*other, limits) || !dominance.against(*other, *model).is_better(!dominance.speed().empty()))
        continue;
      by = other;
      break;
    }
    if (by == nullptr) {
      staying.push_back(model);
    } else {
      look.dropped.push_back(to_dropped(*model, *by, dominance.against(*by, *model)));
    }
  }
  return look;
}

}  // namespace quantladder::report
