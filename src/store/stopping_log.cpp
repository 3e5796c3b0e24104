#include "quantladder/store/stopping_log.h"

#include "store/stopping_fields.h"

namespace quantladder::store {

std::string to_json(const core::StoppingLog& log) { return dump(log); }

core::StoppingLog parse_stopping_log(std::string_view json, const std::string& source) {
  return parse_as<core::StoppingLog>(json, source);
}

}  // namespace quantladder::store
