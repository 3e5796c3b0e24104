// Where the points of a scatter lie, and which of them get a name.
#include "report/chart/scatter_picture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "joined_fixture.h"
#include "quantladder/report/chart.h"

namespace quantladder::report {
namespace {

using stats::Goal;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

ScatterPicture small_is_good(std::vector<ScatterMark> marks) {
  return {.marks = std::move(marks),
          .x = {.caption = "x", .range = {0, 40}, .spacing = Spacing::even, .goal = Goal::lower},
          .y = {.caption = "y", .range = {0, 100}, .spacing = Spacing::even, .goal = Goal::higher}};
}

ScatterMark at(const std::string& name, double x, double y) {
  return {.name = name, .x = x, .y = y, .x_ci = {}, .y_ci = {}, .role = "lead", .is_ring = false, .tip = name};
}

template <typename T>
std::vector<T> drawn(const ScatterPicture& picture, double width = kWideChart) {
  std::vector<T> marks;
  for (const Mark& mark : draw_scatter(picture, width).marks) {
    if (const auto* found = std::get_if<T>(&mark)) marks.push_back(*found);
  }
  return marks;
}

std::vector<std::string> names_in(const ScatterPicture& picture, double width = kWideChart) {
  std::vector<std::string> names;
  for (const TextMark& text : drawn<TextMark>(picture, width)) {
    if (text.role == "name halo") names.push_back(text.text);
  }
  return names;
}

TEST(ScatterPicture, DotsLieInProportionToTheirValues) {
  const auto dots = drawn<DotMark>(small_is_good({at("a", 10, 20), at("b", 20, 40), at("c", 40, 100)}));
  ASSERT_THAT(dots, SizeIs(3));
  EXPECT_NEAR(dots[2].x - dots[1].x, 2 * (dots[1].x - dots[0].x), 1e-9);
  EXPECT_NEAR(dots[1].y - dots[2].y, 3 * (dots[0].y - dots[1].y), 1e-9);
  EXPECT_LT(dots[2].y, dots[0].y) << "more is further up";
}

TEST(ScatterPicture, EqualFactorsAreEqualSteps) {
  ScatterPicture picture = small_is_good({at("a", 10, 0.01), at("b", 20, 0.1), at("c", 30, 1)});
  picture.y.spacing = Spacing::by_factors;
  picture.y.range = {0.005, 2};
  const auto dots = drawn<DotMark>(picture);
  EXPECT_NEAR(dots[0].y - dots[1].y, dots[1].y - dots[2].y, 1e-9);
}

TEST(ScatterPicture, AnIntervalThatEndsBeyondTheAxisHasNoCapThere) {
  ScatterPicture picture = small_is_good({at("a", 10, 50)});
  picture.marks[0].y_ci = stats::Interval{40, 60};
  const auto with_both = drawn<LineMark>(picture).size();
  picture.marks[0].y_ci = stats::Interval{-40, 60};
  EXPECT_EQ(drawn<LineMark>(picture).size(), with_both - 1);
}

TEST(ScatterPicture, StairsGoOverThoseThatNoOneBeatsInBoth) {
  const ScatterPicture picture =
      small_is_good({at("large", 40, 60), at("worse", 30, 10), at("small", 10, 20), at("middle", 20, 60)});
  EXPECT_THAT(stairs_of(picture), ElementsAre(2, 3));
  EXPECT_THAT(drawn<PathMark>(picture), SizeIs(1));
  EXPECT_THAT(drawn<PathMark>(small_is_good({at("only", 10, 20)})), IsEmpty()) << "one point makes no stairs";
}

TEST(ScatterPicture, AUndecidedPointIsARing) {
  ScatterPicture picture = small_is_good({at("a", 10, 50)});
  picture.marks[0].is_ring = true;
  const auto dots = drawn<DotMark>(picture);
  ASSERT_THAT(dots, SizeIs(2));
  EXPECT_EQ(dots[0].role, "ground");
  EXPECT_EQ(dots[1].role, "line lead");
}

TEST(ScatterPicture, NamesBecomeNumbersWithAKeyWhereTheyHaveNoRoom) {
  std::vector<ScatterMark> marks;
  for (int i = 0; i < 12; ++i) marks.push_back(at("a-model-of-some-length-" + std::to_string(i), 1 + 3 * i, 50));
  EXPECT_THAT(names_in(small_is_good(marks), kNarrowChart), Contains("12"));
  std::vector<std::string> texts;
  for (const TextMark& text : drawn<TextMark>(small_is_good(marks), kNarrowChart)) texts.push_back(text.text);
  EXPECT_THAT(texts, Contains("12 a-model-of-some-length-11"));
}

TEST(ScatterPicture, SaysHowManyNamesHaveNoRoom) {
  const ScatterPicture picture = small_is_good(std::vector<ScatterMark>(64, at("same", 20, 50)));
  EXPECT_THAT(names_in(picture), SizeIs(testing::Lt(12)));
  std::vector<std::string> texts;
  for (const TextMark& text : drawn<TextMark>(picture)) texts.push_back(text.text);
  EXPECT_THAT(texts, Contains(HasSubstr("of 64 names have no room")));
}

TEST(ScatterPicture, ANameCoversNoDot) {
  std::vector<ScatterMark> marks;
  for (int i = 0; i < 30; ++i) marks.push_back(at("m" + std::to_string(i), (i * 7) % 40, (i * 31) % 100));
  const ScatterPicture picture = small_is_good(marks);
  const auto dots = drawn<DotMark>(picture);
  ASSERT_THAT(names_in(picture), Not(IsEmpty()));
  for (const TextMark& text : drawn<TextMark>(picture)) {
    if (text.role != "name halo") continue;
    const double width = text_width(text.text, kNameSize);
    const double left = text.anchor == Anchor::start ? text.x
                        : text.anchor == Anchor::end ? text.x - width
                                                     : text.x - width / 2;
    for (const DotMark& dot : dots)
      EXPECT_FALSE(dot.x + dot.radius > left && dot.x - dot.radius < left + width && dot.y + dot.radius > text.y - 9 &&
                   dot.y - dot.radius < text.y)
          << text.text;
  }
}

std::map<std::string, Chart> scatters_in(const RunData& data) {
  const CellTable cells(data);
  std::map<std::string, Chart> charts;
  for (const Chart& chart : charts_of(make_report(cells), cells)) charts[chart.id] = chart;
  return charts;
}

TEST(ScatterCharts, OfDistancesGoByFactorsAndSayWhoIsNotDrawn) {
  const Chart chart = scatters_in(fixture::run_with_every_figure()).at("size_kld");
  EXPECT_THAT(chart.caption, HasSubstr("Equal steps of KLD are equal factors."));
  EXPECT_THAT(chart.caption, HasSubstr("f16 has KLD 0 and is not drawn."));
  EXPECT_THAT(chart.caption, HasSubstr("Grey: beaten."));
  int dots = 0;
  for (const Mark& mark : chart.draw(kWideChart).marks) dots += std::holds_alternative<DotMark>(mark) ? 1 : 0;
  EXPECT_EQ(dots, 3);
}

TEST(ScatterCharts, OfScoresNameNoFrontOfDistances) {
  const Chart chart = scatters_in(fixture::run_with_every_figure()).at("size_score");
  EXPECT_THAT(chart.caption, HasSubstr("not told from the best"));
  EXPECT_THAT(chart.caption, Not(HasSubstr("front of size")));
  EXPECT_THAT(chart.description, HasSubstr("q8_0: Size 7.92 GiB, Score (of 100) 87.5"));
}

TEST(FittedName, KeepsBothEnds) {
  EXPECT_EQ(fitted_name("gemma-q4_0", 200, kNameSize), "gemma-q4_0");
  const std::string cut = fitted_name("gemma-3-270m-instruct-q4_k_m", 110, kNameSize);
  EXPECT_THAT(cut, testing::StartsWith("gem"));
  EXPECT_THAT(cut, testing::EndsWith("k_m"));
  EXPECT_LE(text_width(cut, kNameSize), 110);
  EXPECT_EQ(fitted_name("\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4", 25, kNameSize), "\xE2\x80\xA6\xC3\xA4") << "no byte alone";
}

TEST(Axis, ByFactorsHasRoundNumbers) {
  EXPECT_THAT(
      ticks({0.009, 2.5}, 4, Spacing::by_factors),
      ElementsAre(testing::DoubleNear(0.01, 1e-12), testing::DoubleNear(0.1, 1e-12), testing::DoubleNear(1, 1e-12)));
  EXPECT_THAT(ticks({0.9, 11}, 6, Spacing::by_factors), ElementsAre(1, 2, 5, 10));
}

TEST(Axis, IsNeverSoNarrowThatItsNumbersLookTheSame) {
  const stats::Interval range = range_of({3.725290298, 3.725290357}, false);
  EXPECT_GT(range.hi - range.lo, 0.1);
}

}  // namespace
}  // namespace quantladder::report
