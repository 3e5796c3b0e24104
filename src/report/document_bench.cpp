#include <set>

#include "document_sections.h"
#include "quantladder/report/measure.h"

namespace quantladder::report {

// Lists the tests in the order of the models' own lists, which all models of a run share.
Section bench_section(const Summary& summary) {
  Table table{{{"Test"}}, {}};
  for (const ModelSummary& model : summary.models) table.columns.push_back({model.id(), Form::rate});
  std::set<std::string> there;
  for (const ModelSummary& model : summary.models) {
    for (const TestSpeed& test : model.tests) {
      if (!there.insert(test.name).second) continue;
      table.rows.push_back({test.name});
      for (const ModelSummary& each : summary.models) {
        const auto figure = each.figures.find((test.test.generated > 0 ? "bench_tg:" : "bench_pp:") + test.name);
        const bool known = figure != each.figures.end() && figure->second.value;
        table.rows.back().push_back(known ? Value(*figure->second.value, figure->second.ci) : Value());
      }
    }
  }
  if (table.rows.empty()) return {"Speed in llama-bench", {}};
  return {
      "Speed in llama-bench",
      {Paragraph{"Tokens/s without a server: pp is a prompt, tg is generation, @d behind so many tokens of context. "
                 "Brackets are 95 % intervals over the starts of llama-bench."},
       table}};
}

}  // namespace quantladder::report
