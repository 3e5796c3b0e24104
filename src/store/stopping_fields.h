// The fields of stopping.json.
#pragma once

#include "quantladder/core/stopping_log.h"
#include "store/fields.h"

namespace quantladder::store {

template <>
struct Fields<core::StoppingPlan> {
  using T = core::StoppingPlan;
  static constexpr auto all =
      std::tuple(field("n_max", &T::n_max), field("alpha", &T::alpha), field("margin", &T::margin),
                 field("baseline", &T::baseline), field("candidates", &T::candidates));
};

// The log's own words for the two sides.
inline constexpr core::NamedValue<core::Side> kSides[] = {
    {core::Side::none, ""}, {core::Side::a, "candidate"}, {core::Side::b, "baseline"}};

inline std::string_view name_of(core::Side side) { return kSides[static_cast<std::size_t>(side)].id; }

inline std::optional<core::Side> side_named(std::string_view name) {
  for (const auto& row : kSides) {
    if (row.id == name) return row.value;
  }
  return std::nullopt;
}

template <>
struct Fields<core::Decision> {
  using T = core::Decision;
  static constexpr auto all =
      std::tuple(field("verdict", &T::verdict), text_field("better", &T::better, name_of, side_named));
};

template <>
struct Fields<core::ComparisonLook> {
  using T = core::ComparisonLook;
  static constexpr auto all =
      std::tuple(field("candidate", &T::candidate), field("n", &T::n), field("difference", &T::difference),
                 field("boundary", &T::boundary), field("alpha_planned", &T::alpha_planned),
                 field("alpha_spent", &T::alpha_spent), field("repeated_lo", &T::repeated_lo),
                 field("repeated_hi", &T::repeated_hi), field("repeated_level", &T::repeated_level),
                 field("predictive", &T::predictive), field("outcome", &T::outcome), fields_of(&T::decision));
};

template <>
struct Fields<core::StoppingLook> {
  using T = core::StoppingLook;
  static constexpr auto all = std::tuple(field("round", &T::round), field("at", &T::at), field("stop", &T::stop),
                                         field("reason", &T::reason), field("comparisons", &T::comparisons));
};

template <>
struct Fields<core::StoppingLog> {
  using T = core::StoppingLog;
  static constexpr auto all =
      std::tuple(field("schema", &T::schema), field("plan", &T::plan), field("looks", &T::looks));
};

}  // namespace quantladder::store
