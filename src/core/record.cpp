#include "quantladder/core/record.h"

#include <fmt/format.h>

namespace quantladder::core {

std::string to_string(const CellId& cell) {
  return fmt::format("{}/{}/iteration {}", cell.model, cell.task, cell.iteration);
}

}  // namespace quantladder::core
