#include <fmt/format.h>

#include "exports.h"
#include "report/escape.h"

namespace quantladder::report {
namespace {

// A planned cell, and what is known of it.
struct Case {
  std::string name;
  const core::Record* counted = nullptr;  // nullptr: it has no record

  bool failed() const {
    return counted != nullptr && core::is_scored(counted->outcome()) && counted->outcome() != core::Outcome::pass;
  }
  bool skipped() const { return counted == nullptr || !core::has_result(counted->outcome()); }
};

struct Totals {
  int cases = 0;
  int failures = 0;
  int skipped = 0;
  double seconds = 0;

  void add(const Case& each) {
    ++cases;
    failures += each.failed() ? 1 : 0;
    skipped += each.skipped() ? 1 : 0;
    seconds += each.counted == nullptr ? 0 : each.counted->seconds();
  }
  void add(const Totals& other) {
    cases += other.cases;
    failures += other.failures;
    skipped += other.skipped;
    seconds += other.seconds;
  }
  std::string attributes() const {
    return fmt::format(R"(tests="{}" failures="{}" errors="0" skipped="{}" time="{:.3f}")", cases, failures, skipped,
                       seconds);
  }
};

// Every planned cell of a model, iteration by iteration.
void each_case(const CellTable& cells, const std::string& model, const std::function<void(const Case&)>& take) {
  const core::Manifest& run = cells.data().manifest;
  int most = 0;
  for (const core::SuiteFacts& suite : run.suites) most = std::max(most, run.pace_of(suite).iterations);
  const auto items = run.items();
  for (int iteration = 1; iteration <= most; ++iteration) {
    for (const core::RunItem& item : items) {
      if (iteration > run.pace_of(*run.find_suite(item.suite)).iterations) continue;
      take({fmt::format("{}, iteration {}", item.name, iteration), cells.counted(model, item, iteration)});
    }
  }
}

Totals totals_of(const CellTable& cells, const std::string& model) {
  Totals totals;
  each_case(cells, model, [&](const Case& each) { totals.add(each); });
  return totals;
}

std::string element(const Case& each) {
  if (each.counted == nullptr) return R"(<skipped message="it has no record"/>)";
  const std::string reason = escape_markup(reason_of(*each.counted));
  const std::string_view outcome = core::to_id(each.counted->outcome());
  if (each.failed()) return fmt::format(R"(<failure type="{}" message="{}"/>)", outcome, reason);
  if (each.skipped()) return fmt::format(R"(<skipped message="{}: {}"/>)", outcome, reason);
  return "";
}

std::string to_xml(const Case& each, const std::string& model) {
  const std::string head = fmt::format(R"(    <testcase classname="{}" name="{}" time="{:.3f}")", escape_markup(model),
                                       escape_markup(each.name), each.counted ? each.counted->seconds() : 0.0);
  const std::string inside = element(each);
  return inside.empty() ? head + "/>\n" : head + ">" + inside + "</testcase>\n";
}

}  // namespace

void write_junit(const Report&, const CellTable& cells, const ReadCell&, const WriteFile& write_file,
                 const WriteOptions&) {
  const core::Manifest& run = cells.data().manifest;
  write_file("junit.xml", [&](const Append& append) {
    Totals all;
    for (const core::ModelFacts& facts : run.models) all.add(totals_of(cells, facts.model.id));
    append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    append(fmt::format("<testsuites name=\"{}\" {}>\n", escape_markup(run.run_id), all.attributes()));
    for (const core::ModelFacts& facts : run.models) {
      const std::string& model = facts.model.id;
      append(fmt::format("  <testsuite name=\"{}\" {}>\n", escape_markup(model), totals_of(cells, model).attributes()));
      each_case(cells, model, [&](const Case& each) { append(to_xml(each, model)); });
      append("  </testsuite>\n");
    }
    append("</testsuites>\n");
  });
}

}  // namespace quantladder::report
