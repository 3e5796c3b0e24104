// What the report makes of published measurements and of the corrected form.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "golden.h"
#include "load_fixture.h"
#include "quantladder/report/json.h"
#include "quantladder/report/published_load.h"
#include "quantladder/report/render.h"
#include "report/page/cell_details.h"

namespace quantladder::report {
namespace {

using core::Exchange;
using core::Outcome;
using fixture::add_episode;
using fixture::answered;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

// As a published file tells of an answer: by words, and with no clock but the client's.
Exchange by_words(int agent, int turn, double ttft_ms, double total_ms, int words) {
  Exchange each = answered(agent, turn, 0, total_ms, ttft_ms, 2);
  each.generation.timings.reset();
  each.generation.arrivals_ms.clear();
  each.generation.first_byte_ms.reset();
  each.outcome = Outcome::measured;
  each.words = words;
  if (agent > 0) each.keywords = core::KeywordCheck{.found = {"sorted"}, .missing = {}};
  return each;
}

RunData published_run(bool has_vram) {
  RunData data = fixture::load_run({"once@1", "once@2"}, 1);
  add_episode(data, "once@1", 1, {by_words(0, 1, 100, 2000, 80)}, 2000);
  add_episode(data, "once@2", 1, {by_words(0, 1, 150, 2500, 90), by_words(1, 1, 160, 1000, 30)}, 2500);
  if (!has_vram) return data;
  data.records.back().memory.source = core::MemorySource::stated;
  data.records.back().memory.peak_bytes = 18'000'000'000;
  return data;
}

// At level 2 the turn has half the rate and twice the TTFT; both agents together have its whole rate.
RunData measured_run(int iterations) {
  RunData data = fixture::load_run({"once@1", "sustained@1", "sustained@2"}, iterations);
  for (int i = 1; i <= iterations; ++i) {
    const double more = 1 + 0.01 * i;
    add_episode(data, "sustained@1", i, {answered(0, 1, 0, 100 * more, 9, 10)}, 100 * more);
    Exchange side = answered(1, 1, 0, 200 * more, 19, 10);
    if (i == 1) side.outcome = Outcome::fail;
    add_episode(data, "sustained@2", i, {answered(0, 1, 0, 200 * more, 19, 10), side}, 200 * more);
  }
  return data;
}

const CorrectedAxis& axis_of(const PublishedLoad& load, const std::string& name) {
  const auto& axes = load.corrected.at(0).axes;
  return *std::find_if(axes.begin(), axes.end(), [&](const auto& each) { return name == each.name; });
}

TEST(CorrectedRadar, EachAxisHasUnitEndsAndInterval) {
  const PublishedLoad load = publish_load(measured_run(3));
  ASSERT_THAT(load.corrected, SizeIs(1));
  EXPECT_EQ(core::to_string(load.corrected[0].alone), "sustained@1") << "level 1 of the same mode";
  EXPECT_EQ(core::to_string(load.corrected[0].loaded), "sustained@2");
  EXPECT_EQ(load.corrected[0].episodes, 3);
  const CorrectedAxis& speed = axis_of(load, "Solo speed");
  EXPECT_NEAR(*speed.value, 9 / 0.093, 0.1) << "ten tokens are nine steps";
  EXPECT_LT(speed.interval->lo, *speed.value);
  EXPECT_NEAR(*axis_of(load, "TTFT under load").value, 2, 1e-9) << "20 ms from the due time against 10";
  EXPECT_NEAR(*axis_of(load, "Slow answers under load").value, 20.4, 0.01);
  EXPECT_NEAR(*axis_of(load, "Scaling").value, 0.5, 1e-9) << "both have as many tokens/s as one alone";
  const CorrectedAxis& right = axis_of(load, "Side tasks right");
  EXPECT_NEAR(*right.value, 200.0 / 3, 1e-9);
  EXPECT_NEAR(right.interval->lo, 20.77, 0.01) << "Wilson of 2 of 3";
  EXPECT_FALSE(axis_of(load, "Memory").value) << "nobody measured it";
}

TEST(CorrectedRadar, OneEpisodeHasNoInterval) {
  const PublishedLoad load = publish_load(measured_run(1));
  EXPECT_TRUE(axis_of(load, "Solo speed").value);
  EXPECT_FALSE(axis_of(load, "Solo speed").interval);
}

TEST(CorrectedRadar, PublishedFilesTellNeitherTokensNorTests) {
  const PublishedLoad load = publish_load(published_run(true));
  for (const char* name : {"Solo speed", "Slow answers under load", "Side tasks right", "Scaling"})
    EXPECT_FALSE(axis_of(load, name).value) << name;
  EXPECT_NEAR(*axis_of(load, "Memory").value, 18e9 / (1 << 30), 1e-9);
}

TEST(CorrectedRadar, NeedsALevelAboveOne) {
  RunData data = fixture::load_run({"once@1"}, 1);
  add_episode(data, "once@1", 1, {answered(0, 1, 0, 100, 9, 10)}, 100);
  EXPECT_THAT(publish_load(data).corrected, IsEmpty());
}

TEST(PublishedReport, IsASectionWithItsTables) {
  const std::string text = to_markdown(make_document(make_report(published_run(true)), Extent::full));
  EXPECT_THAT(text, HasSubstr("## Several agents as published"));
  EXPECT_THAT(text, HasSubstr("| q4 | 2 | 2 | 4.5 | 5 | 5 | 2.4 | 3.4 |"));
  EXPECT_THAT(text, HasSubstr("| q4 | 2 | S1 | PASS |"));
  EXPECT_THAT(text, HasSubstr("| +25.0 | 150 ms | +50.0 | 36.0 |"));
  EXPECT_THAT(text, HasSubstr("| Solo speed | not known | tokens/s by the server's clock, level 1 | 0 to 100 |"));
  const std::string without = to_markdown(make_document(make_report(published_run(false)), Extent::full));
  EXPECT_THAT(without, HasSubstr("| 2.4 | not known |"));
}

TEST(PublishedReport, SaysWhereAFixedTimeStandsIn) {
  RunData data = published_run(true);
  EXPECT_THAT(to_markdown(make_report(data)), Not(HasSubstr("a TTFT is missing")));
  std::get<core::Episode>(data.records[0].payload).exchanges[0].generation.first_content_ms.reset();
  EXPECT_THAT(to_markdown(make_report(data)), HasSubstr("q4: a TTFT is missing"));
}

TEST(PublishedReport, HasItsPlaceInJson) {
  const auto json = nlohmann::json::parse(to_json(make_report(published_run(true))))["published_load"];
  EXPECT_EQ(json["levels"][1]["words"], 120);
  EXPECT_EQ(json["levels"][1]["ttft_change_percent"], 50);
  EXPECT_EQ(json["radar"][0]["axes"][1]["value"], 4.5);
  EXPECT_EQ(json["radar"][0]["vram_mb"], 18000);
  EXPECT_TRUE(json["corrected_radar"][0]["axes"][0]["value"].is_null());
  const RunData other = fixture::empty_run(1);
  EXPECT_TRUE(nlohmann::json::parse(to_json(make_report(other)))["published_load"].is_null());
}

TEST(PublishedReport, WhatNobodyCountedIsNotServedIll) {
  const LoadedLevel level = make_report(published_run(true)).load.levels.at(1);
  EXPECT_EQ(level.good.n, 0) << "without tokens nobody knows their rate";
  EXPECT_FALSE(level.good_per_s);
  EXPECT_FALSE(level.tokens_per_s);
  EXPECT_FALSE(level.slots_busy);
}

TEST(PublishedReport, ThePageCallsAPreviewWhatItIs) {
  const RunData data = published_run(true);
  const CellTable cells(data);
  const auto told = cell_details(cells.cells().back(), {{.record = data.records.back()}}, {});
  EXPECT_EQ(told["texts"][0][0], "primary, main, turn 1: measured, preview of an answer of 90 words");
  const RunData measured = measured_run(1);
  const CellTable whole(measured);
  const auto other = cell_details(whole.cells().back(), {{.record = *whole.cells().back().counted}}, {});
  EXPECT_THAT(other["texts"][0][0].get<std::string>(), Not(HasSubstr("preview")));
}

Chart chart_with(const RunData& data, const std::string& id) {
  const std::vector<Chart> charts = charts_of(make_report(data), data);
  const auto found = std::find_if(charts.begin(), charts.end(), [&](const auto& each) { return each.id == id; });
  return found == charts.end() ? Chart{} : *found;
}

Chart radar_chart(const RunData& data) { return chart_with(data, "radar-talk"); }

template <class M>
std::vector<M> marks_of(const Drawing& drawing, const std::string& role) {
  std::vector<M> found;
  for (const Mark& mark : drawing.marks) {
    if (const auto* each = std::get_if<M>(&mark); each != nullptr && each->role == role) found.push_back(*each);
  }
  return found;
}

int areas_of(const Drawing& drawing) {
  return static_cast<int>(std::count_if(drawing.marks.begin(), drawing.marks.end(), [](const Mark& mark) {
    const auto* path = std::get_if<PathMark>(&mark);
    return path != nullptr && path->role.starts_with("area");
  }));
}

TEST(PublishedReport, TheRadarBeginsAtTheRightAndClosesItsArea) {
  const Chart chart = radar_chart(published_run(true));
  ASSERT_EQ(chart.id, "radar-talk");
  EXPECT_THAT(chart.description, HasSubstr("q4: Solo speed 2, TTFT stability 4.5"));
  const Drawing drawing = chart.draw(kWideChart);
  EXPECT_EQ(areas_of(drawing), 1);
  std::vector<DotMark> dots;
  for (const Mark& mark : drawing.marks) {
    if (const auto* dot = std::get_if<DotMark>(&mark)) dots.push_back(*dot);
  }
  ASSERT_THAT(dots, SizeIs(kRadarAxes));
  EXPECT_GT(dots[0].x, kWideChart / 2) << "the first axis points to the right";
  EXPECT_LT(dots[1].y, dots[0].y) << "the next one lies against the clock";
  EXPECT_NEAR(dots[0].x - kWideChart / 2, 190 * 2.0 / 5, 0.1);
}

TEST(PublishedReport, ARadarWithoutAnAxisHasNoArea) {
  const Chart chart = radar_chart(published_run(false));
  ASSERT_EQ(chart.id, "radar-talk");
  EXPECT_EQ(areas_of(chart.draw(kNarrowChart)), 0);
  EXPECT_THAT(chart.description, HasSubstr("VRAM efficiency not known"));
}

// The TTFT and the window of each iteration differ, so that every axis but memory has an interval.
RunData varied_run() {
  RunData data = fixture::load_run({"sustained@1", "sustained@2"}, 3);
  for (int i = 1; i <= 3; ++i) {
    add_episode(data, "sustained@1", i, {answered(0, 1, 0, 100, 8.0 + i, 10)}, 100);
    add_episode(data, "sustained@2", i, {answered(0, 1, 0, 200, 19, 10), answered(1, 1, 0, 200 + i, 19, 10)}, 200 + i);
  }
  return data;
}

// The mark of this axis, also beyond its ends.
DotMark dot_of(const Drawing& drawing, const std::string& axis) {
  for (const Mark& mark : drawing.marks) {
    const auto* dot = std::get_if<DotMark>(&mark);
    if (dot != nullptr && dot->tip.find(axis) != std::string::npos) return *dot;
  }
  ADD_FAILURE() << "no mark of " << axis;
  return {};
}

TEST(CorrectedRadarChart, HasAnAreaOnlyWhereAllAxesHaveAnInterval) {
  RunData data = varied_run();
  EXPECT_EQ(areas_of(chart_with(data, "radar-corrected-talk").draw(kWideChart)), 0) << "nobody measured the memory";
  for (core::Record& record : data.records) {
    record.memory.source = core::MemorySource::nvidia_process;
    record.memory.peak_bytes = (12'000ULL + static_cast<std::uint64_t>(record.cell.iteration)) << 20U;
  }
  const Chart chart = chart_with(data, "radar-corrected-talk");
  const Drawing drawing = chart.draw(kWideChart);
  EXPECT_EQ(areas_of(drawing), 1);
  const std::vector<LineMark> spans = marks_of<LineMark>(drawing, "interval lead");
  ASSERT_THAT(spans, SizeIs(kRadarAxes));
  const DotMark slow = dot_of(drawing, "Slow answers");
  EXPECT_GT(spans[2].y1, slow.y) << "the worse end lies further in, and here below";
  EXPECT_LT(spans[2].y2, slow.y);
  EXPECT_LT(spans[2].y1 - spans[2].y2, 20) << "answers hardly differ";
  EXPECT_THAT(chart.description, HasSubstr("Memory 11.72 [11.7, 11.7] (GiB, peak of an episode)"));
  EXPECT_THAT(chart.caption, HasSubstr("An area is drawn only where all six axes have one"));
}

TEST(CorrectedRadarChart, OneEpisodeHasMarksWithoutAnArea) {
  const Drawing drawing = chart_with(measured_run(1), "radar-corrected-talk").draw(kNarrowChart);
  EXPECT_EQ(areas_of(drawing), 0);
  EXPECT_THAT(marks_of<DotMark>(drawing, "lead"), SizeIs(5)) << "all but memory";
}

TEST(CorrectedRadarChart, ABetterEndMayBeTheSmallerNumber) {
  RunData data = measured_run(1);
  const Drawing drawing = chart_with(data, "radar-corrected-talk").draw(kWideChart);
  const DotMark ttft = dot_of(drawing, "TTFT");  // twice level 1, on an axis from 5 at the centre to 1 at the rim
  const DotMark rate = dot_of(drawing, "Solo speed");
  const double y = rate.y;  // the centre's height
  EXPECT_NEAR(std::hypot(ttft.x - kWideChart / 2, ttft.y - y), 190 * 0.75, 0.1);
}

TEST(CorrectedRadarChart, AValueBeyondAnEndIsARing) {
  RunData data = measured_run(1);
  for (core::Record& record : data.records) record.memory.peak_bytes = 40ULL << 30U;
  const Drawing drawing = chart_with(data, "radar-corrected-talk").draw(kWideChart);
  EXPECT_THAT(marks_of<DotMark>(drawing, "ring"), SizeIs(1)) << "40 GiB of 24";
}

TEST(PublishedLevels, ALineForEachModelRunsOverTheLevels) {
  const Chart chart = chart_with(published_run(true), "published-ttft-talk");
  EXPECT_THAT(chart.description, HasSubstr("q4, level 1: 100 ms, n 1; q4, level 2: 150 ms, +50.0 %, n 1"));
  const Drawing drawing = chart.draw(kWideChart);
  const std::vector<DotMark> dots = marks_of<DotMark>(drawing, "lead");
  ASSERT_THAT(dots, SizeIs(2));
  EXPECT_LT(dots[0].x, dots[1].x);
  EXPECT_GT(dots[0].y, dots[1].y) << "more lies higher";
  EXPECT_THAT(marks_of<PathMark>(drawing, "line lead"), SizeIs(1));
  EXPECT_THAT(chart_with(published_run(true), "published-total-talk").description,
              HasSubstr("q4, level 2: 2.5 s, +25.0 %"));
}

TEST(PublishedLevels, ALevelThatIsNotKnownPartsTheLine) {
  RunData data = fixture::load_run({"once@1", "once@2", "once@3"}, 1);
  add_episode(data, "once@1", 1, {by_words(0, 1, 100, 2000, 80)}, 2000);
  Exchange without = by_words(0, 1, 150, 2000, 80);
  without.generation.first_content_ms.reset();
  add_episode(data, "once@2", 1, {without}, 2000);
  add_episode(data, "once@3", 1, {by_words(0, 1, 200, 2000, 80)}, 2000);
  const Drawing drawing = chart_with(data, "published-ttft-talk").draw(kWideChart);
  const std::vector<PathMark> lines = marks_of<PathMark>(drawing, "line lead");
  ASSERT_THAT(lines, SizeIs(1));
  EXPECT_THAT(lines[0].d, Not(HasSubstr("L")));
}

TEST(PublishedLevels, RatesAndSideTasksAreBars) {
  const Chart rates = chart_with(published_run(true), "published-rate-talk");
  EXPECT_EQ(rates.description, "q4: level 1 40.0; level 2 36.0");
  RunData data = published_run(true);
  Exchange& side = std::get<core::Episode>(data.records[1].payload).exchanges[1];
  side.keywords->missing = {"Args"};
  const Chart sides = chart_with(data, "published-side-talk");
  EXPECT_EQ(sides.description, "q4: S1 30.0 FAIL");
  const std::vector<RectMark> bars = marks_of<RectMark>(sides.draw(kWideChart), "fail");
  ASSERT_THAT(bars, SizeIs(1));
  EXPECT_GT(bars[0].width, 100);
}

TEST(PublishedLevels, OneLevelAloneHasNoCharts) {
  RunData data = fixture::load_run({"once@1"}, 1);
  add_episode(data, "once@1", 1, {by_words(0, 1, 100, 2000, 80)}, 2000);
  for (const Chart& chart : charts_of(make_report(data), data)) EXPECT_FALSE(chart.id.starts_with("published-"));
}

TEST(PublishedLevels, ChartsAreDrawnAlike) {
  const RunData data = published_run(true);
  for (const char* id : {"published-ttft", "published-rate", "published-side"})
    expect_golden(fmt::format("charts/{}.svg", id),
                  to_svg(chart_with(data, std::string(id) + "-talk"), kWideChart, Paint::light));
  expect_golden("charts/corrected_radar.svg",
                to_svg(chart_with(varied_run(), "radar-corrected-talk"), kWideChart, Paint::light));
}

TEST(PublishedReport, TheRadarIsDrawnAsItWas) {
  const Chart chart = radar_chart(published_run(true));
  expect_golden("charts/published_radar.svg", to_svg(chart, kWideChart, Paint::light));
}

}  // namespace
}  // namespace quantladder::report
