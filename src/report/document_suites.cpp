// The section on the scores of single suites.
#include <fmt/format.h>

#include "document_sections.h"
#include "text.h"

namespace quantladder::report {
namespace {

Table scores_table(const Summary& summary) {
  Table table{{{"Model"}}, {}};
  for (const SuitePlay& suite : summary.at_play.suites) {
    table.columns.push_back({fmt::format("{} (of {})", suite.suite, to_points(suite.points)), Form::score});
  }
  for (const ModelSummary& model : summary.models) {
    std::vector<Value> row{model.id()};
    for (const SuitePlay& suite : summary.at_play.suites) {
      const auto score = model.suites.find(suite.suite);
      if (score == model.suites.end()) {
        row.emplace_back();
        continue;
      }
      const auto& ci = score->second.ci;
      row.emplace_back(score->second.mean, ci ? std::optional(ci->interval) : std::nullopt);
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

Table differences_table(const std::vector<Comparison>& suites) {
  Table table{{{"Suite"},
               {"Candidate"},
               {"Baseline"},
               {"n", Form::count},
               {"Difference, points", Form::difference},
               {"p", Form::p},
               {"Holm p", Form::p}},
              {}};
  for (const Comparison& comparison : suites) {
    for (const stats::PairComparison& pair : comparison.pairs) {
      table.rows.push_back({comparison.metric.instance, pair.a, pair.b, pair.n,
                            pair.difference ? Value(*pair.difference, pair.ci.interval) : Value(), pair.p,
                            pair.p_holm});
    }
  }
  return table;
}

}  // namespace

Section suites_section(const Report& report) {
  constexpr const char* kTitle = "Scores by suite";
  if (report.summary.at_play.suites.size() < 2) return {kTitle, {}};
  Section section{kTitle, {scores_table(report.summary)}};
  if (report.by_suite.empty()) return section;
  section.blocks.push_back(differences_table(report.by_suite));
  section.blocks.push_back(Paragraph{
      "A diagnostic: Holm p is corrected for all suites and models. The verdict rests on the sum of the suites."});
  return section;
}

}  // namespace quantladder::report
