// Which files are shown to be beaten by which: the front and the screening of a run go by the same.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "quantladder/report/front.h"
#include "quantladder/stats/stratified.h"
#include "quantladder/stats/two_way.h"

namespace quantladder::report {

// What one file is against another one.
struct Against {
  bool is_no_larger = false;
  std::optional<double> nearer;        // mean over the domains of the other's KL divergence minus its own, in nats
  std::optional<double> nearer_bound;  // which that is above with the chance of this look
  std::optional<double> speed;         // ratio of its tokens/s to the other's
  std::optional<double> speed_bound;   // likewise
  bool is_origin = false;              // the distances are from it, so it is nearer by definition

  bool looks_better(bool with_speed) const;  // by the means
  bool is_better(bool with_speed) const;     // by the bounds: nearer, and not slower by 5 % or more
};

// By how much `a` is nearer to what distances are from: nats over the chunks that both have, with the bound that it is
// above at `alpha`. nullopt: they share none, or one of them is what distances are from.
std::optional<stats::StratifiedMean> nearer_by(const ModelSummary& a, const ModelSummary& b, double alpha);

class Dominance {
 public:
  // Compares models that have a size and a KL divergence. `alpha`: the chance that of all of them any is called beaten
  // which is not; each pair gets an equal share of it.
  Dominance(const CellTable& table, std::vector<const ModelSummary*> models, double alpha);

  // The measure that speeds are of; empty: fewer than two models have one, so size and distance decide.
  const std::string& speed() const { return speed_; }
  Against against(const ModelSummary& a, const ModelSummary& b) const;

 private:
  void compare_speeds(const CellTable& table);

  std::vector<const ModelSummary*> models_;
  std::string speed_;
  double alpha_of_pair_;
  std::optional<stats::TwoWay> speeds_;            // logs of the rates by round
  std::map<std::string, std::size_t> speed_rows_;  // by model
};

}  // namespace quantladder::report
