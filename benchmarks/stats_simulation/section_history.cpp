#include <algorithm>
#include <cstdio>

#include "stats_simulation/histories.h"
#include "stats_simulation/sections.h"

namespace quantladder::simulation {
namespace {

// Half of 0.05 is for the score, a quarter for each speed.
constexpr double kScoreAlpha = 0.025;
constexpr double kSpeedAlpha = 0.0125;
constexpr int kYear = 365;

// A year of nights takes seconds, so there are fewer of them.
int years(const Options& options) { return std::max(100, options.replications / 10); }

void print_equal_years(const Options& options, Random& random) {
  std::printf("| %d equal nights | any false alarm | promised |\n|---|---|---|\n", kYear);
  for (const Population& population : {pooled(), ceiling(), middle()}) {
    for (const double repeated : {0.0, 0.5}) {
      const double share =
          false_alarms(NightlyScores{population, 15, repeated}, kYear, kScoreAlpha, years(options), random);
      std::printf("| score, %s, %g %% repeated | %.4f | %g |\n", population.name.c_str(), 100 * repeated, share,
                  kScoreAlpha);
      std::fflush(stdout);
    }
  }
  for (const double odd : {0.0, 0.05}) {
    const double share = false_alarms(NightlySpeeds{0.005, odd}, kYear, kSpeedAlpha, years(options), random);
    std::printf("| speed, %g %% odd nights | %.4f | %g |\n", 100 * odd, share, kSpeedAlpha);
    std::fflush(stdout);
  }
  std::printf("\n");
}

void print_drops(const Options& options, Random& random) {
  std::printf("| population | nights before | drop, within nights | flagged | its night named | nights taken |\n");
  std::printf("|---|---|---|---|---|---|\n");
  for (const Population& population : {pooled(), ceiling(), middle()}) {
    for (const int before : {1, 2, 5, 20, 100}) {
      for (const auto& [points, within] : {std::pair{20.0, 5}, std::pair{10.0, 14}}) {
        const int histories = before >= 100 ? years(options) : options.replications;
        const Detection got =
            detection(NightlyScores{population}, {before, points, within}, kScoreAlpha, histories, random);
        std::printf("| %s | %d | %g points, %d | %.3f | %.2f | %.1f |\n", population.name.c_str(), before, points,
                    within, got.flagged, got.right_night, got.mean_nights);
        std::fflush(stdout);
      }
    }
  }
  std::printf("\n");
}

void print_slower(const Options& options, Random& random) {
  std::printf("| speed, nights before | slower by, within nights | flagged | nights taken |\n|---|---|---|---|\n");
  for (const int before : {14, 28, 60}) {
    const Detection got =
        detection(NightlySpeeds{0.005, 0.05}, {before, 3, 14}, kSpeedAlpha, options.replications, random);
    std::printf("| %d | 3 %%, 14 | %.3f | %.1f |\n", before, got.flagged, got.mean_nights);
    std::fflush(stdout);
  }
  std::printf("\n");
}

}  // namespace

void print_history(const Options& options) {
  std::printf("## Nights: what is flagged of a model over them, 15 iterations a night\n\n");
  Random random = stream(options, 17);
  print_drops(options, random);
  print_slower(options, random);
  const double again =
      alarms_after_drop(NightlyScores{pooled()}, {20, 20, 5}, 100, kScoreAlpha, years(options), random);
  std::printf("After a drop of 20 points, 100 equal nights raise another alarm: %.4f\n\n", again);
  print_equal_years(options, random);
}

}  // namespace quantladder::simulation
