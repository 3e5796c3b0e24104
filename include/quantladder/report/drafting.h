// What speculative decoding is worth: models with a draft beside the same models without one.
#pragma once

#include <string>
#include <vector>

#include "quantladder/report/comparison.h"

namespace quantladder::report {

struct DraftedModel {
  std::string model;
  std::string plain;  // the same file with the same other settings and requests, without a draft; empty: there is none
  // By tokens/s in tasks, tokens/s of the speed probe and the score, as far as both have them; one pair each.
  std::vector<Comparison> against_plain;
};

// Returns the models whose server was to draft, or did.
std::vector<DraftedModel> find_drafting(const CellTable& table, const Summary& summary);

}  // namespace quantladder::report
