// The marks of charts are the data: their number, their places and their words.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "chart_fixture.h"
#include "quantladder/report/chart.h"
#include "report/chart/axis.h"
#include "report/chart/time_axis.h"

namespace quantladder::report {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

std::vector<Chart> all_charts(const RunData& data) {
  const CellTable cells(data);
  return charts_of(make_report(cells), cells);
}

std::vector<std::string> ids_of(const RunData& data) {
  std::vector<std::string> ids;
  for (const Chart& chart : all_charts(data)) ids.push_back(chart.id);
  return ids;
}

Chart chart_called(const RunData& data, const std::string& id) {
  for (const Chart& chart : all_charts(data)) {
    if (chart.id == id) return chart;
  }
  throw std::runtime_error("no chart " + id);
}

template <class OneMark>
std::vector<OneMark> marks_of(const Chart& chart, const std::string& role) {
  std::vector<OneMark> found;
  for (const Mark& mark : chart.draw(kWideChart).marks) {
    const auto* one = std::get_if<OneMark>(&mark);
    if (one != nullptr && one->role.find(role) != std::string::npos) found.push_back(*one);
  }
  return found;
}

std::vector<std::string> texts_of(const Chart& chart, const std::string& role) {
  std::vector<std::string> texts;
  for (const TextMark& text : marks_of<TextMark>(chart, role)) texts.push_back(text.text);
  return texts;
}

// Expects places that are a straight line's of the numbers, whatever their order.
void expect_along(std::vector<double> numbers, std::vector<double> places) {
  ASSERT_EQ(numbers.size(), places.size());
  std::sort(numbers.begin(), numbers.end());
  std::sort(places.begin(), places.end());
  const double slope = (places.back() - places.front()) / (numbers.back() - numbers.front());
  ASSERT_GT(slope, 0);
  for (std::size_t i = 0; i < numbers.size(); ++i)
    EXPECT_NEAR(places[i], places.front() + slope * (numbers[i] - numbers.front()), 0.01) << i;
}

std::vector<double> places_of(const std::vector<DotMark>& dots) {
  std::vector<double> places;
  for (const DotMark& dot : dots) places.push_back(dot.x);
  return places;
}

TEST(SpeedChart, HasAFaintDotForEachStartAtItsRate) {
  const RunData data = fixture::over_two_evenings();
  std::vector<double> rates;
  for (const ModelSummary& model : make_summary(data).models) {
    for (const StartSpeed& start : model.probe.starts) {
      if (start.mean_tokens_per_s) rates.push_back(*start.mean_tokens_per_s);
    }
  }
  ASSERT_THAT(rates, SizeIs(9)) << "one start never came up";
  const Chart chart = chart_called(data, "speed");
  expect_along(rates, places_of(marks_of<DotMark>(chart, "point")));
  EXPECT_THAT(chart.description, HasSubstr("a 50.9 [49.7, 52.1]"));
}

TEST(SpeedChart, OfOneStartIsADotWithoutAnInterval) {
  RunData data = fixture::one_model({90});
  data.starts.resize(1);
  EXPECT_THAT(marks_of<LineMark>(chart_called(data, "speed"), "interval"), IsEmpty());
  data.starts.clear();
  for (const char* id : {"speed", "ttft", "starts"}) EXPECT_THAT(ids_of(data), Not(Contains(id)));
}

TEST(DivergenceChart, HasALogScaleWhereFiguresSpanMoreThanAPowerOfTen) {
  const RunData data = fixture::run_with_every_figure();
  const Chart chart = chart_called(data, "kld");
  std::vector<double> logs;
  for (const core::Record& record : data.records) {
    const auto* fidelity = std::get_if<core::Fidelity>(&record.payload);
    if (fidelity == nullptr || fidelity->is_baseline) continue;
    for (const auto& chunk : fidelity->per_chunk) logs.push_back(std::log(chunk.kld));
  }
  expect_along(logs, places_of(marks_of<DotMark>(chart, "point")));
  EXPECT_THAT(texts_of(chart, "name"),
              ElementsAre("prose", "q8_0", "q4_k_m", "q4_0", "code", "q8_0", "q4_k_m", "q4_0"));
  EXPECT_THAT(chart.caption, HasSubstr("Equal steps on this axis are equal factors"));
}

TEST(DivergenceChart, SaysThatChunksBelowZeroHaveNoPlaceOnALogScale) {
  RunData data = fixture::run_with_every_figure();
  for (core::Record& record : data.records) {
    auto* fidelity = std::get_if<core::Fidelity>(&record.payload);
    if (fidelity != nullptr && record.cell.model == "q4_0") fidelity->per_chunk.front().kld = -1e-7;
  }
  const Chart chart = chart_called(data, "kld");
  EXPECT_THAT(marks_of<DotMark>(chart, "point"), SizeIs(3 * 16 - 2));
  EXPECT_THAT(chart.caption, HasSubstr("Chunks at 0 or below it"));
}

TEST(SpeedGapChart, SaysOfEachStepWhetherItIsToldApart) {
  const Chart chart = chart_called(fixture::run_with_served_tests(), "speed_gap");
  const std::vector<std::string> subs = texts_of(chart, "sub");
  EXPECT_THAT(subs, SizeIs(4 * 4)) << "the first step has none before it";
  EXPECT_EQ(std::count_if(subs.begin(), subs.end(), [](const auto& sub) { return sub.starts_with("not told apart"); }),
            4);
  EXPECT_THAT(chart.description, HasSubstr("as the run asks"));
}

TEST(LooksChart, HasAMarkForEachLookAndEndsWithTheDecision) {
  const Chart chart = chart_called(fixture::run_with_looks(), "looks");
  std::vector<std::string> tips;
  for (const DotMark& dot : marks_of<DotMark>(chart, "")) tips.push_back(dot.tip);
  EXPECT_THAT(tips, ElementsAre("6 pairs: -9.0, alpha spent 0.0048 of 0.006",
                                "9 pairs: -11.5 [-22.5, -0.5], alpha spent 0.0072 of 0.009",
                                "6 pairs: +4.0 [-36.0, 44.0], alpha spent 0.0048 of 0.006",
                                "9 pairs: +1.0 [-14.0, 16.0], alpha spent 0.0072 of 0.009",
                                "12 pairs: -1.2 [-13.2, 10.8], alpha spent 0.0096 of 0.012"));
  EXPECT_THAT(texts_of(chart, "name"), ElementsAre("bartowski-iq4xs", "unsloth-mxfp4"));
  EXPECT_THAT(texts_of(chart, "sub"),
              ElementsAre("worse, after 9 pairs", "little chance to be decided, after 12 pairs"));
}

TEST(LooksChart, IsOfRunsThatLookedOnly) {
  RunData data = fixture::run_with_looks();
  data.stopping->taken.clear();
  EXPECT_THAT(ids_of(data), Not(Contains("looks"))) << "declared, not yet looked";
  EXPECT_THAT(ids_of(fixture::three_providers()), Not(Contains("looks")));
}

TEST(ScreeningChart, EndsTheBarOfWhatWasDroppedWithACross) {
  const Chart chart = chart_called(fixture::screened(), "screening");
  EXPECT_THAT(marks_of<PathMark>(chart, "error"), SizeIs(2));
  EXPECT_THAT(texts_of(chart, "sub"), ElementsAre("kept", "beaten by q4_k_m", "kept", "beaten by q4_k_m"));
  EXPECT_THAT(marks_of<RectMark>(chart, "missing"), SizeIs(1)) << "f16 was not compared at the second look";
  EXPECT_THAT(marks_of<RectMark>(chart, ""), SizeIs(2 + 2 + 2 + 1));
  EXPECT_THAT(chart.description, HasSubstr("q8_0: beaten by q4_k_m after fidelity, block 2"));
  EXPECT_THAT(ids_of(fixture::run_with_every_figure()), Not(Contains("screening")));
}

TEST(StartsChart, HasAMarkForEachStartAndACrossForEachFault) {
  const Chart chart = chart_called(fixture::over_two_evenings(), "starts");
  EXPECT_THAT(marks_of<PathMark>(chart, "error"), SizeIs(2));
  std::size_t of_lanes = 0;
  for (const DotMark& dot : marks_of<DotMark>(chart, "")) of_lanes += dot.radius == 5 ? 1 : 0;
  EXPECT_EQ(of_lanes, 8U);
  EXPECT_THAT(texts_of(chart, "sub"), ElementsAre("5 starts, 1 failed to start", "5 starts, 1 died"));
  EXPECT_THAT(chart.caption, HasSubstr("pauses between sessions are shortened"));
  EXPECT_THAT(texts_of(chart, "axis"), Contains("highest temperature of each start, °C"));
}

TEST(StartsChart, HasNoPanelOfWhatWasNotMeasured) {
  RunData data = fixture::over_two_evenings();
  for (core::ServerStart& start : data.starts) {
    start.memory.peak_temperature_c.reset();
    start.memory.min_sm_clock_mhz.reset();
  }
  EXPECT_THAT(texts_of(chart_called(data, "starts"), "axis"), SizeIs(1));
  for (core::ServerStart& start : data.starts) start.started_at = "yesterday";
  EXPECT_THAT(ids_of(data), Not(Contains("starts")));
}

TEST(MemoryChart, IsBrokenWhereNothingWasSampled) {
  const Chart chart = chart_called(fixture::over_two_evenings(), "memory_over_time");
  EXPECT_THAT(marks_of<PathMark>(chart, "line"), SizeIs(4)) << "two models, before the gap and behind it";
  EXPECT_THAT(texts_of(chart, "value"), ElementsAre("up to 16.76 GiB", "up to 13.04 GiB"));
  EXPECT_THAT(texts_of(chart, "sub"), ElementsAre("start 2: VRAM of the server", "start 2: VRAM of the server"));
  EXPECT_THAT(ids_of(fixture::over_two_evenings()), Contains("power_over_time"));
  EXPECT_THAT(ids_of(fixture::three_providers()), Not(Contains("memory_over_time")));
}

TEST(MemoryChart, FewSamplesArePoints) {
  RunData data = fixture::over_two_evenings();
  data.sampled = {{.model = "a", .lines = {{.what = core::Sampled::resident_bytes, .points = {{0, 5e9}}}}}};
  const Chart chart = chart_called(data, "memory_over_time");
  EXPECT_THAT(marks_of<DotMark>(chart, ""), SizeIs(1));
  EXPECT_THAT(marks_of<PathMark>(chart, "line"), IsEmpty());
  EXPECT_THAT(ids_of(data), Not(Contains("power_over_time")));
}

TEST(LogTicks, AreOneTwoFiveOrPowersOfTen) {
  EXPECT_THAT(
      ticks({0.001, 0.1}, 8, Spacing::by_factors),
      ElementsAre(testing::DoubleEq(0.001), testing::DoubleEq(0.002), testing::DoubleEq(0.005), testing::DoubleEq(0.01),
                  testing::DoubleEq(0.02), testing::DoubleEq(0.05), testing::DoubleEq(0.1)));
  EXPECT_THAT(ticks({1e-6, 1}, 8, Spacing::by_factors), SizeIs(testing::AllOf(testing::Ge(6U), testing::Le(7U))));
  const Axis axis{{1, 100}, 0, 200, Spacing::by_factors};
  EXPECT_DOUBLE_EQ(axis.at(10), 100);
  EXPECT_DOUBLE_EQ(axis.clamped(-1), 0);
}

TEST(UtcMs, ReadsWhatRecordsHold) {
  EXPECT_EQ(utc_ms("1970-01-02T00:00:01.500Z"), 86'401'500);
  EXPECT_EQ(*utc_ms("2026-03-01T00:00:00Z") - *utc_ms("2026-02-28T23:59:59Z"), 1000);
  for (const char* no : {"", "today", "2026-02-30T00:00:00Z", "2026-11-29", "2026-11-29T08:00:nanZ"})
    EXPECT_EQ(utc_ms(no), std::nullopt) << no;
}

TEST(WorkingTime, CutsPausesBetweenSessionsToTheLongestStepWithinOne) {
  constexpr double kMinute = 60'000;
  constexpr double kDay = 1440 * kMinute;
  const WorkingTime time({0, kDay}, {5 * kMinute, 15 * kMinute, kDay + 1, kDay + kMinute});
  EXPECT_TRUE(time.has_cuts());
  EXPECT_EQ(time.ms(15 * kMinute), 10 * kMinute);
  EXPECT_EQ(time.ms(kDay + 1), 20 * kMinute);
  EXPECT_EQ(time.ms(kDay + kMinute), 21 * kMinute - 1);
  EXPECT_FALSE(WorkingTime({0}, {5, kDay}).has_cuts()) << "a long step within a session is work";
  EXPECT_EQ(WorkingTime({}, {}).ms(0), 0);
}

}  // namespace
}  // namespace quantladder::report
