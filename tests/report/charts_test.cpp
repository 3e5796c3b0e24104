// What holds for every chart of every run. Golden files: QUANTLADDER_UPDATE_GOLDEN=1 report_test
// --gtest_filter='Golden*'.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "chart_fixture.h"
#include "golden.h"
#include "joined_fixture.h"
#include "night_fixture.h"
#include "outcome_fixture.h"
#include "quantladder/report/chart.h"
#include "report/chart/palette.h"

namespace quantladder::report {
namespace {

RunData many_models(int count, const std::string& prefix) {
  RunData data = fixture::empty_run(5);
  for (int i = 0; i < count; ++i)
    fixture::add_model(data, prefix + std::to_string(i), 4'000'000'000ULL + i, {90, 65, 90, 100, 90}, 50 + i);
  return data;
}

std::map<std::string, RunData> runs() {
  return {{"every_figure", fixture::run_with_every_figure()},
          {"eventful", fixture::eventful_run()},
          {"fidelity", fixture::only(fixture::run_with_every_figure(), core::SuiteKind::fidelity)},
          {"imported", fixture::published_scores()},
          {"looked_at", fixture::run_with_looks()},
          {"over_two_evenings", fixture::over_two_evenings()},
          {"screened", fixture::screened()},
          {"served", fixture::run_with_served_tests()},
          {"long_ids", many_models(3, std::string(98, 'w'))},
          {"many_models", many_models(64, "model-")},
          {"many_tasks", fixture::run_with_many_tasks(142, 4)},
          {"many_tasks_of_many_models", fixture::run_with_many_tasks(12, 64)},
          {"no_records", fixture::empty_run(3)},
          {"one_iteration", fixture::one_model({90})},
          {"one_model", fixture::one_model({90, 90, 65, 100})},
          {"speed", fixture::only(fixture::run_with_every_figure(), core::SuiteKind::speed)},
          {"every_outcome", fixture::run_with_every_outcome()},
          {"sixteen_models", fixture::run_with_many_tasks(3, 16)},
          {"two_suites", fixture::run_with_two_suites()},
          {"without_a_score", fixture::run_without_a_score()},
          {"two_hundred_iterations", fixture::one_model(std::vector<int>(200, 90))}};
}

std::vector<Chart> charts_in(const RunData& data) {
  const CellTable cells(data);
  const Report report = make_report(cells);
  std::vector<Chart> charts = charts_of(report, cells);
  for (Chart& chart : verdict_matrix(report, cells)) charts.push_back(std::move(chart));
  return charts;
}

// Reports of large runs take long: they are made once for all tests.
const std::map<std::string, std::vector<Chart>>& charts_of_runs() {
  static const auto kCharts = [] {
    std::map<std::string, std::vector<Chart>> charts;
    for (const auto& [name, run] : runs()) charts[name] = charts_in(run);
    charts["nights"] = charts_of({fixture::eventful_history()});
    charts["many_nights"] = charts_of({fixture::eventful_history(60)});
    return charts;
  }();
  return kCharts;
}

struct Box {
  double left, top, right, bottom;
  bool overlaps(const Box& other) const {
    return left < other.right && other.left < right && top < other.bottom && other.top < bottom;
  }
};

Box box_of(const TextMark& text) {
  const double size = text_size(text.role);
  const double width = text_width(text.text, size);
  const double left = text.anchor == Anchor::start ? text.x
                      : text.anchor == Anchor::end ? text.x - width
                                                   : text.x - width / 2;
  return {left, text.y - 0.8 * size, left + width, text.y + 0.2 * size};
}

// Follows the commands that the charts use.
Box box_of(const PathMark& path) {
  std::istringstream d(path.d);
  double x = 0, y = 0, to_x = 0, to_y = 0;
  Box box{1e9, 1e9, -1e9, -1e9};
  for (char command = 0; d >> command;) {
    switch (command) {
      case 'M':
      case 'L':
        d >> x >> y;
        break;
      case 'l':
        d >> to_x >> to_y;
        x += to_x;
        y += to_y;
        break;
      case 'H':
        d >> x;
        break;
      case 'V':
        d >> y;
        break;
      case 'h':
        d >> to_x;
        x += to_x;
        break;
      case 'v':
        d >> to_y;
        y += to_y;
        break;
      case 'z':
      case 'Z':
        continue;
      default:
        ADD_FAILURE() << "unknown command " << command << " in " << path.d;
    }
    EXPECT_TRUE(d) << path.d;
    box = {std::min(box.left, x), std::min(box.top, y), std::max(box.right, x), std::max(box.bottom, y)};
  }
  return box;
}

struct BoxOf {
  Box operator()(const LineMark& line) const {
    return {std::min(line.x1, line.x2), std::min(line.y1, line.y2), std::max(line.x1, line.x2),
            std::max(line.y1, line.y2)};
  }
  Box operator()(const RectMark& rect) const { return {rect.x, rect.y, rect.x + rect.width, rect.y + rect.height}; }
  Box operator()(const DotMark& dot) const {
    return {dot.x - dot.radius, dot.y - dot.radius, dot.x + dot.radius, dot.y + dot.radius};
  }
  Box operator()(const TextMark& text) const { return box_of(text); }
  Box operator()(const PathMark& path) const { return box_of(path); }
  Box operator()(const LinkStart&) const { return {0, 0, 0, 0}; }
  Box operator()(const LinkEnd&) const { return {0, 0, 0, 0}; }
  Box operator()(const GroupStart&) const { return {0, 0, 0, 0}; }
  Box operator()(const GroupEnd&) const { return {0, 0, 0, 0}; }
};

void expect_inside(const Drawing& drawing) {
  for (const Mark& mark : drawing.marks) {
    const Box box = std::visit(BoxOf{}, mark);
    const auto* text = std::get_if<TextMark>(&mark);
    const std::string what = text == nullptr ? fmt::format("mark {}", mark.index()) : text->text;
    EXPECT_GE(box.left, -0.5) << what;
    EXPECT_GE(box.top, -0.5) << what;
    EXPECT_LE(box.right, drawing.width + 0.5) << what;
    EXPECT_LE(box.bottom, drawing.height + 0.5) << what;
    EXPECT_LE(box.left, box.right) << what;
    EXPECT_LE(box.top, box.bottom) << what;
  }
}

void expect_no_overlap(const Drawing& drawing) {
  std::vector<TextMark> texts;
  for (const Mark& mark : drawing.marks) {
    if (const auto* text = std::get_if<TextMark>(&mark)) texts.push_back(*text);
  }
  for (std::size_t i = 0; i < texts.size(); ++i) {
    for (std::size_t j = i + 1; j < texts.size(); ++j)
      EXPECT_FALSE(box_of(texts[i]).overlaps(box_of(texts[j]))) << texts[i].text << " | " << texts[j].text;
  }
}

TEST(Charts, KeepEveryMarkInsideAndNoTwoTextsOverlap) {
  for (const auto& [name, charts] : charts_of_runs()) {
    for (const Chart& chart : charts) {
      for (const double width : {kWideChart, kNarrowChart}) {
        SCOPED_TRACE(fmt::format("{} {} {}", name, chart.id, width));
        const Drawing drawing = chart.draw(width);
        EXPECT_LE(drawing.width, width);
        EXPECT_FALSE(drawing.marks.empty());
        expect_inside(drawing);
        expect_no_overlap(drawing);
      }
    }
  }
}

TEST(Charts, TellTheirNumbersInWordsAndHaveIdsOfTheirOwn) {
  for (const auto& [name, charts] : charts_of_runs()) {
    std::set<std::string> ids;
    for (const Chart& chart : charts) {
      SCOPED_TRACE(name + " " + chart.id);
      EXPECT_TRUE(ids.insert(chart.id).second);
      EXPECT_THAT(chart.id, testing::MatchesRegex("[a-z0-9_-]+"));
      for (const std::string& text : {chart.title, chart.description, chart.caption, chart.section})
        EXPECT_THAT(text, testing::Not(testing::IsEmpty()));
      const Drawing drawing = chart.draw(kWideChart);
      EXPECT_TRUE(std::isfinite(drawing.width) && std::isfinite(drawing.height));
      const std::string svg = to_svg(chart, kWideChart, Paint::page);
      EXPECT_FALSE(std::regex_search(svg, std::regex("[\">MHVLhvl -](nan|inf)[\" HVhv<-]")));
    }
  }
}

TEST(Charts, AreNotDrawnOfWhatWasNotMeasured) {
  EXPECT_TRUE(charts_in(fixture::empty_run(3)).empty());
  for (const Chart& chart : charts_in(fixture::one_model({90, 90, 65, 100}))) EXPECT_NE(chart.id, "difference");
}

TEST(Charts, OpenAndCloseEachLink) {
  for (const auto& [name, charts] : charts_of_runs()) {
    for (const Chart& chart : charts) {
      int open = 0;
      for (const Mark& mark : chart.draw(kWideChart).marks) {
        open += std::holds_alternative<LinkStart>(mark) ? 1 : std::holds_alternative<LinkEnd>(mark) ? -1 : 0;
        EXPECT_TRUE(open == 0 || open == 1) << name << chart.id;
      }
      EXPECT_EQ(open, 0) << name << chart.id;
    }
  }
}

// The golden files have a mark in each line.
std::string by_lines(std::string svg) {
  for (std::size_t at = svg.find("><"); at != std::string::npos; at = svg.find("><", at)) svg.replace(at, 2, ">\n<");
  return svg + "\n";
}

TEST(GoldenCharts, OfARunWithEveryFigure) {
  for (const Chart& chart : charts_in(fixture::run_with_every_figure()))
    expect_golden(fmt::format("charts/{}.svg", chart.id), by_lines(to_svg(chart, kWideChart, Paint::page)));
}

TEST(GoldenCharts, OfAModelOverNights) {
  for (const Chart& chart : charts_of_runs().at("nights"))
    expect_golden(fmt::format("charts/{}.svg", chart.id), by_lines(to_svg(chart, kWideChart, Paint::page)));
}

// Of what only some runs have.
TEST(GoldenCharts, OfLooksScreeningServersAndWhatWasSampled) {
  const std::multimap<std::string, std::string> charts{{"looked_at", "looks"},
                                                       {"screened", "screening"},
                                                       {"served", "speed_gap"},
                                                       {"over_two_evenings", "starts"},
                                                       {"over_two_evenings", "memory_over_time"},
                                                       {"over_two_evenings", "power_over_time"}};
  for (const auto& [run, id] : charts) {
    const std::vector<Chart>& of_run = charts_of_runs().at(run);
    const auto chart = std::find_if(of_run.begin(), of_run.end(), [&](const Chart& each) { return each.id == id; });
    ASSERT_NE(chart, of_run.end()) << id;
    expect_golden(fmt::format("charts/{}.svg", id), by_lines(to_svg(*chart, kWideChart, Paint::page)));
  }
}

// With the shapes of every outcome, and the verdicts on all pairs.
TEST(GoldenCharts, OfARunWithEveryOutcome) {
  for (const Chart& chart : charts_in(fixture::run_with_every_outcome())) {
    for (const char* id : {"tasks", "cells-1", "outcomes", "verdicts"}) {
      if (chart.id == id)
        expect_golden(fmt::format("charts/every_outcome-{}.svg", id), by_lines(to_svg(chart, kWideChart, Paint::page)));
    }
  }
}

// What the card has of its own, without its chart.
Drawing drawn_card(const RunData& data) {
  const CellTable cells(data);
  Drawing drawing = card_of(make_report(cells), cells).draw(kCardWidth);
  const auto is_chart = [](const Mark& mark) { return std::holds_alternative<GroupStart>(mark); };
  const auto is_end = [](const Mark& mark) { return std::holds_alternative<GroupEnd>(mark); };
  const auto begin = std::find_if(drawing.marks.begin(), drawing.marks.end(), is_chart);
  const auto end = std::find_if(begin, drawing.marks.end(), is_end);
  drawing.marks.erase(begin, end == drawing.marks.end() ? end : end + 1);
  return drawing;
}

TEST(Card, CutsNoFigureWhateverTheNames) {
  for (const std::string& prefix : {std::string("m"), std::string(41, 'w'), std::string(90, 'w')}) {
    SCOPED_TRACE(prefix);
    const Drawing drawing = drawn_card(many_models(3, prefix));
    expect_inside(drawing);
    expect_no_overlap(drawing);
    std::vector<std::string> figures;
    for (const Mark& mark : drawing.marks) {
      const auto* text = std::get_if<TextMark>(&mark);
      if (text != nullptr && text->role == "large") figures.push_back(text->text);
    }
    EXPECT_EQ(figures.size(), 9U) << "size, score and tokens/s of each model";
    for (const std::string& figure : figures) EXPECT_EQ(figure.find("…"), std::string::npos) << figure;
  }
}

TEST(GoldenCharts, OfTheCard) {
  const RunData data = fixture::run_with_every_figure();
  const CellTable cells(data);
  expect_golden("charts/card.svg", by_lines(to_svg(card_of(make_report(cells), cells), kCardWidth, Paint::light)));
}

TEST(Svg, AFileOfItsOwnHasLiteralColoursAndNoLinks) {
  const Chart chart{
      .id = "c", .title = "<b>&", .draw = [](double width) {
        return Drawing{width, 10, {LinkStart{"a", "b"}, RectMark{0, 0, 1, 2, "lead", "\x01<"}, LinkEnd{}}};
      }};
  const std::string light = to_svg(chart, 100, Paint::light);
  EXPECT_THAT(light, testing::HasSubstr("<title id=\"c-100-t\">&lt;b&gt;&amp;</title>"));
  EXPECT_THAT(
      light,
      testing::HasSubstr(
          "<rect class=\"lead\" x=\"0\" y=\"0\" width=\"1\" height=\"2\"><title>\xEF\xBF\xBD&lt;</title></rect>"));
  for (const char* absent : {"var(", "<a "}) EXPECT_THAT(light, testing::Not(testing::HasSubstr(absent)));
  EXPECT_NE(light, to_svg(chart, 100, Paint::dark));
  EXPECT_THAT(to_svg(chart, 100, Paint::page), testing::HasSubstr("<a href=\"#a\"><title>b</title>"));
}

TEST(Palette, TextAndMarksHaveContrastInBothThemes) {
  const auto ground = [](auto theme) { return std::pair{kPalette[0].*theme, kPalette[1].*theme}; };
  for (const auto theme : {&Colours::light, &Colours::dark}) {
    const auto [bg, panel] = ground(theme);
    for (const PaletteRow& row : kPalette) {
      if (row.use == Use::text) {
        EXPECT_GE(std::min(contrast(row.*theme, bg), contrast(row.*theme, panel)), 4.5) << row.name;
      }
      if (row.use == Use::mark) {
        EXPECT_GE(contrast(row.*theme, bg), 3) << row.name;
      }
    }
    for (const Colours& step : kSteps)
      EXPECT_GE(std::max(contrast(kPalette[0].*theme, step.*theme), contrast(kPalette[2].*theme, step.*theme)), 4.5)
          << step.name;
  }
}

TEST(Fragment, OfACellIsPercentEncoded) {
  NamedCell cell;
  cell.model = "a/b \"<";
  cell.name = "L3";
  cell.iteration = 4;
  EXPECT_EQ(fragment_of(cell), "cell/a%2Fb%20%22%3C/L3/4");
}

}  // namespace
}  // namespace quantladder::report
