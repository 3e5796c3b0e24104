// Evidence -> verdict -> words.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "quantladder/core/verdict.h"
#include "quantladder/stats/interval.h"

namespace quantladder::stats {

using core::Decision;
using core::Side;
using core::Verdict;

struct Evidence {
  double advantage = 0;          // of A; its sign names the better side
  int n = 0;                     // pairs (unpaired: the smaller side); below 5 there is no verdict
  std::optional<double> p_holm;  // family-adjusted
  std::optional<double> tost_p_holm;
};
Decision decide(const Evidence& evidence, double alpha = kDefaultAlpha);

struct VerdictWords {
  std::string a;
  std::string b;
  double margin = 0;
  std::string unit;  // "points", "%"
  std::optional<double> mde;
  std::optional<int> n_needed;
  int n = 0;                           // that there are: told is only what is still missing
  std::string counted = "iterations";  // what n and n_needed count
};
// "A better", "A better, but by less than 5 points", "equivalent within +-5 points",
// "undecided (could only detect >= 12.3 points; about 77 iterations needed)"; what is unknown is left out.
std::string to_words(const Decision& decision, const VerdictWords& words);

}  // namespace quantladder::stats
