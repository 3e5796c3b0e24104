// What suites of speed measured, by test, and its rows of the table of measures.
#include <algorithm>

#include "figures.h"
#include "quantladder/stats/describe.h"
#include "summarise.h"

namespace quantladder::report {
namespace {

std::vector<double> rates_of(const TestSpeed& speed) {
  std::vector<double> rates;
  for (const Reading& start : speed.starts) {
    if (start.value) rates.push_back(*start.value);
  }
  return rates;
}

bool is_generation(const TestSpeed& speed) { return speed.test.generated > 0; }
bool is_prompt(const TestSpeed& speed) { return speed.test.prompt > 0; }

// The test of this name or, for the whole, the first of the kind; nullptr: there is none.
template <class IsKind>
const TestSpeed* find_test(const ModelSummary& model, const std::string& name, IsKind is_kind) {
  const auto found = std::find_if(model.tests.begin(), model.tests.end(), [&](const TestSpeed& speed) {
    return is_kind(speed) && (name.empty() || speed.name == name);
  });
  return found == model.tests.end() ? nullptr : &*found;
}

Figure figure_of(const TestSpeed* speed) {
  Figure figure;
  if (speed == nullptr) return {.no_ci_reason = "it was not measured"};
  const std::vector<double> rates = rates_of(*speed);
  figure.n = figure.distinct = static_cast<int>(rates.size());
  const auto mean = stats::geometric_mean(rates);
  if (mean)
    figure = {.value = mean->value,
              .ci = mean->interval,
              .sd = stats::standard_deviation(rates),
              .n = mean->n,
              .distinct = mean->n};
  if (figure.ci) figure.method = "student_t_log";
  if (!figure.ci) figure.no_ci_reason = mean ? "too few starts of llama-bench, or no spread" : "it was not measured";
  return figure;
}

Readings readings_of(const TestSpeed* speed) { return speed == nullptr ? Readings{} : speed->starts; }

std::string title_of(const TestSpeed* speed) { return speed == nullptr ? "" : "Bench " + speed->name; }

template <class IsKind>
std::vector<std::string> tests_of(const core::Manifest& run, IsKind is_kind) {
  std::vector<std::string> names;
  for (const core::RunItem& item : run.items()) {
    const auto test = core::parse_speed_test(item.id);
    if (run.find_suite(item.suite)->kind == core::SuiteKind::speed && test && is_kind(TestSpeed{item.name, *test, {}}))
      names.push_back(item.name);
  }
  return names;
}

}  // namespace

std::vector<TestSpeed> summarise_tests(const CellTable& table, const std::string& model) {
  std::vector<TestSpeed> tests;
  for (const TableCell& cell : table.cells()) {
    const auto* timed = std::get_if<core::Timed>(&cell.counted->payload);
    if (cell.model != model || timed == nullptr) continue;
    auto test = std::find_if(tests.begin(), tests.end(), [&](const TestSpeed& each) { return each.name == cell.name; });
    if (test == tests.end()) test = tests.insert(tests.end(), {cell.name, timed->test, {}});
    test->starts.push_back({cell.counted->round, stats::mean(timed->tokens_per_s())});
  }
  return tests;
}

Readings bench_tg_readings(const CellTable&, const ModelSummary& model, const std::string& test) {
  return readings_of(find_test(model, test, is_generation));
}
Figure bench_tg_figure(const CellTable&, const ModelSummary& model, const std::string& test) {
  return figure_of(find_test(model, test, is_generation));
}
std::string bench_tg_title(const ModelSummary& model) { return title_of(find_test(model, "", is_generation)); }
std::vector<std::string> bench_tg_tests(const core::Manifest& run) { return tests_of(run, is_generation); }

Readings bench_pp_readings(const CellTable&, const ModelSummary& model, const std::string& test) {
  return readings_of(find_test(model, test, is_prompt));
}
Figure bench_pp_figure(const CellTable&, const ModelSummary& model, const std::string& test) {
  return figure_of(find_test(model, test, is_prompt));
}
std::string bench_pp_title(const ModelSummary& model) { return title_of(find_test(model, "", is_prompt)); }
std::vector<std::string> bench_pp_tests(const core::Manifest& run) { return tests_of(run, is_prompt); }

}  // namespace quantladder::report
