#include "quantladder/core/record.h"

#include <fmt/format.h>

#include <algorithm>

namespace quantladder::core {

std::string to_string(const CellId& cell) {
  return fmt::format("{}/{}/iteration {}", cell.model, cell.task, cell.iteration);
}

const Record* counting_attempt(const std::vector<const Record*>& attempts) {
  for (const auto counts : {is_scored, is_settled}) {
    const auto found = std::find_if(attempts.rbegin(), attempts.rend(),
                                    [&](const Record* attempt) { return counts(attempt->outcome()); });
    if (found != attempts.rend()) return *found;
  }
  return attempts.empty() ? nullptr : attempts.back();
}

}  // namespace quantladder::core
