// The fields of what a cell of fidelity holds.
#pragma once

#include "quantladder/core/fidelity.h"
#include "store/fields.h"
#include "store/program_start_fields.h"

namespace quantladder::store {

template <>
struct Fields<core::Perplexity> {
  using T = core::Perplexity;
  static constexpr auto all =
      std::tuple(field("value", &T::value), field("error", &T::error), field("source", &T::source));
};

template <>
struct Fields<core::FidelityChunk> {
  using T = core::FidelityChunk;
  static constexpr auto all =
      std::tuple(field("positions", &T::positions), field("kld", &T::kld), field("nll", &T::nll),
                 field("base_nll", &T::base_nll), field("same_top", &T::same_top), field("delta_p", &T::delta_p),
                 field("delta_p_rms", &T::delta_p_rms), field("clipped", &T::clipped));
};

template <>
struct Fields<core::KldQuantiles> {
  using T = core::KldQuantiles;
  static constexpr auto all = std::tuple(field("median", &T::median), field("p90", &T::p90), field("p99", &T::p99),
                                         field("p999", &T::p999), field("max", &T::max));
};

template <>
struct Fields<core::BaselineUsed> {
  using T = core::BaselineUsed;
  static constexpr auto all =
      std::tuple(field("model", &T::model), field("key", &T::key), field("form", &T::form), field("bytes", &T::bytes),
                 field("made_at", &T::made_at), field("perplexity", &T::perplexity));
};

template <>
struct Fields<core::Baseline> {
  using T = core::Baseline;
  static constexpr auto all = std::tuple(fields_of(&T::used), field("domain", &T::domain), field("sha256", &T::sha256),
                                         field("ctx", &T::ctx), field("vocabulary", &T::vocabulary),
                                         field("chunks", &T::chunks), field("quantladder", &T::quantladder),
                                         field("per_chunk", &T::per_chunk), field("program_start", &T::start));
};

template <>
struct Fields<core::Fidelity> {
  using T = core::Fidelity;
  static constexpr auto all = std::tuple(
      field("ctx", &T::ctx), field("chunks", &T::chunks), field("outcome", &T::outcome), field("reason", &T::reason),
      field("baseline", &T::baseline), field("is_baseline", &T::is_baseline), field("perplexity", &T::perplexity),
      field("kld_method", &T::kld_method), field("per_chunk", &T::per_chunk), field("kld_quantiles", &T::kld_quantiles),
      field("clipped_mass", &T::clipped_mass), field("program_start", &T::start));
};

}  // namespace quantladder::store
