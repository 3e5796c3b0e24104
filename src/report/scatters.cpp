#include "scatters.h"

#include <algorithm>
#include <array>
#include <utility>

namespace quantladder::report {
namespace {

// x and y. Speeds of the server and of llama-bench are different figures.
constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kScatters{{{"size", "kld"},
                                                                                  {"bench_tg", "kld"},
                                                                                  {"tg", "kld"},
                                                                                  {"size", "score"},
                                                                                  {"vram", "score"},
                                                                                  {"bench_tg", "score"},
                                                                                  {"tg", "score"}}};

// Two figures of one measure are of two kinds where its stratum says so; these have no common axis.
bool has_one_axis(const Summary& summary, const Measure& measure) {
  return measure.stratum == nullptr || !common_stratum(summary.models, measure).empty();
}

Scatter scatter_of(const Report& report, const Measure& x, const Measure& y) {
  Scatter scatter{.id = std::string(x.id) + "_" + std::string(y.id), .x = &x, .y = &y};
  if (!has_one_axis(report.summary, x) || !has_one_axis(report.summary, y)) return scatter;
  for (const ModelSummary& model : report.summary.models) {
    ScatterPoint point{model.id(), model.figures.find(x.id)->second, model.figures.find(y.id)->second};
    if (!point.x.value || !point.y.value) continue;
    point.is_origin = y.is_origin != nullptr && y.is_origin(model);
    const FrontEntry* entry = report.front && !y.of_tasks ? report.front->find(model.id()) : nullptr;
    if (entry != nullptr) point.place = entry->place;
    scatter.points.push_back(std::move(point));
  }
  return scatter;
}

}  // namespace

std::vector<Scatter> scatters_of(const Report& report) {
  std::vector<Scatter> scatters;
  for (const auto& [x, y] : kScatters) {
    Scatter scatter = scatter_of(report, measure_of(x), measure_of(y));
    if (scatter.points.size() > 1) scatters.push_back(std::move(scatter));
  }
  return scatters;
}

}  // namespace quantladder::report
