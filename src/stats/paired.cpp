#include "quantladder/stats/paired.h"

#include <algorithm>

#include "quantladder/stats/describe.h"

namespace quantladder::stats {
namespace {

bool is_sound(const Series& series) {
  const std::size_t n = series.values.size();
  const bool levels_fit = std::all_of(series.levels.begin(), series.levels.end(), [&](const LevelSeries& level) {
    return level.credit.size() == n && all_finite(level.credit);
  });
  return levels_fit && all_finite(series.values) && (series.repeats.empty() || series.repeats.size() == n);
}

bool repeats(const Series& series, std::size_t i) { return !series.repeats.empty() && series.repeats[i]; }

Series pick(const Series& series, const std::vector<std::size_t>& kept) {
  Series result;
  for (const LevelSeries& level : series.levels) result.levels.push_back({level.id, level.points, {}});
  for (const std::size_t i : kept) {
    result.values.push_back(series.values[i]);
    for (std::size_t k = 0; k < series.levels.size(); ++k) {
      result.levels[k].credit.push_back(series.levels[k].credit[i]);
    }
  }
  return result;
}

}  // namespace

std::optional<PairedSeries> make_pairs(const Series& a, const Series& b) {
  if (a.values.size() != b.values.size() || !is_sound(a) || !is_sound(b)) return std::nullopt;
  std::vector<std::size_t> kept;
  for (std::size_t i = 0; i < a.values.size(); ++i) {
    if (!repeats(a, i) && !repeats(b, i)) kept.push_back(i);
  }
  PairedSeries pairs{pick(a, kept), pick(b, kept), {}, static_cast<int>(a.values.size() - kept.size())};
  for (std::size_t i = 0; i < kept.size(); ++i) pairs.differences.push_back(pairs.a.values[i] - pairs.b.values[i]);
  return pairs;
}

PairedSeries first_pairs(const PairedSeries& pairs, std::size_t count) {
  std::vector<std::size_t> kept;
  for (std::size_t i = 0; i < std::min(count, pairs.differences.size()); ++i) kept.push_back(i);
  return {pick(pairs.a, kept),
          pick(pairs.b, kept),
          {pairs.differences.begin(), pairs.differences.begin() + static_cast<std::ptrdiff_t>(kept.size())},
          pairs.dropped_repeats};
}

std::optional<Series> without_repeats(const Series& series) {
  if (!is_sound(series)) return std::nullopt;
  std::vector<std::size_t> kept;
  for (std::size_t i = 0; i < series.values.size(); ++i) {
    if (!repeats(series, i)) kept.push_back(i);
  }
  return pick(series, kept);
}

}  // namespace quantladder::stats
