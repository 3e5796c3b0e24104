// The six axes of the published radar, with the published ends.
#include <algorithm>

#include "quantladder/report/published_load.h"

namespace quantladder::report {
namespace {

// The constants of the published script. A clamped axis is 5 at its best end and loses 1 for each step beyond it.
constexpr double kWordsOfPoint = 20;  // words/s that a point is worth
constexpr double kMissingTtftMs = 100;
constexpr double kMissingLoadedTtftMs = 300;
constexpr double kRatioOfFull = 6;  // a TTFT that did not grow leaves 5 of it
constexpr double kBestTotalMs = 20000;
constexpr double kStepTotalMs = 2500;
constexpr double kBestVramMb = 14000;
constexpr double kStepVramMb = 2500;
constexpr double kLeastOfClamped = 1;

double clamped(double value) { return std::clamp(value, kLeastOfClamped, kRadarEnd); }

}  // namespace

RadarValues published_axes(const RadarInput& input) {
  RadarValues axes;
  if (input.words_per_s) axes[0] = std::min(*input.words_per_s / kWordsOfPoint, kRadarEnd);
  const double alone = input.ttft_ms.value_or(kMissingTtftMs);
  if (alone > 0) axes[1] = clamped(kRatioOfFull - input.loaded_ttft_ms.value_or(kMissingLoadedTtftMs) / alone);
  if (input.loaded_total_ms) axes[2] = clamped(kRadarEnd - (*input.loaded_total_ms - kBestTotalMs) / kStepTotalMs);
  if (input.side_right) axes[3] = *input.side_right * kRadarEnd;
  if (input.loaded_words && input.loaded_total_ms && *input.loaded_total_ms > 0)
    axes[4] = std::min(*input.loaded_words / (*input.loaded_total_ms / 1000) / kWordsOfPoint, kRadarEnd);
  if (input.vram_mb) axes[5] = clamped(kRadarEnd - (*input.vram_mb - kBestVramMb) / kStepVramMb);
  return axes;
}

}  // namespace quantladder::report
