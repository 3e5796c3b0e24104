// The parts of a report in JSON, and how absent figures and intervals look there.
#pragma once

#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "quantladder/report/comparison.h"
#include "quantladder/report/load.h"
#include "quantladder/report/load_search.h"
#include "quantladder/report/published_load.h"

namespace quantladder::report {

using Json = nlohmann::ordered_json;

template <class T>
inline constexpr bool kIsOptional = false;
template <class T>
inline constexpr bool kIsOptional<std::optional<T>> = true;

// Returns null for nullopt, for a number that is not finite and for an empty id, the id of a value of a closed set, and
// {lo, hi} of an interval.
template <class T>
Json to_value(const T& value) {
  if constexpr (kIsOptional<T>) {
    return value ? to_value(*value) : Json();
  } else if constexpr (std::is_enum_v<T>) {
    return core::to_id(value).empty() ? Json() : Json(core::to_id(value));
  } else if constexpr (std::is_floating_point_v<T>) {
    return std::isfinite(value) ? Json(value) : Json();
  } else if constexpr (std::is_base_of_v<stats::Interval, T>) {
    return {{"lo", to_value(value.lo)}, {"hi", to_value(value.hi)}};
  } else {
    return Json(value);
  }
}

inline Json text_or_null(std::string_view text) { return text.empty() ? Json() : Json(text); }

struct Field {
  const char* key;
  Json value;
};
template <class T>
Field field(const char* key, const T& value) {
  return {key, to_value(value)};
}

template <class... Fields>
void put(Json& json, const Fields&... fields) {
  ((json[fields.key] = fields.value), ...);
}

template <class... Fields>
Json object(const Fields&... fields) {
  Json json = Json::object();
  put(json, fields...);
  return json;
}

// Server output and paths need not be UTF-8: they are repaired, never a reason to lose a report.
inline std::string dump(const Json& json) { return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n"; }

// Returns what `json_of` makes of each.
template <class Values, class ToJson>
Json list(const Values& values, ToJson json_of) {
  Json json = Json::array();
  for (const auto& value : values) json.push_back(json_of(value));
  return json;
}

// One entry of `models` in summary.json.
Json model_json(const ModelSummary& model);

Json found_load_json(const FoundLoad& found);
// "load" of summary.json: null without such suites.
Json load_json(const LoadReport& report);
Json published_load_json(const PublishedLoad& load);  // likewise

// Returns what `compare --json` prints, which is also `comparison` of summary.json.
Json comparison_json(const Comparison& comparison);

}  // namespace quantladder::report
