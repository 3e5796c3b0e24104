#include "cli/run_counts.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <numeric>

#include "cli/duration.h"
#include "cli/shortened.h"

namespace quantladder::cli {
namespace {

constexpr int kOwnPaceFrom = 5;     // settled cells
constexpr int kNarrowestName = 12;  // columns

template <class Parts, class Count>
int sum_of(const Parts& parts, Count count) {
  return std::accumulate(parts.begin(), parts.end(), 0, [&](int sum, const auto& part) { return sum + count(part); });
}

// Seconds per cell over all models and kinds.
std::optional<double> common_pace(const RunCounts& run) {
  double seconds = 0;
  int settled = 0;
  for (const ModelCounts& model : run.models) {
    for (const auto& [kind, counts] : model.kinds) {
      seconds += counts.generating_s;
      settled += counts.settled;
    }
  }
  return settled > 0 ? std::optional(seconds / settled) : std::nullopt;
}

double seconds_left_at(double common, const ModelCounts& model) {
  double seconds = 0;
  for (const auto& [kind, counts] : model.kinds) {
    const double pace = counts.settled >= kOwnPaceFrom ? counts.generating_s / counts.settled : common;
    seconds += pace * std::max(0, counts.open());
  }
  return seconds;
}

}  // namespace

int ModelCounts::to_run() const {
  return sum_of(kinds, [](const auto& each) { return each.second.to_run; });
}

int ModelCounts::done() const {
  return sum_of(kinds, [](const auto& each) { return each.second.settled + each.second.left_out; });
}

void ModelCounts::drop() {
  is_dropped = true;
  for (auto& [kind, counts] : kinds) counts.to_run -= counts.open();
}

void ModelCounts::begin_start(int number) {
  server_start = number;
  peak_memory.reset();
}

// What an earlier start needed says nothing about this one.
void ModelCounts::see_memory(int start, std::optional<std::uint64_t> bytes) {
  if (start < server_start) return;
  if (start > server_start) begin_start(start);
  if (bytes) peak_memory = std::max(peak_memory.value_or(0), *bytes);
}

ModelCounts& RunCounts::of(const std::string& model) {
  const auto at = std::find_if(models.begin(), models.end(), [&](const auto& each) { return each.id == model; });
  if (at != models.end()) return *at;
  models.push_back({.id = model});
  return models.back();
}

const ModelCounts* RunCounts::running_model() const {
  const auto at = std::find_if(models.begin(), models.end(), [&](const auto& each) { return each.id == running; });
  return at != models.end() ? &*at : nullptr;
}

int RunCounts::to_run() const { return sum_of(models, std::mem_fn(&ModelCounts::to_run)); }

int RunCounts::done() const { return sum_of(models, std::mem_fn(&ModelCounts::done)); }

std::optional<double> seconds_left(const RunCounts& run, const ModelCounts& model) {
  const auto common = common_pace(run);
  return common ? std::optional(seconds_left_at(*common, model)) : std::nullopt;
}

std::optional<double> seconds_left(const RunCounts& run) {
  const auto common = common_pace(run);
  if (!common) return std::nullopt;
  double seconds = 0;
  for (const ModelCounts& model : run.models) seconds += seconds_left_at(*common, model);
  return seconds;
}

std::string status_line(const RunCounts& run, int width) {
  if (run.to_run() == 0) return "";
  const auto scored = sum_of(run.models, std::mem_fn(&ModelCounts::scored));
  const auto passed = sum_of(run.models, std::mem_fn(&ModelCounts::passed));
  const std::string head = fmt::format("[{}/{}]", run.done(), run.to_run());
  std::string rest;
  if (run.iteration > 0) rest += fmt::format(" it {}", run.iteration);
  if (run.in_flight > 0) rest += fmt::format("  {} in flight", run.in_flight);
  const ModelCounts* model = run.running_model();
  if (model != nullptr && model->tokens_per_s) rest += fmt::format("  {:.1f} tokens/s", *model->tokens_per_s);
  if (scored > 0) rest += fmt::format("  passed {}/{}", passed, scored);
  const auto left = seconds_left(run);
  rest += left ? "  ETA " + to_duration(*left) : "  ETA unknown yet";
  const int room = width - static_cast<int>(head.size() + rest.size()) - 1;
  const std::string name = shortened(run.running, std::max(kNarrowestName, room));
  return shortened(head + (name.empty() ? "" : " " + name) + rest, width);
}

}  // namespace quantladder::cli
