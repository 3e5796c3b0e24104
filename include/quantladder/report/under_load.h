// What requests in flight do to the answers: arms of one model that differ in their number alone.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "quantladder/report/comparison.h"

namespace quantladder::report {

// An arm beside the first arm of its model.
struct LoadedArm {
  std::string model;
  std::string against;
  int in_flight = 1;
  int in_flight_against = 1;
  int cells = 0;  // (task, iteration) pairs with an answer in both
  int same_text = 0;
  int same_outcome = 0;
  std::optional<Comparison> score;  // its one pair; absent: there is no score
};

// Returns the arms in the run's order, without those that others are compared with.
std::vector<LoadedArm> find_under_load(const CellTable& table, const Summary& summary);

// Returns the verdict on two such arms as a sentence: "a@8 against a@1: the score at 8 requests in flight is equivalent
// to that at 1 within +-5 points". The numbers are of the pair's a and b.
std::string load_sentence(const Comparison& comparison, const stats::PairComparison& pair, int in_flight_a,
                          int in_flight_b);

}  // namespace quantladder::report
