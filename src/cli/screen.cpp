#include "cli/screen.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "cli/duration.h"
#include "cli/shortened.h"
#include "quantladder/core/host.h"
#include "quantladder/core/printable.h"
#include "quantladder/report/display_width.h"

namespace quantladder::cli {
namespace {

constexpr TerminalSize kLargest{.columns = 80, .rows = 24};
constexpr TerminalSize kSmallest{.columns = 40, .rows = 8};  // for more than the status line
constexpr int kRowsOfNotes = 3;
constexpr int kNarrowestId = 12;
constexpr int kBar = 8;
constexpr std::string_view kGapOfColumns = "  ";
constexpr std::string_view kUnknown = "-";

enum class Align { left, right };

std::string padded(const std::string& text, int width, Align align) {
  const std::string space(static_cast<std::size_t>(std::max(0, width - report::display_width(text))), ' ');
  return align == Align::right ? space + text : text + space;
}

std::string done_text(const RunCounts&, const ModelCounts& model) {
  return fmt::format("{}/{}", model.done(), model.to_run());
}

// It is full only when nothing is open.
std::string bar_text(const RunCounts&, const ModelCounts& model) {
  const int to_run = model.to_run();
  const auto full = static_cast<std::size_t>(to_run > 0 ? kBar * std::clamp(model.done(), 0, to_run) / to_run : kBar);
  return std::string(full, '#') + std::string(kBar - full, '.');
}

std::string left_text(const RunCounts& run, const ModelCounts& model) {
  if (model.is_dropped) return "dropped";
  if (model.done() >= model.to_run()) return "done";
  const auto left = seconds_left(run, model);
  return left ? to_short_duration(*left) : std::string(kUnknown);
}

std::string speed_text(const RunCounts&, const ModelCounts& model) {
  return model.tokens_per_s ? fmt::format("{:.1f}", *model.tokens_per_s) : std::string(kUnknown);
}

std::string passed_text(const RunCounts&, const ModelCounts& model) {
  return model.scored > 0 ? fmt::format("{}/{}", model.passed, model.scored) : std::string(kUnknown);
}

std::string memory_text(const RunCounts&, const ModelCounts& model) {
  if (!model.peak_memory) return std::string(kUnknown);
  const double gib = core::to_gib(*model.peak_memory);
  return gib < 1 ? fmt::format("{:.0f} MiB", gib * 1024) : fmt::format("{:.1f} GiB", gib);
}

std::string faults_text(const RunCounts&, const ModelCounts& model) { return fmt::format("{}", model.faults); }

struct ScreenColumn {
  std::string_view title;
  int least_width;  // so that the columns stand still while the numbers grow
  Align align;
  int worth;  // where there is little room, the columns of the least worth are left out first
  std::string (*text)(const RunCounts&, const ModelCounts&);
};

constexpr std::array<ScreenColumn, 7> kColumns{{
    {"done", 5, Align::right, 7, done_text},
    {"", kBar, Align::left, 1, bar_text},
    {"ETA", 6, Align::right, 6, left_text},
    {"tok/s", 5, Align::right, 5, speed_text},
    {"passed", 6, Align::right, 4, passed_text},
    {"memory", 7, Align::right, 2, memory_text},
    {"faults", 6, Align::right, 3, faults_text},
}};

struct PlacedColumn {
  const ScreenColumn* column;
  int width;
};

struct Layout {
  int id_width = 0;
  std::vector<PlacedColumn> columns;
};

int width_of_columns(const std::vector<PlacedColumn>& columns) {
  int width = 0;
  for (const PlacedColumn& placed : columns) width += static_cast<int>(kGapOfColumns.size()) + placed.width;
  return width;
}

std::string id_of(const ModelCounts& model) { return core::printable(model.id); }

// By all models, so that nothing moves when other rows come into sight.
Layout lay_out_columns(const RunCounts& run, int width) {
  Layout layout;
  for (const ScreenColumn& column : kColumns) {
    int widest = std::max(column.least_width, static_cast<int>(column.title.size()));
    for (const ModelCounts& model : run.models) {
      widest = std::max(widest, report::display_width(column.text(run, model)));
    }
    layout.columns.push_back({&column, widest});
  }
  int longest_id = static_cast<int>(std::string_view("model").size());
  for (const ModelCounts& model : run.models) longest_id = std::max(longest_id, report::display_width(id_of(model)));
  const auto room = [&] { return width - static_cast<int>(kGapOfColumns.size()) - width_of_columns(layout.columns); };
  while (room() < std::min(longest_id, kNarrowestId) && layout.columns.size() > 1) {
    layout.columns.erase(
        std::min_element(layout.columns.begin(), layout.columns.end(),
                         [](const auto& a, const auto& b) { return a.column->worth < b.column->worth; }));
  }
  layout.id_width = std::min(longest_id, room());
  return layout;
}

// `text` gives what stands in each column.
template <class Text>
std::string row_of_columns(const Layout& layout, std::string_view mark, const std::string& id, Text text) {
  std::string line = std::string(mark) + padded(shortened(id, layout.id_width), layout.id_width, Align::left);
  for (const PlacedColumn& placed : layout.columns) {
    line += std::string(kGapOfColumns) + padded(text(*placed.column), placed.width, placed.column->align);
  }
  return line;
}

// Which models are shown: [first, first + count).
struct Window {
  int first = 0;
  int count = 0;
};

// The running model is in the middle, or as near to it as the ends allow.
Window window_of(const RunCounts& run, int rows) {
  const int models = static_cast<int>(run.models.size());
  if (models <= rows) return {0, models};
  const int count = std::max(1, rows - 1);  // a row says how many are not shown
  const ModelCounts* running = run.running_model();
  const int at = running != nullptr ? static_cast<int>(running - run.models.data()) : 0;
  return {std::clamp(at - count / 2, 0, models - count), count};
}

}  // namespace

std::vector<std::string> screen_lines(const RunCounts& run, TerminalSize size) {
  const int width = std::min(size.columns, kLargest.columns) - 1;
  const std::string status = status_line(run, width);
  if (run.models.empty() || size.columns < kSmallest.columns || size.rows < kSmallest.rows) return {status};
  const Layout layout = lay_out_columns(run, width);
  const int rows_of_others = 1 + kRowsOfNotes + 2;  // the cursor; the notes; header and status line
  const Window shown = window_of(run, std::min(size.rows, kLargest.rows) - rows_of_others);
  std::vector<std::string> lines;
  lines.push_back(
      row_of_columns(layout, kGapOfColumns, "model", [](const auto& each) { return std::string(each.title); }));
  for (int i = shown.first; i < shown.first + shown.count; ++i) {
    const ModelCounts& model = run.models[static_cast<std::size_t>(i)];
    lines.push_back(row_of_columns(layout, model.id == run.running ? "> " : kGapOfColumns, id_of(model),
                                   [&](const auto& each) { return each.text(run, model); }));
  }
  const int below = static_cast<int>(run.models.size()) - shown.first - shown.count;
  if (shown.first + below > 0) lines.push_back(fmt::format("  {} models above, {} below", shown.first, below));
  lines.push_back(status);
  return lines;
}

}  // namespace quantladder::cli
