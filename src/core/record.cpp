#include "quantladder/core/record.h"

#include <fmt/format.h>

namespace quantladder::core {

std::string to_string(const CellId& cell) {
  return fmt::format("{}/{}/iteration {}", cell.model, cell.task, cell.iteration);
}

const Record* counting_attempt(const std::vector<const Record*>& attempts) {
  for (auto attempt = attempts.rbegin(); attempt != attempts.rend(); ++attempt) {
    if (is_settled((*attempt)->outcome())) return *attempt;
  }
  return attempts.empty() ? nullptr : attempts.back();
}

}  // namespace quantladder::core
