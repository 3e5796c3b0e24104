// What the marks of the charts of tasks, cells and outcomes stand for.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "outcome_fixture.h"
#include "quantladder/report/chart.h"

namespace quantladder::report {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

Chart chart_with_id(const RunData& data, const std::string& id) {
  const CellTable cells(data);
  for (const Chart& chart : charts_of(make_report(cells), cells)) {
    if (chart.id == id) return chart;
  }
  ADD_FAILURE() << "no chart " << id;
  return {};
}

std::vector<std::string> ids_of_charts(const RunData& data) {
  const CellTable cells(data);
  std::vector<std::string> ids;
  for (const Chart& chart : charts_of(make_report(cells), cells)) ids.push_back(chart.id);
  return ids;
}

template <typename T>
std::vector<T> marks_of(const Drawing& drawing) {
  std::vector<T> marks;
  for (const Mark& mark : drawing.marks) {
    if (const auto* found = std::get_if<T>(&mark)) marks.push_back(*found);
  }
  return marks;
}

// What a link encloses.
struct Linked {
  LinkStart link;
  std::vector<Mark> marks;
};

std::vector<Linked> links_of(const Drawing& drawing) {
  std::vector<Linked> links;
  bool is_open = false;
  for (const Mark& mark : drawing.marks) {
    if (const auto* start = std::get_if<LinkStart>(&mark)) {
      links.push_back({*start, {}});
      is_open = true;
    } else if (std::holds_alternative<LinkEnd>(mark)) {
      is_open = false;
    } else if (is_open) {
      links.back().marks.push_back(mark);
    }
  }
  return links;
}

const Linked& link_to(const std::vector<Linked>& links, const std::string& fragment) {
  for (const Linked& each : links) {
    if (each.link.fragment == fragment) return each;
  }
  ADD_FAILURE() << "no link to " << fragment;
  return links.front();
}

std::string role_of_mark(const Mark& mark) {
  if (const auto* rect = std::get_if<RectMark>(&mark)) return rect->role;
  if (const auto* path = std::get_if<PathMark>(&mark)) return path->role;
  return "";
}

std::vector<std::string> texts_of(const Drawing& drawing) {
  std::vector<std::string> texts;
  for (const TextMark& text : marks_of<TextMark>(drawing)) texts.push_back(text.text);
  return texts;
}

TEST(CellCharts, HaveAShapeForEachCellThatLeadsToIt) {
  const RunData data = fixture::run_with_every_outcome();
  for (const double width : {kWideChart, kNarrowChart}) {
    const std::vector<Linked> links = links_of(chart_with_id(data, "cells-1").draw(width));
    EXPECT_THAT(links, SizeIs(30));
    std::set<std::string> fragments;
    for (const Linked& each : links) fragments.insert(each.link.fragment);
    EXPECT_THAT(fragments, SizeIs(30));
    const std::map<int, std::string> ends{
        {2, "error"}, {3, "truncated"}, {4, "no_answer"}, {5, "unscored"}, {6, "pass"}};
    for (const auto& [iteration, role] : ends) {
      const Linked& cell = link_to(links, "cell/a/L1/" + std::to_string(iteration));
      ASSERT_THAT(cell.marks, SizeIs(1));
      EXPECT_EQ(role_of_mark(cell.marks[0]), role);
    }
  }
}

TEST(CellCharts, AFailIsABarAsHighAsTheShareOfItsPointsOrTests) {
  const RunData data = fixture::run_with_every_outcome();
  const auto share_of_bar = [](const Linked& cell) {
    const auto ground = std::get<RectMark>(cell.marks.at(0));
    const auto bar = std::get<RectMark>(cell.marks.at(1));
    EXPECT_EQ(ground.role, "rest");
    EXPECT_EQ(bar.role, "fail");
    EXPECT_NEAR(bar.y + bar.height, ground.y + ground.height, 1e-9);
    return bar.height / ground.height;
  };
  EXPECT_NEAR(share_of_bar(link_to(links_of(chart_with_id(data, "cells-1").draw(920)), "cell/a/L1/1")), 0.4, 1e-9);
  EXPECT_NEAR(share_of_bar(link_to(links_of(chart_with_id(data, "cells-2").draw(920)), "cell/b/L5/2")), 0.5, 1e-9)
      << "5 of its 10 points, though 9 of 10 tests passed";
}

TEST(CellCharts, SayInWordsWhatACellIs) {
  const auto links = links_of(chart_with_id(fixture::run_with_every_outcome(), "cells-1").draw(920));
  EXPECT_EQ(link_to(links, "cell/a/L1/1").link.label, "L1, iteration 1: fail, 4 of 10 tests");
  EXPECT_EQ(link_to(links, "cell/a/L1/5").link.label, "L1, iteration 5: infrastructure.stall");
}

TEST(CellCharts, LeaveThePlaceOfACellWithoutARecordEmpty) {
  const Chart chart = chart_with_id(fixture::run_with_every_outcome(), "cells-3");
  EXPECT_THAT(links_of(chart.draw(920)), SizeIs(29));
  EXPECT_THAT(chart.description, HasSubstr("29 fail"));
}

TEST(CellCharts, NameEachOfSeveralSuites) {
  const Drawing drawing = chart_with_id(fixture::run_with_two_suites(), "cells-1").draw(920);
  EXPECT_THAT(texts_of(drawing), Contains("ladder"));
  EXPECT_THAT(texts_of(drawing), Contains("books"));
  EXPECT_THAT(links_of(drawing), SizeIs(36));
  EXPECT_THAT(texts_of(chart_with_id(fixture::run_with_every_outcome(), "cells-1").draw(920)), Not(Contains("ladder")));
}

TEST(CellCharts, WrapTwoHundredIterationsIntoBlocks) {
  const Chart chart = chart_with_id(fixture::one_model(std::vector<int>(200, 90)), "cells-1");
  const Drawing drawing = chart.draw(kNarrowChart);
  EXPECT_THAT(links_of(drawing), SizeIs(1000));
  EXPECT_LE(drawing.width, kNarrowChart);
  EXPECT_THAT(texts_of(drawing), Contains("51")) << "each block begins with its number";
  for (const RectMark& rect : marks_of<RectMark>(drawing)) {
    if (rect.role == "pass") {
      EXPECT_GE(rect.width, 5);
    }
  }
}

TEST(TaskChart, HasAFieldForEachModelAndTaskThatLeadsToTheFirstCell) {
  const Drawing drawing = chart_with_id(fixture::run_with_every_outcome(), "tasks").draw(920);
  const std::vector<Linked> links = links_of(drawing);
  EXPECT_THAT(links, SizeIs(15));
  const Linked& field = link_to(links, "cell/a/L1/1");
  EXPECT_EQ(role_of_mark(field.marks.at(0)), "h2") << "1 of 5: the unscored one does not count";
  EXPECT_EQ(std::get<TextMark>(field.marks.at(1)).text, "1/5");
  EXPECT_EQ(std::get<TextMark>(field.marks.at(1)).role, "t2");
  EXPECT_EQ(role_of_mark(link_to(links, "cell/a/L2/1").marks.at(0)), "h8");
  EXPECT_EQ(role_of_mark(link_to(links, "cell/c/L2/1").marks.at(0)), "h0");
}

TEST(TaskChart, ShowsTheShareOfPointsWhereTestsGiveThem) {
  RunData data = fixture::run_with_every_outcome();
  data.manifest.suites.front().items[4].test_points = {{"test_a", 5}, {"test_b", 5}};
  for (core::Record& record : data.records) {
    if (record.cell.item == "L5") record.answered().judgements.back().earned = record.cell.model == "b" ? 5 : 0;
  }
  const auto links = links_of(chart_with_id(data, "tasks").draw(920));
  EXPECT_EQ(std::get<TextMark>(link_to(links, "cell/b/L5/1").marks.at(1)).text, "50 %");
}

TEST(TaskChart, HasOneForEachSuite) {
  const RunData data = fixture::run_with_two_suites();
  EXPECT_THAT(ids_of_charts(data), Contains("tasks-1"));
  EXPECT_THAT(ids_of_charts(data), Contains("tasks-2"));
  EXPECT_EQ(chart_with_id(data, "tasks-2").title, "Tasks of books");
}

TEST(TaskChart, TurnsWhereThereAreMoreModelsThanHaveRoom) {
  const RunData data = fixture::run_with_many_tasks(3, 40);
  for (const double width : {kWideChart, kNarrowChart}) {
    const Drawing drawing = chart_with_id(data, "tasks").draw(width);
    EXPECT_GT(drawing.height, 40 * 14) << "a row for each model";
    EXPECT_THAT(texts_of(drawing), Contains("2/2")) << "the fields keep their texts";
  }
}

TEST(OutcomeChart, PartsAreAsWideAsTheirShareOfTheCells) {
  const Chart chart = chart_with_id(fixture::run_with_every_outcome(), "outcomes");
  EXPECT_THAT(chart.description,
              HasSubstr("a: 25 pass, 1 fail, 1 error, 1 truncated, 1 no answer, 1 not scored of 30 cells"));
  std::map<std::string, double> widths;
  for (const RectMark& rect : marks_of<RectMark>(chart.draw(920))) {
    if (rect.tip.rfind("a: ", 0) == 0) widths[rect.role] = rect.width + 1;
  }
  ASSERT_THAT(widths, SizeIs(6));
  EXPECT_NEAR(widths["pass"], 25 * widths["fail"], 1e-6);
  for (const char* role : {"error", "truncated", "no_answer", "unscored"})
    EXPECT_NEAR(widths[role], widths["fail"], 1e-6);
}

TEST(OutcomeChart, OfARunWithoutAScoreHasOneOutcomeAndNoTasks) {
  const std::vector<std::string> ids = ids_of_charts(fixture::run_without_a_score());
  EXPECT_THAT(ids, Contains("outcomes"));
  EXPECT_THAT(ids, Contains("cells-1"));
  EXPECT_THAT(ids, Not(Contains("tasks")));
  EXPECT_THAT(ids_of_charts(fixture::published_scores()), Each(Not(testing::AnyOf("outcomes", "tasks", "cells-1"))));
}

std::vector<Chart> verdicts_of(const RunData& data) {
  const CellTable cells(data);
  return verdict_matrix(make_report(cells), cells);
}

TEST(VerdictMatrix, HasEachPairFromBothSides) {
  const auto charts = verdicts_of(fixture::run_with_every_outcome());
  ASSERT_THAT(charts, SizeIs(1));
  std::map<std::string, int> sentences;
  for (const RectMark& rect : marks_of<RectMark>(charts[0].draw(kNarrowChart))) {
    if (rect.role == "hit") ++sentences[rect.tip.substr(0, rect.tip.find(':'))];
  }
  EXPECT_THAT(sentences, SizeIs(6));
  EXPECT_EQ(sentences["b is better than c"] + sentences["b is undecided against c"], 1);
  EXPECT_EQ(sentences["c is worse than b"] + sentences["c is undecided against b"], 1);
  EXPECT_THAT(charts[0].caption, HasSubstr("all 3 pairs"));
}

TEST(VerdictMatrix, IsOnlyForThreeToSixteenModelsAndNobodyGetsItUnasked) {
  EXPECT_THAT(verdicts_of(fixture::pair_of_models()), IsEmpty());
  EXPECT_THAT(verdicts_of(fixture::empty_run(3)), IsEmpty());
  EXPECT_THAT(verdicts_of(fixture::run_with_many_tasks(2, 16)), SizeIs(1));
  EXPECT_THAT(verdicts_of(fixture::run_with_many_tasks(2, 17)), IsEmpty());
  EXPECT_THAT(ids_of_charts(fixture::run_with_every_outcome()), Not(Contains("verdicts")));
}

}  // namespace
}  // namespace quantladder::report
