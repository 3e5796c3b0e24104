// The fields of what a cell of code holds.
#pragma once

#include "quantladder/core/answered.h"
#include "store/fields.h"
#include "store/model_fields.h"

namespace quantladder::store {

template <>
struct Fields<core::ServerTimings> {
  using T = core::ServerTimings;
  static constexpr auto all =
      std::tuple(field("cache_n", &T::cache_n), field("prompt_n", &T::prompt_n), field("prompt_ms", &T::prompt_ms),
                 field("predicted_n", &T::predicted_n), field("predicted_ms", &T::predicted_ms),
                 field("draft_n", &T::draft_n), field("draft_n_accepted", &T::draft_n_accepted));
};

template <>
struct Fields<core::Usage> {
  using T = core::Usage;
  static constexpr auto all =
      std::tuple(field("prompt_tokens", &T::prompt_tokens), field("completion_tokens", &T::completion_tokens),
                 field("cached_tokens", &T::cached_tokens), field("reasoning_tokens", &T::reasoning_tokens));
};

template <>
struct Fields<core::Generation> {
  using T = core::Generation;
  static constexpr auto all = std::tuple(
      field("finish", &T::finish), field("fault", &T::fault), field("http_status", &T::http_status),
      field("text", &T::text), field("reasoning", &T::reasoning), field("text_sha256", &T::text_sha256),
      field("seed", &T::seed), field("in_flight", &T::in_flight), field_if_set("mean_in_flight", &T::mean_in_flight),
      field("started_at", &T::started_at), field_if_set("late_ms", &T::late_ms),
      field("first_byte_ms", &T::first_byte_ms), field("first_reasoning_ms", &T::first_reasoning_ms),
      field("first_content_ms", &T::first_content_ms), field("total_ms", &T::total_ms), computed("tokens", &T::tokens),
      computed("tokens_per_s", &T::tokens_per_s), field("arrivals_ms", &T::arrivals_ms), field("timings", &T::timings),
      field("usage", &T::usage), field("doubts", &T::doubts));
};

template <>
struct Fields<core::TestResult> {
  using T = core::TestResult;
  static constexpr auto all = std::tuple(field("id", &T::id), field("status", &T::status));
};

template <>
struct Fields<core::Judgement> {
  using T = core::Judgement;
  static constexpr auto all = std::tuple(
      field("outcome", &T::outcome), field("reason", &T::reason), field_if_set("points_earned", &T::earned),
      field("tests_passed", &T::tests_passed), field("tests_total", &T::tests_total), field("tests", &T::tests),
      zero_is_unknown("wall_ms", &T::wall_ms), field("repeated_alone", &T::repeated_alone), field("rule", &T::rule),
      field("extractor", &T::extractor), field("tests_sha256", &T::tests_sha256), field("sandbox", &T::sandbox),
      map_if_any("runtimes", &T::runtimes), field("log", &T::log), field("judged_at", &T::judged_at),
      field("while_generating", &T::while_generating));
};

template <>
struct Fields<core::Answered> {
  using T = core::Answered;
  static constexpr auto all =
      std::tuple(field("prompt_sha256", &T::prompt_sha256), field("points", &T::points), field("request", &T::request),
                 json_text("request_body", &T::request_json), field("generation", &T::generation),
                 field("judgements", &T::judgements), field_if_set("imported_seed", &T::imported_seed));
};

}  // namespace quantladder::store
