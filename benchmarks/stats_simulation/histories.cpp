#include "stats_simulation/histories.h"

#include <algorithm>
#include <cmath>

namespace quantladder::simulation {
namespace {

using stats::HistoryNight;
using stats::NightLook;
using stats::NightValue;
using History = std::vector<HistoryNight>;

double score_of_one(const Population& population, Random& random) {
  const Credits credits = draw(population, random);
  double score = 0;
  for (std::size_t i = 0; i < credits.size(); ++i) score += credits[i] * population.points[i];
  return score;
}

// Adds nights to a history; texts are numbered, and those of `from` on may be repeated.
void add_nights(const NightlyScores& model, int nights, std::size_t from, History& history, Random& random) {
  for (int night = 0; night < nights; ++night) {
    HistoryNight one;
    for (int i = 0; i < model.iterations; ++i) {
      const auto block = static_cast<std::size_t>(i);
      if (history.size() > from && random.uniform() < model.repeated) {
        one.values.push_back(history[from + random.index(history.size() - from)].values[block]);
      } else {
        one.values.push_back({block, score_of_one(model.population, random), history.size() + 1});
      }
    }
    history.push_back(std::move(one));
  }
}

void add_nights(const NightlySpeeds& speeds, int nights, double factor, History& history, Random& random) {
  for (int night = 0; night < nights; ++night) {
    double speed = std::exp(speeds.sd * random.normal()) * factor;
    if (random.uniform() < speeds.odd) speed *= 1 - random.uniform() / 2;
    history.push_back({{NightValue{0, speed, 0}}});
  }
}

bool is_flagged(const NightLook& look) { return look.change.has_value(); }

// Adds up what the looks from night `before` on show of a drop at that night.
void count(const std::vector<NightLook>& looks, const Drop& drop, Detection& sums) {
  const auto first = looks.begin() + drop.before;
  const auto found = std::find_if(first, looks.end(), is_flagged);
  if (found == looks.end() || found->change->centre_since >= found->change->centre_before) return;
  sums.flagged += 1;
  sums.right_night += found->change->begun == static_cast<std::size_t>(drop.before);
  sums.mean_nights += static_cast<double>(found - first) + 1;
}

Detection share(const Detection& sums, int replications) {
  const double flagged = std::max(1.0, sums.flagged);
  return {sums.flagged / replications, sums.right_night / flagged, sums.mean_nights / flagged};
}

History with_drop(const NightlyScores& model, const Drop& drop, int after, Random& random) {
  History history;
  add_nights(model, drop.before, 0, history, random);
  NightlyScores worse = model;
  worse.population = shifted(model.population, drop.points);
  add_nights(worse, after, history.size(), history, random);
  return history;
}

}  // namespace

double false_alarms(const NightlyScores& model, int nights, double alpha, int replications, Random& random) {
  double alarms = 0;
  for (int i = 0; i < replications; ++i) {
    History history;
    add_nights(model, nights, 0, history, random);
    const auto looks = stats::look_at_history(history, alpha);
    alarms += std::any_of(looks.begin(), looks.end(), is_flagged);
  }
  return alarms / replications;
}

Detection detection(const NightlyScores& model, const Drop& drop, double alpha, int replications, Random& random) {
  Detection sums;
  for (int i = 0; i < replications; ++i) {
    count(stats::look_at_history(with_drop(model, drop, drop.within, random), alpha), drop, sums);
  }
  return share(sums, replications);
}

double alarms_after_drop(const NightlyScores& model, const Drop& drop, int nights, double alpha, int replications,
                         Random& random) {
  double alarms = 0;
  for (int i = 0; i < replications; ++i) {
    const auto looks = stats::look_at_history(with_drop(model, drop, nights, random), alpha);
    alarms += std::count_if(looks.begin() + drop.before, looks.end(), is_flagged) > 1;
  }
  return alarms / replications;
}

double false_alarms(const NightlySpeeds& speeds, int nights, double alpha, int replications, Random& random) {
  double alarms = 0;
  for (int i = 0; i < replications; ++i) {
    History history;
    add_nights(speeds, nights, 1, history, random);
    const auto looks = stats::look_at_history(history, alpha, stats::Terms::ranks);
    alarms += std::any_of(looks.begin(), looks.end(), is_flagged);
  }
  return alarms / replications;
}

Detection detection(const NightlySpeeds& speeds, const Drop& drop, double alpha, int replications, Random& random) {
  Detection sums;
  for (int i = 0; i < replications; ++i) {
    History history;
    add_nights(speeds, drop.before, 1, history, random);
    add_nights(speeds, drop.within, 1 - drop.points / 100, history, random);
    count(stats::look_at_history(history, alpha, stats::Terms::ranks), drop, sums);
  }
  return share(sums, replications);
}

}  // namespace quantladder::simulation
