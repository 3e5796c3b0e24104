#include "quantladder/bench/resume.h"

#include <algorithm>

namespace quantladder::bench {

Attempts attempts_by_cell(const std::vector<core::Record>& records) {
  Attempts attempts;
  for (const auto& record : records) attempts[record.cell].push_back(&record);
  for (auto& [cell, list] : attempts) {
    std::sort(list.begin(), list.end(),
              [](const core::Record* a, const core::Record* b) { return a->attempt < b->attempt; });
  }
  return attempts;
}

bool is_settled(const Attempts& attempts, const core::CellId& cell) {
  const auto found = attempts.find(cell);
  return found != attempts.end() && core::is_settled(core::counting_attempt(found->second)->outcome());
}

std::optional<NextAttempt> next_attempt(const Attempts& attempts, const core::CellId& cell, Repeat repeat) {
  const auto found = attempts.find(cell);
  if (found == attempts.end()) return NextAttempt{};
  const bool settled = is_settled(attempts, cell);
  if (settled && repeat == Repeat::missing_only) return std::nullopt;
  const core::Record& newest = *found->second.back();
  return NextAttempt{newest.attempt + 1, settled ? core::AttemptReason{core::Why::rerun, {}}
                                                 : core::AttemptReason::retry_of(newest.outcome())};
}

}  // namespace quantladder::bench
