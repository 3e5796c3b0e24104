#include "bench/workload.h"

#include <algorithm>
#include <array>

#include "quantladder/core/version.h"

namespace quantladder::bench {

void Sink::commit(const core::Record& record) {
  store_.commit(record);
  records_.push_back(record);
  store::keep_figures(records_.back());
  observer_.on_committed(record);
}

const tasks::Suite* RunScope::find_suite(const core::CellId& cell) const {
  const auto found =
      std::find_if(suites.begin(), suites.end(), [&](const auto& each) { return each.id == cell.suite; });
  return found == suites.end() ? nullptr : &*found;
}

core::Record RunScope::make_record(const PlannedCell& planned, int round) const {
  const tasks::Suite& suite = *find_suite(planned.cell);
  core::Record record;
  record.schema = sink.schema();
  record.cell = planned.cell;
  record.attempt = planned.attempt;
  record.reason_for_attempt = planned.reason;
  record.round = round;
  record.suite_version = suite.version;
  record.quantladder = core::kVersion;
  record.payload = core::empty_payload(suite.kind);
  return record;
}

const WorkloadRow& workload_of(core::SuiteKind kind) {
  static const std::array<const WorkloadRow*, core::kIds<core::SuiteKind>.size()> rows{
      &kCodeWorkload, &kSpeedWorkload, &kFidelityWorkload, &kLoadWorkload};
  return *rows.at(static_cast<std::size_t>(kind));
}

}  // namespace quantladder::bench
