// Files for other programs: fields and columns of tables, and cases of JUnit.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <bit>
#include <charconv>
#include <map>
#include <random>

#include "golden.h"
#include "joined_fixture.h"
#include "quantladder/report/render.h"
#include "report/export/columns.h"
#include "support/record_builder.h"
#include "written_files.h"

namespace quantladder::report {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string field(const CsvValue& value) { return csv_field(value, Formulas::defused); }
std::string text(const std::string& value) { return csv_field(value, Formulas::defused); }

TEST(CsvField, HasNothingForWhatIsNotKnown) {
  EXPECT_EQ(field({}), "");
  EXPECT_EQ(field(to_csv(std::optional<double>())), "");
  EXPECT_EQ(field(std::numeric_limits<double>::infinity()), "");
  EXPECT_EQ(field(std::nan("")), "");
}

TEST(CsvField, NumbersReadBackToTheSameBits) {
  std::mt19937_64 random(7);
  for (int i = 0; i < 20000; ++i) {
    const auto value = std::bit_cast<double>(random());
    if (!std::isfinite(value)) continue;
    const std::string digits = field(value);
    double back = 0;
    const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), back);
    ASSERT_EQ(end.ptr, digits.data() + digits.size()) << digits;
    ASSERT_EQ(std::bit_cast<std::uint64_t>(back), std::bit_cast<std::uint64_t>(value)) << digits;
  }
  EXPECT_EQ(field(to_csv(std::numeric_limits<std::uint64_t>::max())), "18446744073709551615");
  EXPECT_EQ(field(-0.5), "-0.5") << "a number is no formula";
  EXPECT_EQ(field(true), "true");
}

TEST(CsvField, ATextThatBeginsAsAFormulaIsDefused) {
  for (const char* formula : {"=1+1", "+1", "-2+3", "@SUM(A1)", " =1+1", "\t=1+1", "\r=1+1", "\xE3\x80\x80=1+1"}) {
    const std::string defused = text(formula);
    const std::string kept = csv_field(std::string(formula), Formulas::kept);
    EXPECT_EQ(defused.substr(defused.find_first_not_of('"'), 1), "'") << formula;
    EXPECT_NE(kept.substr(kept.find_first_not_of('"'), 1), "'") << formula;
  }
  for (const char* harmless : {"a=1", "1-2", "", "'=1", "x@y"}) EXPECT_EQ(text(harmless), harmless);
}

TEST(CsvField, ATextIsOneLineAndQuotedWhereNeedBe) {
  EXPECT_EQ(text("a\"b,c\nd"), "\"a\"\"b,c d\"");
  EXPECT_EQ(text("a;b"), "\"a;b\"");
  EXPECT_EQ(text(" a"), "\" a\"");
  EXPECT_EQ(text("a\x1b[2Jb"), "a\xEF\xBF\xBD[2Jb");
  EXPECT_EQ(text("a\xff"), "a\xEF\xBF\xBD");
  EXPECT_EQ(text("plain text"), "plain text");
}

// "0.1234567" -> "0.123457": the last bits of a double depend on the compiler and its mathematics library.
std::string six_digits(const std::string& digits) {
  double value = 0;
  const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  const bool is_number = !digits.empty() && end.ptr == digits.data() + digits.size() && end.ec == std::errc();
  return is_number ? fmt::format("{:.6g}", value) : digits;
}

// The columns below each other, with their fields of some rows.
template <class Row>
std::string transposed(const std::vector<CsvColumn<Row>>& columns, const std::vector<Row>& rows) {
  std::string lines;
  for (const auto& each : columns) {
    lines += each.name;
    for (const Row& row : rows) lines += " | " + six_digits(csv_field(each.value(row), Formulas::defused));
    lines += "\n";
  }
  return lines;
}

TEST(Golden, ColumnsOfCells) {
  const RunData data = fixture::run_with_every_figure();
  const CellTable table(data);
  std::map<core::SuiteKind, const TableCell*> by_kind;
  for (const TableCell& cell : table.cells()) by_kind[cell.counted->kind()] = &cell;
  std::vector<AttemptRow> rows;
  for (const auto& [kind, cell] : by_kind) rows.push_back({data.manifest, *cell, *cell->counted});
  EXPECT_EQ(rows.size(), 3u);
  expect_golden("columns/cells.txt", transposed(attempt_columns(), rows));
}

TEST(Golden, ColumnsOfModels) {
  const RunData data = fixture::run_with_every_figure();
  const Report report = make_report(data);
  expect_golden("columns/models.txt",
                transposed(model_columns(),
                           std::vector<ModelRow>{{data.manifest, report.summary.models[1], &report.advice.models[1]}}));
}

TEST(Golden, ColumnsOfStarts) {
  const RunData data = fixture::run_with_every_figure();
  const Report report = make_report(data);
  const core::ServerStart& start = data.starts.front();
  expect_golden(
      "columns/starts.txt",
      transposed(start_columns(),
                 std::vector<StartRow>{{data.manifest, start, &report.summary.models.front().probe.starts.front()}}));
}

template <class Row>
void expect_distinct(const std::vector<CsvColumn<Row>>& columns) {
  std::set<std::string> names;
  for (const auto& each : columns) EXPECT_TRUE(names.insert(each.name).second) << each.name;
}

TEST(Columns, HaveDistinctNames) {
  expect_distinct(attempt_columns());
  expect_distinct(model_columns());
  expect_distinct(start_columns());
}

std::size_t lines_of(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

TEST(Csv, HasARowForEachAttemptModelAndStart) {
  const RunData data = fixture::eventful_run();
  const auto files = written_files("csv", data);
  ASSERT_EQ(files.size(), 3u);
  EXPECT_EQ(lines_of(files.at("cells.csv")), 1 + data.records.size());
  EXPECT_EQ(lines_of(files.at("models.csv")), 1 + data.manifest.models.size());
  EXPECT_EQ(lines_of(files.at("starts.csv")), 1 + data.starts.size());
}

TEST(Csv, TellsNothingOfTheFoldersOfItsAuthor) {
  RunData data = fixture::pair_of_models();
  data.manifest.models[0].model.file = "/home/ada/models/a.gguf";
  const std::string models = written_files("csv", data).at("models.csv");
  EXPECT_THAT(models, HasSubstr(",a.gguf,"));
  EXPECT_THAT(models, Not(HasSubstr("/home/")));
}

// One model, the tasks of the ladder once, the first ones with other outcomes.
RunData run_with(const std::vector<std::pair<core::Outcome, std::string>>& ends) {
  RunData data = fixture::one_model({100});
  for (std::size_t i = 0; i < ends.size(); ++i) {
    core::Record& record = data.records.at(i);
    const core::CellId cell = record.cell;
    record = test_support::RecordBuilder(cell.model, cell.item, cell.iteration).outcome(ends[i].first, ends[i].second);
    record.cell = cell;
  }
  return data;
}

TEST(JUnit, OnlyWhatTheModelDidIsAFailure) {
  using core::Outcome;
  const std::string xml = written_files("junit", run_with({{Outcome::fail, "2 of 3 <tests> & \"one\" more"},
                                                           {Outcome::error_timeout, "10 s"},
                                                           {Outcome::infrastructure_stall, "nothing came"},
                                                           {Outcome::invalid_arm, "it thought"}}))
                              .at("junit.xml");
  EXPECT_THAT(xml, HasSubstr(R"(<failure type="fail" message="2 of 3 &lt;tests&gt; &amp; &quot;one&quot; more"/>)"));
  EXPECT_THAT(xml, HasSubstr(R"(<failure type="error.timeout" message="10 s"/>)"));
  EXPECT_THAT(xml, HasSubstr(R"(<skipped message="infrastructure.stall: nothing came"/>)"));
  EXPECT_THAT(xml, HasSubstr(R"(<skipped message="invalid_arm: it thought"/>)"));
  EXPECT_THAT(xml, HasSubstr(R"(failures="2" errors="0" skipped="2")"));
}

TEST(JUnit, APlannedCellWithoutARecordIsSkipped) {
  RunData data = fixture::one_model({100});
  const std::string whole = written_files("junit", data).at("junit.xml");
  EXPECT_THAT(whole, HasSubstr(R"(skipped="0")"));
  const core::CellId gone = data.records.back().cell;
  data.records.pop_back();
  const std::string xml = written_files("junit", data).at("junit.xml");
  EXPECT_THAT(xml, HasSubstr(R"(skipped="1")"));
  EXPECT_THAT(xml, HasSubstr(fmt::format(R"(name="{}, iteration 1" time="0.000"><skipped message="it has no record"/>)",
                                         gone.item)));
  EXPECT_EQ(lines_of(xml), lines_of(whole));
}

TEST(JUnit, CellsOfEveryKindAreCases) {
  const RunData data = fixture::run_with_every_figure();
  const std::string xml = written_files("junit", data).at("junit.xml");
  const std::size_t cells = static_cast<std::size_t>(data.manifest.planned_cells());
  EXPECT_THAT(xml, HasSubstr(fmt::format(R"(<testsuites name="{}" tests="{}")", data.manifest.run_id, cells)));
  EXPECT_THAT(xml, HasSubstr(R"(name="prose, iteration 1")"));
}

}  // namespace
}  // namespace quantladder::report
