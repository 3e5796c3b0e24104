// Sums up what suites of speed measured, by test, for their rows of the table of measures.
#include <algorithm>

#include "figures.h"
#include "quantladder/stats/describe.h"
#include "summarise.h"

namespace quantladder::report {
namespace {

// Returns the test of this name or, for the whole, the first of the kind; nullptr: there is none.
const TestSpeed* find_test(const ModelSummary& model, const std::string& name, BenchTokens tokens) {
  const auto found = std::find_if(model.tests.begin(), model.tests.end(), [&](const TestSpeed& speed) {
    return speed.test.*tokens > 0 && (name.empty() || speed.name == name);
  });
  return found == model.tests.end() ? nullptr : &*found;
}

}  // namespace

std::vector<TestSpeed> summarise_tests(const CellTable& table, const std::string& model) {
  std::vector<TestSpeed> tests;
  for (const TableCell& cell : table.cells()) {
    const auto* timed = std::get_if<core::Timed>(&cell.counted->payload);
    if (cell.model != model || timed == nullptr || timed->test.is_served) continue;
    auto test = std::find_if(tests.begin(), tests.end(), [&](const TestSpeed& each) { return each.name == cell.name; });
    if (test == tests.end()) test = tests.insert(tests.end(), {cell.name, timed->test, {}});
    test->starts.push_back({cell.counted->round, stats::mean(timed->tokens_per_s())});
  }
  return tests;
}

template <BenchTokens kTokens>
Readings bench_readings(const CellTable&, const ModelSummary& model, const std::string& test) {
  const TestSpeed* speed = find_test(model, test, kTokens);
  return speed == nullptr ? Readings{} : speed->starts;
}

template <BenchTokens kTokens>
Figure bench_rate(const CellTable& table, const ModelSummary& model, const std::string& test) {
  return rate_of(bench_readings<kTokens>(table, model, test), "starts of llama-bench");
}

template <BenchTokens kTokens>
std::string bench_title(const ModelSummary& model) {
  const TestSpeed* speed = find_test(model, "", kTokens);
  return speed == nullptr ? "" : "Bench " + speed->name;
}

template <BenchTokens kTokens>
std::vector<std::string> bench_tests(const core::Manifest& run) {
  std::vector<std::string> names;
  for (const core::RunItem& item : run.items()) {
    const auto test = core::parse_speed_test(item.id);
    const bool timed = run.find_suite(item.suite)->kind == core::SuiteKind::speed;
    if (timed && test && !test->is_served && *test.*kTokens > 0) names.push_back(item.name);
  }
  return names;
}

template Readings bench_readings<&core::SpeedTest::generated>(const CellTable&, const ModelSummary&,
                                                              const std::string&);
template Figure bench_rate<&core::SpeedTest::generated>(const CellTable&, const ModelSummary&, const std::string&);
template std::string bench_title<&core::SpeedTest::generated>(const ModelSummary&);
template std::vector<std::string> bench_tests<&core::SpeedTest::generated>(const core::Manifest&);
template Readings bench_readings<&core::SpeedTest::prompt>(const CellTable&, const ModelSummary&, const std::string&);
template Figure bench_rate<&core::SpeedTest::prompt>(const CellTable&, const ModelSummary&, const std::string&);
template std::string bench_title<&core::SpeedTest::prompt>(const ModelSummary&);
template std::vector<std::string> bench_tests<&core::SpeedTest::prompt>(const core::Manifest&);

}  // namespace quantladder::report
