// How absent figures and intervals look in JSON.
#pragma once

#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "quantladder/stats/interval.h"

namespace quantladder::report {

using Json = nlohmann::ordered_json;

inline Json number(double value) { return std::isfinite(value) ? Json(value) : Json(); }

template <typename T>
Json number(const std::optional<T>& value) {
  if (!value) return Json();
  if constexpr (std::is_floating_point_v<T>) return number(*value);
  return Json(*value);
}

inline Json interval(const stats::Interval& value) { return {{"lo", number(value.lo)}, {"hi", number(value.hi)}}; }
inline Json interval(const std::optional<stats::Interval>& value) { return value ? interval(*value) : Json(); }

inline Json text_or_null(std::string_view text) { return text.empty() ? Json() : Json(text); }

// Server output and paths need not be UTF-8: they are repaired, never a reason to lose a report.
inline std::string dump(const Json& json) { return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n"; }

}  // namespace quantladder::report
