// How far a model's next-token probabilities (q) are from a baseline's (p), position by position: KL(p || q) in nats.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "quantladder/core/fidelity.h"
#include "quantladder/fidelity/log_probs.h"

namespace quantladder::fidelity {

// What is kept of a baseline's row where all of it would be too much: the most likely tokens, and tokens drawn from the
// rest in proportion to their probability, with replacement. The draws are stratified (one from each equal share of the
// rest's mass) and have a fixed seed per position, so that all models are compared on the same ones.
inline constexpr std::size_t kTop = 256;
inline constexpr std::size_t kDrawn = 128;

struct KeptToken {
  std::uint32_t token = 0;
  std::uint16_t code = 0;
};

struct CompactRow {
  float scale = 0;
  float min_log_prob = 0;
  float tail_mass = 0;                // of the tokens outside the top that have log p > -16
  std::uint16_t scored_code = 0;      // of the token that stands there
  std::array<KeptToken, kTop> top{};  // likeliest first; of equals the lower token first
  std::array<KeptToken, kDrawn> drawn{};

  double log_prob(std::uint16_t code) const { return static_cast<double>(scale) * code + min_log_prob; }
};

// Needs a vocabulary above kTop. `position` numbers the stream's rows from 0.
CompactRow make_compact(const Row& row, std::int32_t scored_token, std::uint64_t position);

struct Position {
  double kld = 0;           // exact, or by the control variate
  double kld_weighted = 0;  // by the weighted sample alone; of a full baseline the same as kld
  double nll = 0;           // of the token that stands there
  double base_nll = 0;
  double delta_p = 0;
  double clipped_mass = 0;  // what p gives to tokens that q's row cuts
  bool same_top = false;
  bool is_clipped = false;  // the token that stands there is cut on either side
};

// The exact one sums p (log p - log q) over the tokens with log p > -16, as llama-perplexity does.
Position compare(const Row& baseline, const Row& model, std::int32_t scored_token);

// With d = log p - log q, and because p and q both sum to 1, the control variate is
//   sum over the top of (p d - p + q) + tail mass x mean over the draws of (d - 1 + e^-d),
// and the weighted sample is sum over the top of p d + tail mass x mean over the draws of d.
Position compare(const CompactRow& baseline, const Row& model, std::int32_t scored_token);

// Below this mean the control variate errs less, above it the weighted sample: e^-d has a heavy tail.
inline constexpr double kControlVariateBelow = 0.1;

struct Figures {
  core::KldMethod method = core::KldMethod::exact;
  std::vector<core::FidelityChunk> per_chunk;
  core::KldQuantiles quantiles;  // linear between the sorted values
  double clipped_mass = 0;
};

// `positions` are those of whole chunks, in order, at least one. Where the baseline is compact, positions[i].kld
// becomes the value of the method that was chosen.
Figures summarise(std::vector<Position>& positions, int per_chunk, core::BaselineForm form);

}  // namespace quantladder::fidelity
