#include "quantladder/core/load_search.h"

#include <fmt/format.h>

#include <cmath>

namespace quantladder::core {
namespace {

std::vector<LoadItem> rates_of(const LoadSearch& search) {
  std::vector<LoadItem> items;
  for (int step = 0;; ++step) {
    // Names of items are short: a rate has four figures.
    const double rate = kLeastSearched * std::pow(2, step / 2.0);
    const auto item = parse_load_item(fmt::format("{}@{:.4g}", to_id(search.mode), rate));
    if (!item || item->per_s > search.most) return items;
    items.push_back(*item);
  }
}

}  // namespace

std::vector<LoadItem> items_of(const LoadSearch& search) {
  if (row_of(search.mode).is_open) return rates_of(search);
  std::vector<LoadItem> items;
  for (int level = 1; level <= static_cast<int>(search.most); ++level)
    items.push_back({.mode = search.mode, .level = level});
  return items;
}

}  // namespace quantladder::core
