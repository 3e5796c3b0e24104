// The charts of a published comparison under load beside its radar: two lines over the levels, and two sets of bars.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "charts.h"
#include "interval_rows.h"
#include "level_lines.h"
#include "report/document_sections.h"
#include "report/text.h"
#include "wheel.h"

namespace quantladder::report {
namespace {

using LevelsOfSuite = std::vector<const PublishedLevel*>;

// A figure that is drawn over the levels.
struct LineFigure {
  const char* id;
  const char* title;
  const char* unit;
  const char* caption;
  std::optional<double> PublishedLevel::*value;
  std::optional<double> PublishedLevel::*change;
};
constexpr const char* kOfMedians = " With several episodes each value is their median; an interval was not published.";
constexpr std::array kLineFigures{
    LineFigure{"published-ttft", "TTFT of turn 1 by level, as published", "ms, from sending the first turn",
               "All conversations are sent at once, so that this is the wait in one burst.", &PublishedLevel::ttft_ms,
               &PublishedLevel::ttft_change},
    LineFigure{"published-total", "Total time by level, as published", "ms, until all that was sent had ended",
               "Shorter answers end sooner, so that this compares no speed where the answers differ in length.",
               &PublishedLevel::total_ms, &PublishedLevel::total_change}};

std::string tip_of_level(const PublishedLevel& level, const LineFigure& figure) {
  const std::optional<double>& change = level.*figure.change;
  return fmt::format("{}, level {}: {}{}, n {}", level.model, level.level, to_duration(*(level.*figure.value)),
                     change ? fmt::format(", {:+.1f} %", *change) : "", level.episodes);
}

std::vector<LevelLine> lines_of(const LevelsOfSuite& levels, const LineFigure& figure) {
  std::vector<LevelLine> lines;
  for (const PublishedLevel* level : levels) {
    if (!(level->*figure.value)) continue;
    if (lines.empty() || lines.back().model != level->model) lines.push_back({.model = level->model});
    lines.back().values[level->level] = *(level->*figure.value);
    lines.back().tips[level->level] = tip_of_level(*level, figure);
  }
  return lines;
}

std::string describe_lines(const std::vector<LevelLine>& lines) {
  std::string words;
  for (const LevelLine& line : lines) {
    for (const auto& [level, tip] : line.tips) add_part(words, tip, "; ");
  }
  return words;
}

void add_lines(Charts& charts, const LevelsOfSuite& levels, const std::string& suite) {
  for (const LineFigure& figure : kLineFigures) {
    LevelLines chart{.lines = lines_of(levels, figure), .caption = figure.unit};
    if (chart.lines.empty()) continue;
    for (const PublishedLevel* level : levels) chart.levels.insert(level->level);
    const std::string left_out = models_left_out(chart.lines.size());
    if (chart.lines.size() > kModelColours.size()) chart.lines.resize(kModelColours.size());
    charts.push_back({.id = fmt::format("{}-{}", figure.id, suite),
                      .section = kPublishedLoadTitle,
                      .title = fmt::format("{}: {}", suite, figure.title),
                      .description = describe_lines(chart.lines),
                      .caption = figure.caption + std::string(kOfMedians) + left_out,
                      .draw = [chart](double width) { return draw_level_lines(chart, width); }});
  }
}

void add_bars(Charts& charts, IntervalRows bars, Chart told) {
  if (std::none_of(bars.rows.begin(), bars.rows.end(), [](const IntervalRow& row) { return row.value.has_value(); }))
    return;
  bars.range = range_of_rows(bars.rows, true);
  told.section = kPublishedLoadTitle;
  told.description = describe_rows(bars.rows);
  told.draw = [bars](double width) { return draw_interval_rows(bars, width); };
  charts.push_back(std::move(told));
}

IntervalRow bar_of(std::string name, const std::optional<double>& words_per_s, const std::string& role) {
  return {.name = std::move(name),
          .value = words_per_s,
          .role = role,
          .text = words_per_s ? fmt::format("{:.1f}", *words_per_s) : kMissing,
          .is_bar = true};
}

std::optional<double> rate_of_last_turn(const PublishedLevel& level) {
  return level.words_per_s.empty() ? std::nullopt : level.words_per_s.back();
}

void add_rate_bars(Charts& charts, const LevelsOfSuite& levels, const std::string& suite) {
  IntervalRows bars{.caption = "words/s, and not tokens/s", .heights = {.wide = 24, .narrow = 18}};
  std::vector<std::string> models;
  for (const PublishedLevel* level : levels) {
    if (models.empty() || models.back() != level->model) {
      models.push_back(level->model);
      bars.rows.push_back({.name = level->model, .is_heading = true});
    }
    const std::string colour = models.size() <= kModelColours.size() ? kModelColours.at(models.size() - 1) : "open";
    bars.rows.push_back(bar_of(fmt::format("level {}", level->level), rate_of_last_turn(*level), colour));
  }
  add_bars(charts, std::move(bars),
           {.id = "published-rate-" + suite,
            .title = suite + ": words/s of the last turn by level, as published",
            .caption = "Words between blanks over the whole request. Side tasks that are sent once have mostly ended "
                       "before this turn begins, so that higher levels are hardly a load on it." +
                       std::string(kOfMedians)});
}

void add_side_bars(Charts& charts, const LevelsOfSuite& levels, const std::string& suite, int highest) {
  IntervalRows bars{.caption = "words/s, and not tokens/s", .heights = {.wide = 24, .narrow = 18}};
  for (const PublishedLevel* level : levels) {
    if (level->level != highest) continue;
    bars.rows.push_back({.name = level->model, .is_heading = true});
    for (const PublishedSide& side : level->side) {
      const bool is_right = side.right.n > 0 && side.right.k == side.right.n;
      const char* ruled_role = is_right ? "pass" : "fail";
      IntervalRow bar = bar_of(side.task, side.words_per_s, side.right.n == 0 ? "open" : ruled_role);
      bar.text += " " + keyword_verdict(side.right);
      bars.rows.push_back(std::move(bar));
    }
  }
  add_bars(charts, std::move(bars),
           {.id = "published-side-" + suite,
            .title = fmt::format("{}: side tasks at level {}, as published", suite, highest),
            .caption = "The length is words/s. PASS means that an answer holds all keywords of its task, FAIL that "
                       "one is missing; no answer was run." +
                       std::string(kOfMedians)});
}

}  // namespace

Charts published_load_charts(const Report& report, const CellTable&) {
  Charts charts;
  const PublishedLoad& load = report.published_load;
  for (const core::SuiteFacts& suite : report.summary.manifest.suites) {
    LevelsOfSuite levels;
    int highest = 1;
    for (const PublishedLevel& level : load.levels) {
      if (level.suite != suite.id) continue;
      levels.push_back(&level);
      highest = std::max(highest, level.level);
    }
    if (highest == 1) continue;
    add_lines(charts, levels, suite.id);
    add_rate_bars(charts, levels, suite.id);
    add_side_bars(charts, levels, suite.id, highest);
  }
  return charts;
}

}  // namespace quantladder::report
