// The log of a run that drops models on the way: every look at its results, and what each one ruled out. The error rate
// of the tests behind it holds only for all looks together: it is never rewritten, only added to.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace quantladder::core {

// A model that another one was shown to beat: that one is no larger, nearer to the baseline, and not slower by 5 % or
// more. Each bound is what the figure is above with the chance of its look.
struct DroppedModel {
  std::string model;
  std::string by;
  std::optional<double> nearer;  // KL divergence of the model minus that of the one that beats it, in nats; absent:
                                 // that one is the baseline
  std::optional<double> nearer_bound;
  std::optional<double> speed;  // tokens/s of the one that beats it, as a ratio to the model's; absent: not measured
  std::optional<double> speed_bound;
  double seconds = 0;  // that the model was measured for

  friend bool operator==(const DroppedModel&, const DroppedModel&) = default;
};

struct ScreeningLook {
  std::string stage;                // that it was taken after
  std::string at;                   // UTC
  double alpha = 0;                 // its share of the log's
  std::vector<std::string> models;  // that were compared
  std::vector<DroppedModel> dropped;

  friend bool operator==(const ScreeningLook&, const ScreeningLook&) = default;
};

struct ScreeningLog {
  int schema = 1;
  double alpha = 0;                  // the chance that any model is dropped which is not beaten, over all looks
  std::vector<ScreeningLook> looks;  // oldest first

  std::set<std::string> dropped() const;
  const DroppedModel* find(const std::string& model) const;  // nullptr: it was not dropped
  // Look number k gets alpha / (k (k + 1)): however many there will be, they add up to no more than alpha.
  double alpha_of_next_look() const;

  friend bool operator==(const ScreeningLog&, const ScreeningLog&) = default;
};

}  // namespace quantladder::core
