// Simulated histories: nights that are alike, and nights after which something changed.
#pragma once

#include <string>

#include "quantladder/stats/history.h"
#include "stats_simulation/populations.h"

namespace quantladder::simulation {

// A model that is measured every night.
struct NightlyScores {
  Population population;
  int iterations = 15;
  double repeated = 0;  // chance that an iteration repeats the text, and with it the score, of an earlier night
};

// Share of histories of `nights` equal nights with any flagged change.
double false_alarms(const NightlyScores& model, int nights, double alpha, int replications, Random& random);

// What a drop does after `before` equal nights.
struct Drop {
  int before = 20;
  double points = 20;
  int within = 5;  // nights
};
struct Detection {
  double flagged = 0;      // share flagged as worse within that many nights
  double right_night = 0;  // of these: the night of the drop is named as the first
  double mean_nights = 0;  // of these: until it was flagged
};
Detection detection(const NightlyScores& model, const Drop& drop, double alpha, int replications, Random& random);

// Share of histories in which a drop was flagged and one of the `nights` equal nights after it raised an alarm.
double alarms_after_drop(const NightlyScores& model, const Drop& drop, int nights, double alpha, int replications,
                         Random& random);

// One speed a night, log-normal.
struct NightlySpeeds {
  double sd = 0.005;  // of the logarithm
  double odd = 0;     // share of nights on which something else ran: slower by up to a half
};
double false_alarms(const NightlySpeeds& speeds, int nights, double alpha, int replications, Random& random);
// `points`: per cent that the speed falls by.
Detection detection(const NightlySpeeds& speeds, const Drop& drop, double alpha, int replications, Random& random);

}  // namespace quantladder::simulation
