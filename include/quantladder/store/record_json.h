// Records as JSON text. Doubles survive the round trip; a missing figure is null.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "quantladder/core/record.h"

namespace quantladder::store {

std::string to_json(const core::Record& record);
std::string to_json(const core::Judgement& judgement);
std::string to_json(const core::ServerStart& start);
std::string to_json(const std::vector<core::GivenScore>& scores);

// `source` names the file in the error. Throw core::Error(usage) for anything that is not such a record.
core::Record parse_record(std::string_view json, const std::string& source);
core::Judgement parse_judgement(std::string_view json, const std::string& source);
core::ServerStart parse_server_start(std::string_view json, const std::string& source);
std::vector<core::GivenScore> parse_given_scores(std::string_view json, const std::string& source);

}  // namespace quantladder::store
