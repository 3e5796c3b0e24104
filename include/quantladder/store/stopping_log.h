// stopping.json: the stopping log as a file.
#pragma once

#include <string>
#include <string_view>

#include "quantladder/core/stopping_log.h"

namespace quantladder::store {

std::string to_json(const core::StoppingLog& log);
// `source` names the file in the error. Throws core::Error(usage).
core::StoppingLog parse_stopping_log(std::string_view json, const std::string& source);

}  // namespace quantladder::store
