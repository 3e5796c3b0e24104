// The fields of what a cell of load holds.
#pragma once

#include "quantladder/core/episode.h"
#include "store/answered_fields.h"
#include "store/fields.h"
#include "store/model_fields.h"

namespace quantladder::store {

template <>
struct Fields<core::KeywordCheck> {
  using T = core::KeywordCheck;
  static constexpr auto all = std::tuple(field("found", &T::found), field("missing", &T::missing));
};

template <>
struct Fields<core::Exchange> {
  using T = core::Exchange;
  static constexpr auto all = std::tuple(
      field("agent", &T::agent), field("conversation", &T::conversation), field("visit", &T::visit),
      field("turn", &T::turn), field("task", &T::task), field("due_ms", &T::due_ms), field("sent_ms", &T::sent_ms),
      field("ended_ms", &T::ended_ms), field("read_lag_ms", &T::read_lag_ms), field("cut", &T::is_cut),
      field("outgrown", &T::is_outgrown, Absent::keeps_default), field("outcome", &T::outcome),
      field("generation", &T::generation), field("judgements", &T::judgements), field("keywords", &T::keywords),
      field_if_set("words", &T::words), field_if_set("words_per_s", &T::words_per_s));
};

template <>
struct Fields<core::TurnJudgement> {
  using T = core::TurnJudgement;
  static constexpr auto all = std::tuple(field("agent", &T::agent), field("visit", &T::visit), field("turn", &T::turn),
                                         field("judgement", &T::judgement), field("keywords", &T::keywords));
};

template <>
struct Fields<core::EpisodeJudgement> {
  using T = core::EpisodeJudgement;
  static constexpr auto all = std::tuple(field("turns", &T::turns));
};

inline constexpr auto kItemName = [](const core::LoadItem& item) { return core::to_string(item); };

template <>
struct Fields<core::Episode> {
  using T = core::Episode;
  static constexpr auto all = std::tuple(
      text_field("load", &T::item, kItemName, core::parse_load_item), field("outcome", &T::outcome),
      field("reason", &T::reason), field("request", &T::request), field("started_at", &T::started_at),
      field("slots", &T::slots), field("cached", &T::cached), field("lead_in_ms", &T::lead_in_ms),
      field("window_ms", &T::window_ms), field("client_cpu_s", &T::client_cpu_s), field("exchanges", &T::exchanges));
};

}  // namespace quantladder::store
