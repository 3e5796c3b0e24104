// The fields of screening.json.
#pragma once

#include "quantladder/core/screening_log.h"
#include "store/fields.h"

namespace quantladder::store {

template <>
struct Fields<core::DroppedModel> {
  using T = core::DroppedModel;
  static constexpr auto all = std::tuple(field("model", &T::model), field("by", &T::by), field("nearer", &T::nearer),
                                         field("nearer_bound", &T::nearer_bound), field("speed", &T::speed),
                                         field("speed_bound", &T::speed_bound), field("seconds", &T::seconds));
};

template <>
struct Fields<core::ScreeningLook> {
  using T = core::ScreeningLook;
  static constexpr auto all = std::tuple(field("stage", &T::stage), field("at", &T::at), field("alpha", &T::alpha),
                                         field("models", &T::models), field("dropped", &T::dropped));
};

template <>
struct Fields<core::ScreeningLog> {
  using T = core::ScreeningLog;
  static constexpr auto all =
      std::tuple(field("schema", &T::schema), field("alpha", &T::alpha), field("looks", &T::looks));
};

}  // namespace quantladder::store
