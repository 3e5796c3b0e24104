#include "quantladder/store/json.h"

#include "store/manifest_fields.h"
#include "store/record_fields.h"
#include "store/screening_fields.h"
#include "store/stopping_fields.h"

namespace quantladder::store {

template <class T>
std::string to_json(const T& value) {
  return dump(value);
}

template <class T>
T parse_json(std::string_view json, const std::string& source) {
  return parse_with(json, source, [](const Json& parsed) { return parsed.get<T>(); });
}

std::string to_json(const std::vector<core::GivenScore>& scores) { return dump({{"schema", 1}, {"scores", scores}}); }

std::vector<core::GivenScore> parse_given_scores(std::string_view json, const std::string& source) {
  return parse_with(json, source,
                    [](const Json& parsed) { return parsed.at("scores").get<std::vector<core::GivenScore>>(); });
}

template std::string to_json(const core::Manifest&);
template std::string to_json(const core::Session&);
template std::string to_json(const core::StoppingLog&);
template std::string to_json(const core::ScreeningLog&);
template std::string to_json(const core::Record&);
template std::string to_json(const core::Judgement&);
template std::string to_json(const core::EpisodeJudgement&);
template std::string to_json(const core::ServerStart&);
template core::Manifest parse_json(std::string_view, const std::string&);
template core::Session parse_json(std::string_view, const std::string&);
template core::StoppingLog parse_json(std::string_view, const std::string&);
template core::ScreeningLog parse_json(std::string_view, const std::string&);
template core::Record parse_json(std::string_view, const std::string&);
template core::EpisodeJudgement parse_json(std::string_view, const std::string&);
template core::Judgement parse_json(std::string_view, const std::string&);
template core::ServerStart parse_json(std::string_view, const std::string&);

}  // namespace quantladder::store
