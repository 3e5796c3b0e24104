// The whole output against files in tests/golden/report. After an intended change:
//   QUANTLADDER_UPDATE_GOLDEN=1 report_test --gtest_filter='Golden*', and read the difference.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <functional>
#include <nlohmann/json.hpp>

#include "golden.h"
#include "joined_fixture.h"
#include "quantladder/report/json.h"
#include "quantladder/report/render.h"

namespace quantladder::report {
namespace {

// Six digits: the last bits of a double depend on the compiler and its mathematics library.
nlohmann::ordered_json rounded(const nlohmann::ordered_json& value) {
  if (value.is_number_float()) return nlohmann::ordered_json::parse(fmt::format("{:.6g}", value.get<double>()));
  if (!value.is_structured()) return value;
  nlohmann::ordered_json result = value;
  for (auto& element : result) element = rounded(element);
  return result;
}

std::string rounded_json(const std::string& text) {
  return rounded(nlohmann::ordered_json::parse(text)).dump(2) + "\n";
}

TEST(Golden, TerminalAtWidth100) {
  expect_golden("terminal_100.txt", to_terminal(make_report(fixture::eventful_run()), 100, Colour::off));
}

TEST(Golden, TerminalAtWidth80) {
  expect_golden("terminal_80.txt", to_terminal(make_report(fixture::eventful_run()), 80, Colour::off));
}

TEST(Golden, Markdown) {
  const Report report = make_report(fixture::eventful_run());
  expect_golden("report.md", to_markdown(report));
}

TEST(Golden, SummaryJson) {
  expect_golden("summary.json", rounded_json(to_json(make_report(fixture::eventful_run()))));
}

TEST(Golden, IterationJson) {
  expect_golden("iteration.json", rounded_json(iteration_json(fixture::eventful_run(), "unsloth-mxfp4", 4)));
}

// The report's section "Summary" alone.
Document summary_of(const std::string& title, const RunData& data) {
  Document document = make_document(make_report(data), Extent::full);
  document.title = title;
  std::erase_if(document.sections, [](const Section& section) { return section.title != "Summary"; });
  return document;
}

std::string joined_tables(const std::function<std::string(const Document&)>& print) {
  const RunData all = fixture::run_with_every_figure();
  return print(summary_of("every figure", all)) + "\n" +
         print(summary_of("fidelity alone", fixture::only(all, core::SuiteKind::fidelity))) + "\n" +
         print(summary_of("speed alone", fixture::only(all, core::SuiteKind::speed))) + "\n" +
         print(summary_of("tasks alone", fixture::only(all, core::SuiteKind::code)));
}

TEST(Golden, JoinedTablesAtWidth100) {
  expect_golden("joined_100.txt",
                joined_tables([](const Document& document) { return to_terminal(document, 100, Colour::off); }));
}

TEST(Golden, JoinedTablesInMarkdown) {
  expect_golden("joined.md", joined_tables([](const Document& document) { return to_markdown(document); }));
}

TEST(Golden, Charts) {
  const auto json = nlohmann::ordered_json::parse(to_json(make_report(fixture::run_with_every_figure())));
  expect_golden("charts.json", rounded(json["charts"]).dump(2) + "\n");
}

}  // namespace
}  // namespace quantladder::report
