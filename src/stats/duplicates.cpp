#include "quantladder/stats/duplicates.h"

#include <algorithm>
#include <map>
#include <set>

namespace quantladder::stats {
namespace {

bool is_known(const Fingerprint& fingerprint) {
  return !fingerprint.empty() &&
         std::none_of(fingerprint.begin(), fingerprint.end(), [](const std::string& hash) { return hash.empty(); });
}

}  // namespace

std::vector<std::optional<std::size_t>> find_duplicates(std::span<const Fingerprint> iterations) {
  std::map<Fingerprint, std::size_t> first_seen;
  std::vector<std::optional<std::size_t>> result(iterations.size());
  for (std::size_t i = 0; i < iterations.size(); ++i) {
    if (!is_known(iterations[i])) continue;
    const auto [earlier, is_new] = first_seen.try_emplace(iterations[i], i);
    if (!is_new) result[i] = earlier->second;
  }
  return result;
}

int count_distinct(std::span<const std::string> hashes) {
  std::set<std::string> distinct(hashes.begin(), hashes.end());
  distinct.erase("");
  return static_cast<int>(distinct.size());
}

}  // namespace quantladder::stats
