// Comparisons that several tests make: of one pair alone, and of the published pairs.
#pragma once

#include <span>
#include <vector>

#include "quantladder/stats/comparison.h"
#include "stats/reference_pairs.h"

namespace quantladder::stats {

inline std::vector<PairInput> published() {
  std::vector<PairInput> pairs;
  for (const auto& row : reference::kPairs) {
    pairs.push_back({"a", "b", reference::series_of(row.a), reference::series_of(row.b)});
  }
  return pairs;
}

inline PairComparison compare_one(const Series& a, const Series& b, const FamilyOptions& options = {},
                                  Pairing pairing = Pairing::paired) {
  const PairInput pair{"A", "B", a, b, pairing};
  return compare_family(std::span(&pair, 1), options)[0];
}

}  // namespace quantladder::stats
