#include "quantladder/store/record_json.h"

#include "store/record_fields.h"

namespace quantladder::store {

std::string to_json(const core::Record& record) { return dump(record); }
std::string to_json(const core::Judgement& judgement) { return dump(judgement); }
std::string to_json(const core::ServerStart& start) { return dump(start); }
std::string to_json(const std::vector<core::GivenScore>& scores) { return dump({{"schema", 1}, {"scores", scores}}); }

core::Record parse_record(std::string_view json, const std::string& source) {
  return parse_as<core::Record>(json, source);
}
core::Judgement parse_judgement(std::string_view json, const std::string& source) {
  return parse_as<core::Judgement>(json, source);
}
core::ServerStart parse_server_start(std::string_view json, const std::string& source) {
  return parse_as<core::ServerStart>(json, source);
}
std::vector<core::GivenScore> parse_given_scores(std::string_view json, const std::string& source) {
  return parse_with(json, source,
                    [](const Json& parsed) { return parsed.at("scores").get<std::vector<core::GivenScore>>(); });
}

}  // namespace quantladder::store
