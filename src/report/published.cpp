#include "quantladder/report/published.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

namespace quantladder::report {
namespace {

using Lines = std::vector<std::string>;
constexpr double kTolerance = 1e-6;

struct Implied {
  double score = 0;      // what the rates imply, points
  double rounding = 0;   // how far rounding may carry it
  bool complete = true;  // every rate has points
};

using Rates = std::vector<core::PublishedRate>;

std::optional<double> points_of(const Summary& summary, const core::PublishedRate& rate) {
  for (const core::RunItem& task : summary.scored_items) {
    if (task.name == rate.task) return task.points;
  }
  return rate.points;
}

Implied implied_score(const Summary& summary, const Rates& rates) {
  Implied implied;
  for (const core::PublishedRate& rate : rates) {
    const auto points = points_of(summary, rate);
    if (!points) implied.complete = false;
    implied.score += points.value_or(0) * rate.rate;
    implied.rounding += points.value_or(0) * rate.rounding;
  }
  return implied;
}

void check_tasks(const ModelSummary& model, const Rates& rates, Lines& lines) {
  for (const core::PublishedRate& rate : rates) {
    const auto found = std::find_if(model.tasks.begin(), model.tasks.end(),
                                    [&](const TaskRates& task) { return task.task == rate.task; });
    if (found == model.tasks.end()) {
      lines.push_back(fmt::format("{}/{}: the results have no such task", rate.model, rate.task));
      continue;
    }
    if (found->passes.trials == 0) continue;
    const double seen = static_cast<double>(found->passes.passed) / found->passes.trials;
    if (std::fabs(seen - rate.rate) <= rate.rounding + kTolerance) continue;
    lines.push_back(fmt::format("{}/{}: {} of {} passed, which is {:.1f} %; the published rate is {:.1f} %", rate.model,
                                rate.task, found->passes.passed, found->passes.trials, 100 * seen, 100 * rate.rate));
  }
}

void check_mean(const ModelSummary& model, const Implied& implied, Lines& lines) {
  const std::string& id = model.id();
  if (!implied.complete) {
    lines.push_back(fmt::format("{}: cannot be checked: the published rates need a column \"points\"", id));
    return;
  }
  if (!model.score || std::fabs(model.score->mean - implied.score) <= implied.rounding + kTolerance) return;
  lines.push_back(fmt::format("{}: the mean of its {} scores is {:.2f}, the published pass rates give {:.2f}", id,
                              model.score->n, model.score->mean, implied.score));
}

struct Ranked {
  std::string id;
  double mean = 0;  // of the scores
  Implied implied;
};

template <typename Score>
std::string order_by(std::vector<Ranked> models, const Score& score) {
  std::stable_sort(models.begin(), models.end(), [&](const Ranked& a, const Ranked& b) { return score(a) > score(b); });
  Lines ids;
  for (const Ranked& model : models) ids.push_back(model.id);
  return fmt::format("{}", fmt::join(ids, " > "));
}

// Two that the scores order one way and the rates the other, by more than rounding can.
bool contradict(const Ranked& a, const Ranked& b) {
  return a.mean > b.mean + kTolerance &&
         a.implied.score < b.implied.score - a.implied.rounding - b.implied.rounding - kTolerance;
}

void check_order(const std::vector<Ranked>& models, Lines& lines) {
  const bool found = std::any_of(models.begin(), models.end(), [&](const Ranked& a) {
    return std::any_of(models.begin(), models.end(), [&](const Ranked& b) { return contradict(a, b); });
  });
  if (!found) return;
  lines.push_back(fmt::format("the order of the models is another one: {} by the scores, {} by the pass rates",
                              order_by(models, [](const Ranked& model) { return model.mean; }),
                              order_by(models, [](const Ranked& model) { return model.implied.score; })));
}

}  // namespace

std::vector<std::string> find_contradictions(const Summary& summary, std::span<const core::PublishedRate> rates) {
  Lines lines;
  for (const core::PublishedRate& rate : rates) {
    if (summary.manifest.find(rate.model) == nullptr)
      lines.push_back(fmt::format("{}/{}: the results have no such model", rate.model, rate.task));
  }
  std::vector<Ranked> ranked;
  for (const ModelSummary& model : summary.models) {
    const std::string& id = model.id();
    Rates own(rates.begin(), rates.end());
    std::erase_if(own, [&](const core::PublishedRate& rate) { return rate.model != id; });
    if (own.empty()) {
      lines.push_back(id + ": there is no published rate");
      continue;
    }
    const Implied implied = implied_score(summary, own);
    if (!model.tasks.empty()) {
      check_tasks(model, own, lines);
    } else {
      check_mean(model, implied, lines);
    }
    if (model.score && implied.complete) ranked.push_back({id, model.score->mean, implied});
  }
  check_order(ranked, lines);
  return lines;
}

}  // namespace quantladder::report
