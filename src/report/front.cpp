#include "quantladder/report/front.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "figures.h"

namespace quantladder::report {
namespace {

constexpr double kSlower = 5;            // per cent of speed that do not count
constexpr std::size_t kMostModels = 24;  // each is compared with each
constexpr double kGib = 1024.0 * 1024 * 1024;

std::optional<double> figure_of(const ModelSummary& model, std::string_view id) {
  const auto figure = model.figures.find(id);
  return figure == model.figures.end() ? std::nullopt : figure->second.value;
}

// What a model is against another one: by its means, and by what was shown.
struct Against {
  bool looks = false;
  bool shown = false;
};

// Each pair of models in both directions.
class EachWithEach {
 public:
  EachWithEach(const CellTable& table, const Summary& summary, std::string_view metric,
               const std::vector<std::string>& models) {
    if (models.size() < 2) return;
    const Comparison all =
        compare_models(table, summary, {.metric = metric_of(metric), .only = models, .family = Family::all_pairs});
    for (const stats::PairComparison& pair : all.pairs) pairs_[{pair.a, pair.b}] = pair;
  }
  // Returns the comparison of the two, and whether `a` is its baseline.
  std::pair<const stats::PairComparison*, bool> find(const std::string& a, const std::string& b) const {
    if (const auto pair = pairs_.find({a, b}); pair != pairs_.end()) return {&pair->second, false};
    const auto pair = pairs_.find({b, a});
    return {pair == pairs_.end() ? nullptr : &pair->second, true};
  }

 private:
  std::map<std::pair<std::string, std::string>, stats::PairComparison> pairs_;
};

bool is_shown_better(const EachWithEach& pairs, const std::string& a, const std::string& b) {
  const auto [pair, turned] = pairs.find(a, b);
  if (pair == nullptr) return false;
  return pair->decision.better == (turned ? core::Side::b : core::Side::a);
}

// The interval of all comparisons together leaves out that `a` is slower by that much.
bool is_shown_not_slower(const EachWithEach& pairs, const std::string& a, const std::string& b) {
  const auto [pair, turned] = pairs.find(a, b);
  if (pair == nullptr || !pair->ci_simultaneous.interval) return false;
  const stats::Interval& ratio = *pair->ci_simultaneous.interval;  // per cent, of pair->a to pair->b
  const double worst = turned ? 100 * (100 / (100 + ratio.hi) - 1) : ratio.lo;
  return worst > -kSlower;
}

// Measures that speeds may be of, the better one first; empty where fewer than two of the models have one.
std::string speed_measure(const std::vector<const ModelSummary*>& models) {
  for (const char* id : {"bench_tg", "tg"}) {
    const auto has = [&](const ModelSummary* model) { return figure_of(*model, id).has_value(); };
    if (std::count_if(models.begin(), models.end(), has) > 1) return id;
  }
  return "";
}

class Beating {
 public:
  Beating(const CellTable& table, const Summary& summary, std::vector<const ModelSummary*> models)
      : models_(std::move(models)),
        speed_(speed_measure(models_)),
        closer_(table, summary, "kld", ids([](const ModelSummary& model) { return !is_kld_origin(model); })),
        faster_(table, summary, speed_.empty() ? "tg" : speed_,
                speed_.empty() ? std::vector<std::string>{}
                               : ids([&](const ModelSummary& model) { return figure_of(model, speed_).has_value(); })) {
  }

  const std::string& speed() const { return speed_; }

  Against against(const ModelSummary& a, const ModelSummary& b) const {
    if (*figure_of(a, "size") > *figure_of(b, "size")) return {};
    const double nearer = *figure_of(b, "kld") - *figure_of(a, "kld");
    Against result{.looks = nearer > 0, .shown = is_kld_origin(a) || is_shown_better(closer_, a.id(), b.id())};
    if (speed_.empty()) return result;
    const auto fast = figure_of(a, speed_);
    const auto other = figure_of(b, speed_);
    result.looks = result.looks && fast && other && *fast > *other * (1 - kSlower / 100);
    result.shown = result.shown && is_shown_not_slower(faster_, a.id(), b.id());
    return result;
  }

 private:
  template <class Takes>
  std::vector<std::string> ids(const Takes& takes) const {
    std::vector<std::string> list;
    for (const ModelSummary* model : models_) {
      if (takes(*model)) list.push_back(model->id());
    }
    return list;
  }

  std::vector<const ModelSummary*> models_;
  std::string speed_;
  EachWithEach closer_;
  EachWithEach faster_;
};

FrontEntry entry_of(const Beating& beating, const std::vector<const ModelSummary*>& models, const ModelSummary& model) {
  FrontEntry entry{.model = model.id()};
  for (const ModelSummary* other : models) {
    if (other == &model) continue;
    const Against against = beating.against(*other, model);
    if (!against.looks && !against.shown) continue;
    const FrontPlace place = against.shown ? FrontPlace::beaten : FrontPlace::undecided;
    if (place < entry.place) continue;
    if (place > entry.place) entry.by.clear();
    entry.place = place;
    entry.by.push_back(other->id());
  }
  return entry;
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

}  // namespace

std::optional<Front> find_front(const CellTable& table, const Summary& summary) {
  std::vector<const ModelSummary*> models;
  for (const ModelSummary& model : summary.models) {
    if (figure_of(model, "size") && figure_of(model, "kld")) models.push_back(&model);
  }
  if (models.size() < 2 || models.size() > kMostModels) return std::nullopt;
  const Beating beating(table, summary, models);
  Front front{.speed = beating.speed()};
  for (const ModelSummary* model : models) {
    FrontEntry entry = entry_of(beating, models, *model);
    const auto size = scaled(models, *model, "size");
    const auto distance = scaled(models, *model, "kld");
    if (size && distance) entry.efficiency = std::hypot(*size, *distance);
    if (const auto perplexity = figure_of(*model, "ppl"))
      entry.mdl_norm = 8 * *figure_of(*model, "size") / kGib + std::log2(*perplexity);
    front.entries.push_back(std::move(entry));
  }
  return front;
}

}  // namespace quantladder::report
