// Files by size, distance from the baseline and speed: which of them no other one beats.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "quantladder/report/comparison.h"

namespace quantladder::report {

// One file beats another where it is no larger, shown to be closer, and shown to be slower by less than 5 %, if at all.
enum class FrontPlace {
  front,      // no other file looks better in all three
  undecided,  // another one looks better in all three, and is not shown to be
  beaten,     // another one is shown to be
};

struct FrontEntry {
  std::string model;
  FrontPlace place = FrontPlace::front;
  std::vector<std::string> by;  // who beats it, or may
  // As published; nullopt where the set gives none. They compare with nothing outside this set.
  std::optional<double> efficiency;  // sqrt(s^2 + k^2): size and KL divergence, each scaled to 0..1 over the set
  std::optional<double> mdl_norm;    // 8 GiB + log2 of the perplexity
};

struct Front {
  std::string speed;  // the measure that speeds are of; empty: there is none, so size and distance decide
  double alpha = 0;   // the chance that any of them is called beaten which is not
  std::vector<FrontEntry> entries;

  const FrontEntry* find(const std::string& model) const;  // nullptr: it is not among them
};

// Returns the models that have a size and a KL divergence; none where fewer than two have. Those that a screening
// dropped are beaten by whoever was shown to beat them then, and the others are looked at once more.
std::optional<Front> find_front(const CellTable& table, const Summary& summary);

// A look of a screening at the models that it has not dropped yet: which of them are shown to be beaten, and the ones
// that were compared. `alpha`: the chance that any of them is called so and is not.
core::ScreeningLook look_for_beaten(const CellTable& table, const Summary& summary, double alpha);

}  // namespace quantladder::report

template <>
inline constexpr std::array<quantladder::core::NamedValue<quantladder::report::FrontPlace>, 3>
    quantladder::core::kIds<quantladder::report::FrontPlace>{{{quantladder::report::FrontPlace::front, "front"},
                                                              {quantladder::report::FrontPlace::undecided, "undecided"},
                                                              {quantladder::report::FrontPlace::beaten, "beaten"}}};
