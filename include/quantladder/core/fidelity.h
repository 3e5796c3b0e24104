// The payload of a cell of fidelity: how far a model's next-token probabilities are from those of a baseline, on the
// chunks of one domain. KL divergences and log perplexities are in nats, shares and probabilities in [0, 1].
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "quantladder/core/closed_set.h"
#include "quantladder/core/outcome.h"
#include "quantladder/core/program_start.h"

namespace quantladder::core {

// Says what is kept of a baseline's probabilities.
enum class BaselineForm {
  full,     // all of them
  compact,  // the most likely tokens, and a weighted sample of the rest
};
template <>
inline constexpr std::array<NamedValue<BaselineForm>, 2> kIds<BaselineForm>{
    {{BaselineForm::full, "full"}, {BaselineForm::compact, "compact"}}};

// Says how the KL divergence was computed.
enum class KldMethod {
  exact,            // over all tokens that the baseline gives more than e^-16
  control_variate,  // compact baseline, small divergence: the sample estimates only what p d - p + q leaves
  weighted_sample,  // compact baseline, large divergence: the sample estimates the mean of d
};
template <>
inline constexpr std::array<NamedValue<KldMethod>, 3> kIds<KldMethod>{
    {{KldMethod::exact, "exact"},
     {KldMethod::control_variate, "control_variate"},
     {KldMethod::weighted_sample, "weighted_sample"}}};

// Says where a perplexity was read.
enum class PerplexitySource {
  final_estimate,  // the program's last line
  last_chunk,      // its running value behind the last chunk, which has four decimals: the last line was lost
  log_probs,       // the log-probabilities that it wrote, which are cut at 16 nats: both were lost
};
template <>
inline constexpr std::array<NamedValue<PerplexitySource>, 3> kIds<PerplexitySource>{
    {{PerplexitySource::final_estimate, "final_estimate"},
     {PerplexitySource::last_chunk, "last_chunk"},
     {PerplexitySource::log_probs, "log_probs"}}};

struct Perplexity {
  double value = 0;
  std::optional<double> error;  // the program's own, which takes tokens for independent
  PerplexitySource source = PerplexitySource::final_estimate;
};

// Means over the scored positions of one chunk. Those where the token that stands there is cut at 16 nats on either
// side are counted, and are in neither of the two mean negative log-likelihoods.
struct FidelityChunk {
  int positions = 0;
  double kld = 0;
  double nll = 0;       // of the model
  double base_nll = 0;  // of the baseline
  double same_top = 0;  // share of positions where both hold the same token for the likeliest
  double delta_p = 0;   // probability of the token that stands there: model's minus baseline's
  double delta_p_rms = 0;
  int clipped = 0;
};

// Over all scored positions.
struct KldQuantiles {
  double median = 0;
  double p90 = 0;
  double p99 = 0;
  double p999 = 0;
  double max = 0;
};

// What a model was compared with.
struct BaselineUsed {
  std::string model;
  std::string key;  // under which it is cached: a hash of model, text, program and arguments
  BaselineForm form = BaselineForm::full;
  std::uint64_t bytes = 0;
  std::string made_at;
  Perplexity perplexity;
};

// A baseline as it is kept.
struct Baseline {
  BaselineUsed used;
  std::string domain;  // "fidelity/prose"
  std::string sha256;  // of the file of its probabilities
  int ctx = 0;
  int vocabulary = 0;
  int chunks = 0;                        // that the text had: at most as many as were asked for
  std::string quantladder;               // version that wrote it
  std::vector<FidelityChunk> per_chunk;  // against itself
  ProgramStart start;                    // of the program that gave the probabilities
};

struct Fidelity {
  int ctx = 0;     // tokens in a chunk
  int chunks = 0;  // that were asked for
  Outcome outcome = Outcome::not_run;
  std::string reason;  // one line; empty when measured
  std::optional<BaselineUsed> baseline;
  bool is_baseline = false;  // the cell is the baseline's own: its distance is 0 by definition
  std::optional<Perplexity> perplexity;
  std::optional<KldMethod> kld_method;
  std::vector<FidelityChunk> per_chunk;  // in the text's order; empty unless measured
  std::optional<KldQuantiles> kld_quantiles;
  double clipped_mass = 0;  // mean probability that the baseline gives to tokens which the model's row cuts
  ProgramStart start;

  // Return what the chunks say together; 0 without any.
  int positions() const;
  int clipped() const;
  double delta_p() const;
  double delta_p_rms() const;
};

}  // namespace quantladder::core
