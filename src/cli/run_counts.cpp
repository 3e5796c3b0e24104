#include "cli/run_counts.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>
#include <numeric>

#include "cli/duration.h"
#include "cli/shortened.h"
#include "quantladder/report/display_width.h"

namespace quantladder::cli {
namespace {

constexpr int kOwnPaceFrom = 5;     // settled cells
constexpr int kNarrowestName = 12;  // columns

template <class Parts, class Count>
int sum_of(const Parts& parts, Count count) {
  return std::accumulate(parts.begin(), parts.end(), 0,
                         [&](int sum, const auto& part) { return sum + static_cast<int>(count(part)); });
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

// What may be left out, the last first.
std::vector<std::string> parts_of_status(const RunCounts& run) {
  std::vector<std::string> parts;
  if (run.iteration > 0) parts.push_back(fmt::format(" it {}", run.iteration));
  if (run.in_flight > 0) parts.push_back(fmt::format("  {} in flight", run.in_flight));
  const ModelCounts* model = run.running_model();
  if (model != nullptr && model->tokens_per_s) parts.push_back(fmt::format("  {:.1f} tokens/s", *model->tokens_per_s));
  const int scored = sum_of(run.models, std::mem_fn(&ModelCounts::scored));
  const int passed = sum_of(run.models, std::mem_fn(&ModelCounts::passed));
  if (scored > 0) parts.push_back(fmt::format("  passed {}/{}", passed, scored));
  return parts;
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
  const std::string head = fmt::format("[{}/{}]", run.done(), run.to_run());
  const auto left = seconds_left(run);
  const std::string end = left ? "  ETA " + to_duration(*left) : "  ETA unknown yet";
  std::vector<std::string> parts = parts_of_status(run);
  const auto room_for_name = [&] {
    return width - 1 - sum_of(parts, std::mem_fn(&std::string::size)) - static_cast<int>(head.size() + end.size());
  };
  const int name_width = std::min(report::display_width(run.running), kNarrowestName);
  while (!parts.empty() && room_for_name() < name_width) parts.pop_back();
  const std::string name = shortened(run.running, std::max(name_width, room_for_name()));
  return shortened(fmt::format("{}{}{}{}{}", head, name.empty() ? "" : " ", name, fmt::join(parts, ""), end), width);
}

}  // namespace quantladder::cli
