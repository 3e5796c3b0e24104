#include "quantladder/fidelity/divergence.h"

#include <algorithm>
#include <cmath>
#include <random>

namespace quantladder::fidelity {
namespace {

// The probability of each code of a row: e^(min + scale code) as the product of two table entries, because a row has
// far more tokens than 512 and an exponential costs more than two look-ups.
class Probabilities {
 public:
  Probabilities(double scale, double min_log_prob) {
    for (std::size_t i = 0; i < 256; ++i) {
      low_[i] = std::exp(scale * static_cast<double>(i));
      high_[i] = std::exp(min_log_prob + scale * 256 * static_cast<double>(i));
    }
  }
  double of(std::uint16_t code) const { return high_[code >> 8] * low_[code & 255]; }

 private:
  std::array<double, 256> low_{};
  std::array<double, 256> high_{};
};

// Returns the lowest code whose log p is above -16.
std::uint32_t lowest_counted(double scale, double min_log_prob) {
  if (min_log_prob > -kDepth) return 0;
  if (!(scale > 0)) return 65536;
  auto code = static_cast<std::uint32_t>(std::clamp((-kDepth - min_log_prob) / scale, 0.0, 65536.0));
  while (code <= 65535 && scale * code + min_log_prob <= -kDepth) ++code;
  return code;
}

// The codes of the `kTop` likeliest tokens are above `code`, or equal to it for the first `equal` tokens that have it.
struct TopLimit {
  std::uint16_t code = 0;
  std::size_t equal = 0;
};

TopLimit find_top(std::span<const std::uint16_t> codes) {
  std::vector<std::uint32_t> counts(65536);
  for (const std::uint16_t code : codes) ++counts[code];
  std::size_t above = 0;
  std::size_t code = 65535;
  while (code > 0 && above + counts[code] < kTop) above += counts[code--];
  return {static_cast<std::uint16_t>(code), kTop - above};
}

// Calls `take` for each token outside the top that has a probability to speak of, in the order of the tokens.
template <class Take>
void for_each_of_rest(const Row& row, TopLimit limit, const Take& take) {
  const std::uint32_t lowest = lowest_counted(row.scale, row.min_log_prob);
  for (std::size_t token = 0; token < row.codes.size(); ++token) {
    const std::uint16_t code = row.codes[token];
    if (code > limit.code || code < lowest) continue;
    if (code == limit.code && limit.equal > 0) {
      --limit.equal;
      continue;
    }
    take(token, code);
  }
}

double uniform(std::mt19937_64& random) { return static_cast<double>(random() >> 11) * 0x1.0p-53; }

void draw(const Row& row, TopLimit limit, const Probabilities& probabilities, std::uint64_t position,
          CompactRow& compact) {
  double mass = 0;
  for_each_of_rest(row, limit, [&](std::size_t, std::uint16_t code) { mass += probabilities.of(code); });
  compact.tail_mass = static_cast<float>(mass);
  if (!(mass > 0)) return;
  std::mt19937_64 random(position);
  std::array<double, kDrawn> places{};
  for (std::size_t i = 0; i < kDrawn; ++i) places[i] = (static_cast<double>(i) + uniform(random)) / kDrawn * mass;
  std::size_t next = 0;
  double passed = 0;
  KeptToken last;
  for_each_of_rest(row, limit, [&](std::size_t token, std::uint16_t code) {
    passed += probabilities.of(code);
    last = {static_cast<std::uint32_t>(token), code};
    while (next < kDrawn && places[next] < passed) compact.drawn[next++] = last;
  });
  while (next < kDrawn) compact.drawn[next++] = last;  // rounding may leave the last one behind the end
}

// Fills in what is of the token that stands there.
void take_scored(double log_p, bool is_cut, const Row& model, std::int32_t scored_token, Position& position) {
  const auto token = static_cast<std::size_t>(scored_token);
  const double log_q = model.log_prob(token);
  position.nll = -log_q;
  position.base_nll = -log_p;
  position.delta_p = std::exp(log_q) - std::exp(log_p);
  position.is_clipped = is_cut || model.is_cut_at(token);
}

double quantile(const std::vector<double>& sorted, double share) {
  const double place = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

core::KldQuantiles quantiles_of(const std::vector<Position>& positions) {
  std::vector<double> sorted;
  sorted.reserve(positions.size());
  for (const Position& position : positions) sorted.push_back(position.kld);
  std::sort(sorted.begin(), sorted.end());
  return {quantile(sorted, 0.5), quantile(sorted, 0.9), quantile(sorted, 0.99), quantile(sorted, 0.999), sorted.back()};
}

core::FidelityChunk mean_of(std::span<const Position> positions) {
  core::FidelityChunk chunk;
  const auto n = static_cast<double>(positions.size());
  chunk.positions = static_cast<int>(positions.size());
  for (const Position& position : positions) {
    chunk.kld += position.kld / n;
    chunk.same_top += position.same_top ? 1 : 0;
    chunk.delta_p += position.delta_p / n;
    chunk.delta_p_rms += position.delta_p * position.delta_p / n;
    if (position.is_clipped) {
      ++chunk.clipped;
      continue;
    }
    chunk.nll += position.nll;
    chunk.base_nll += position.base_nll;
  }
  chunk.same_top /= n;
  chunk.delta_p_rms = std::sqrt(chunk.delta_p_rms);
  const int whole = chunk.positions - chunk.clipped;
  chunk.nll = whole > 0 ? chunk.nll / whole : 0;
  chunk.base_nll = whole > 0 ? chunk.base_nll / whole : 0;
  return chunk;
}

}  // namespace

CompactRow make_compact(const Row& row, std::int32_t scored_token, std::uint64_t position) {
  CompactRow compact;
  compact.scale = static_cast<float>(row.scale);
  compact.min_log_prob = static_cast<float>(row.min_log_prob);
  compact.scored_code = row.codes[static_cast<std::size_t>(scored_token)];
  const TopLimit limit = find_top(row.codes);
  std::size_t found = 0;
  std::size_t equal = 0;
  for (std::size_t token = 0; token < row.codes.size() && found < kTop; ++token) {
    const std::uint16_t code = row.codes[token];
    if (code < limit.code || (code == limit.code && equal++ >= limit.equal)) continue;
    compact.top[found++] = {static_cast<std::uint32_t>(token), code};
  }
  std::stable_sort(compact.top.begin(), compact.top.end(),
                   [](const KeptToken& a, const KeptToken& b) { return a.code > b.code; });
  draw(row, limit, Probabilities(row.scale, row.min_log_prob), position, compact);
  return compact;
}

Position compare(const Row& baseline, const Row& model, std::int32_t scored_token) {
  Position position;
  const Probabilities probabilities(baseline.scale, baseline.min_log_prob);
  const std::uint32_t lowest = lowest_counted(baseline.scale, baseline.min_log_prob);
  const bool is_cut = model.is_cut();
  double sum = 0;
  double clipped = 0;
  for (std::size_t token = 0; token < baseline.codes.size(); ++token) {
    const std::uint16_t code = baseline.codes[token];
    if (code < lowest) continue;
    const double p = probabilities.of(code);
    sum += p * (baseline.scale * code + baseline.min_log_prob - model.log_prob(token));
    if (is_cut && model.codes[token] == 0) clipped += p;
  }
  position.kld = position.kld_weighted = sum;
  position.clipped_mass = clipped;
  position.same_top = baseline.top() == model.top();
  const auto token = static_cast<std::size_t>(scored_token);
  take_scored(baseline.log_prob(token), baseline.is_cut_at(token), model, scored_token, position);
  return position;
}

Position compare(const CompactRow& baseline, const Row& model, std::int32_t scored_token) {
  Position position;
  const Row cut{baseline.scale, baseline.min_log_prob, {}};
  for (const KeptToken& kept : baseline.top) {
    const double log_p = baseline.log_prob(kept.code);
    if (log_p <= -kDepth) break;
    const double log_q = model.log_prob(kept.token);
    const double p = std::exp(log_p);
    position.kld_weighted += p * (log_p - log_q);
    position.kld += p * (log_p - log_q) - p + std::exp(log_q);
    if (model.is_cut_at(kept.token)) position.clipped_mass += p;
  }
  const double share = static_cast<double>(baseline.tail_mass) / kDrawn;
  for (const KeptToken& kept : baseline.drawn) {
    if (!(share > 0)) break;
    const double d = baseline.log_prob(kept.code) - model.log_prob(kept.token);
    position.kld_weighted += share * d;
    position.kld += share * (d - 1 + std::exp(-d));
    if (model.is_cut_at(kept.token)) position.clipped_mass += share;
  }
  position.same_top = baseline.top.front().token == model.top();
  take_scored(baseline.log_prob(baseline.scored_code), baseline.scored_code == 0 && cut.is_cut(), model, scored_token,
              position);
  return position;
}

Figures summarise(std::vector<Position>& positions, int per_chunk, core::BaselineForm form) {
  Figures figures;
  if (form == core::BaselineForm::compact) {
    double weighted = 0;
    for (const Position& position : positions) weighted += position.kld_weighted;
    const bool small = weighted / static_cast<double>(positions.size()) < kControlVariateBelow;
    figures.method = small ? core::KldMethod::control_variate : core::KldMethod::weighted_sample;
    for (Position& position : positions) position.kld = small ? position.kld : position.kld_weighted;
  }
  for (const Position& position : positions)
    figures.clipped_mass += position.clipped_mass / static_cast<double>(positions.size());
  const auto size = static_cast<std::size_t>(per_chunk);
  for (std::size_t first = 0; first + size <= positions.size(); first += size)
    figures.per_chunk.push_back(mean_of(std::span(positions).subspan(first, size)));
  figures.quantiles = quantiles_of(positions);
  return figures;
}

}  // namespace quantladder::fidelity
