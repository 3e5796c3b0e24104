#include "quantladder/report/report.h"

namespace quantladder::report {

Report make_report(const CellTable& table, const Limits& limits) {
  Report report{.summary = make_summary(table)};
  if (report.summary.models.size() > 1) report.comparison = compare_models(table, report.summary, {});
  report.advice = advise(table, report.summary, report.comparison, limits);
  return report;
}

}  // namespace quantladder::report
