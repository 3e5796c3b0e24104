// The table that a report begins with: which columns it has, in which order, and what stands in them.
#include "report/joined_table.h"

#include <gmock/gmock.h>

#include <sstream>

#include "joined_fixture.h"
#include "quantladder/report/document.h"
#include "quantladder/report/render.h"
#include "report/text.h"

namespace quantladder::report {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class JoinedTable : public ::testing::Test {
 protected:
  Table table() { return joined_table(make_report(data)); }
  std::vector<std::string> titles(const Table& table) {
    std::vector<std::string> titles;
    for (const Column& column : table.columns) titles.push_back(column.title);
    return titles;
  }
  std::string cell(const Table& table, std::size_t row, const std::string& title) {
    const auto all = titles(table);
    const auto column = static_cast<std::size_t>(std::find(all.begin(), all.end(), title) - all.begin());
    return to_text(table.rows.at(row).at(column), table.columns.at(column).form);
  }
  // Takes away what was measured of the model by this kind of suite.
  void forget(const std::string& model, core::SuiteKind kind) {
    std::erase_if(data.records,
                  [&](const auto& record) { return record.cell.model == model && record.kind() == kind; });
  }

  RunData data = fixture::run_with_every_figure();
};

TEST_F(JoinedTable, TheFigureThatDecidesIsFirstAndHasItsIntervalAlone) {
  const Table all = table();
  EXPECT_EQ(all.columns.at(1).title, "Score (of 100)");
  for (const auto& row : all.rows) {
    EXPECT_TRUE(row.at(1).interval);
    for (std::size_t i = 2; i < row.size(); ++i) EXPECT_FALSE(row[i].interval) << all.columns[i].title;
  }
  data = fixture::only(data, core::SuiteKind::fidelity);
  EXPECT_EQ(table().columns.at(1).title, "KLD to f16");
  EXPECT_TRUE(table().rows.at(1).at(1).interval);
}

TEST_F(JoinedTable, TheOtherIntervalsStandInTheTableBelow) {
  EXPECT_THAT(titles(interval_table(make_report(data))),
              ElementsAre("Model", "KLD to f16", "PPL loss %", "Same top %", "Tokens/s", "Bench tg128", "Bench pp512",
                          "Perfect %"))
      << "not TTFT: its interval holds for these server starts only";
  data = fixture::only(data, core::SuiteKind::speed);
  EXPECT_THAT(titles(interval_table(make_report(data))), ElementsAre("Model", "Bench pp512"));
}

TEST_F(JoinedTable, RowsKeepTheRunsOrderBecauseMeansRankNobody) {
  std::reverse(data.manifest.models.begin(), data.manifest.models.end());
  const Table turned = table();
  EXPECT_EQ(cell(turned, 0, "Model"), "q4_0");
  EXPECT_EQ(cell(turned, 3, "Model"), "f16 *");
}

TEST_F(JoinedTable, AFigureIsAColumnWhereOneModelHasItAndAbsentForTheOthers) {
  for (const char* model : {"f16", "q8_0", "q4_0"}) forget(model, core::SuiteKind::speed);
  EXPECT_EQ(cell(table(), 2, "Bench tg128"), "125");
  EXPECT_EQ(cell(table(), 0, "Bench tg128"), "-");
  forget("q4_k_m", core::SuiteKind::speed);
  EXPECT_THAT(titles(table()), Not(Contains(HasSubstr("Bench"))));
}

TEST_F(JoinedTable, EachDomainIsAColumnWhereThereAreSeveral) {
  EXPECT_THAT(titles(table()), AllOf(Contains("KLD prose"), Contains("KLD code")));
  EXPECT_EQ(cell(table(), 2, "KLD code"), "0.0450");
  data.manifest.suites.back().items.pop_back();
  std::erase_if(data.records, [](const auto& record) { return record.cell.item == "code"; });
  EXPECT_THAT(titles(table()), AllOf(Contains("KLD to f16"), Not(Contains("KLD prose"))));
}

TEST_F(JoinedTable, ThePlaceOnTheFrontStandsBesideWhatDecides) {
  EXPECT_EQ(table().columns.at(3).title, "Place");
  EXPECT_EQ(cell(table(), 2, "Place"), "front");
  EXPECT_EQ(cell(table(), 3, "Place"), "beaten");
  forget("q4_0", core::SuiteKind::fidelity);
  EXPECT_EQ(cell(table(), 3, "Place"), "-");
  data = fixture::only(data, core::SuiteKind::code);
  EXPECT_THAT(titles(table()), Not(Contains("Place")));
}

TEST_F(JoinedTable, TheStarIsInTheTextAndNotInTheId) {
  const Value name = table().rows.at(0).at(0);
  EXPECT_EQ(std::get<std::string>(name.data), "f16");
  EXPECT_EQ(name.text, "f16 *");
  EXPECT_THAT(to_markdown(make_report(data)), AllOf(HasSubstr("| f16 \\* |"), HasSubstr("\\*: the baseline;")));
  data.manifest.models.resize(1);
  EXPECT_EQ(table().rows.at(0).at(0).text, "") << "nobody is compared with it";
}

TEST_F(JoinedTable, AHostileIdStaysInItsCell) {
  const std::string hostile = "a|b\n<img src=x>\x1b[2J*";
  for (core::ModelFacts& facts : data.manifest.models) {
    if (facts.model.id == "f16") facts.model.id = hostile;
  }
  data.manifest.baseline = hostile;
  for (core::Record& record : data.records) {
    if (record.cell.model == "f16") record.cell.model = hostile;
  }
  EXPECT_THAT(to_markdown(make_report(data)), HasSubstr("| a\\|b \\<img src=x>"));
  const std::string terminal = to_terminal(make_report(data), 100, Colour::off);
  EXPECT_THAT(terminal, AllOf(HasSubstr("a|b <img src=x>"), Not(HasSubstr("\x1b"))));
}

TEST_F(JoinedTable, ManyColumnsGoOnBelowWithinTheTerminal) {
  data.manifest.models[1].model.id = "Qwen3.6-35B-A3B-UD-Q4_K_XL-imatrix";
  const Document document{"t", {{"s", {table()}}}};
  for (const int width : {60, 80, 100}) {
    std::istringstream lines(to_terminal(document, width, Colour::off));
    for (std::string line; std::getline(lines, line);) EXPECT_LE(display_width(line), width) << line;
  }
}

TEST(Headline, OfARunWithoutPointsIsTheDistanceBeforeTheSpeed) {
  RunData data = fixture::run_with_every_figure();
  EXPECT_EQ(headline_metric(make_summary(data)).id(), "score");
  data.manifest.suites.erase(data.manifest.suites.begin());
  std::erase_if(data.records, [](const auto& record) { return record.kind() == core::SuiteKind::code; });
  EXPECT_EQ(headline_metric(make_summary(data)).id(), "kld");
  EXPECT_EQ(make_report(data).comparison->metric.id(), "kld");
  EXPECT_EQ(make_report(data).comparison->pairs.size(), 2u) << "nobody is compared with the baseline of the distances";
  std::erase_if(data.records, [](const auto& record) {
    return record.kind() == core::SuiteKind::fidelity && record.cell.model != "q8_0";
  });
  EXPECT_EQ(headline_metric(make_summary(data)).id(), "tg") << "one model has a distance, all have speeds";
  data.starts.clear();
  std::erase_if(data.records, [](const auto& record) { return record.kind() == core::SuiteKind::speed; });
  EXPECT_EQ(headline_metric(make_summary(data)).id(), "kld") << "what one has, where two have nothing";
}

TEST(Answer, OfARunWithoutTasksIsTheFrontUntilThereAreLimits) {
  const RunData data = fixture::only(fixture::run_with_every_figure(), core::SuiteKind::fidelity);
  EXPECT_THAT(to_markdown(make_report(data)),
              HasSubstr("On the front of size and distance, where no other file beats them: f16, q8_0, q4_k_m. "
                        "Beaten: q4_0."));
  EXPECT_THAT(to_markdown(make_report(data, {.bounds = {{"kld", 0.1}}})),
              AllOf(HasSubstr("Recommended: q4_k_m."), Not(HasSubstr("On the front of"))));
  EXPECT_THAT(to_markdown(make_report(fixture::run_with_every_figure())), Not(HasSubstr("On the front of")));
}

TEST(Terminal, ALongTitleTakesLinesWhereTheTableWouldBeTooWide) {
  const Table table{{{"Model"}, {"Prompt tokens/s", Form::rate}}, {{"a", 12.5}}};
  const Document document{"t", {{"s", {table}}}};
  EXPECT_THAT(to_terminal(document, 40, Colour::off), HasSubstr("Model  Prompt tokens/s\na                 12.5\n"));
  Table wide = table;
  for (int i = 0; i < 3; ++i) {
    wide.columns.push_back({"Same top %", Form::rate});
    wide.rows.front().push_back(99.5);
  }
  EXPECT_THAT(to_terminal({"t", {{"s", {wide}}}}, 40, Colour::off), HasSubstr("         Prompt   top   top   top\n"
                                                                              "Model  tokens/s     %     %     %\n"
                                                                              "a          12.5  99.5  99.5  99.5\n"));
}

}  // namespace
}  // namespace quantladder::report
