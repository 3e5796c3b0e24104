// What a published comparison of quantizations printed of several agents on one server, computed as it did: words, not
// tokens; keywords, not tests; one window until all had ended; and six axes of a radar with fixed ends.
//
// It looks only at levels of mode `once`, which is how it was measured; the corrected form prefers `sustained`. Times
// are in ms. A figure of several episodes is their median; one that is not known is absent. What the figures are worth:
// docs/methodology.md.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "quantladder/report/load.h"

namespace quantladder::report {

// One side conversation of a level.
struct PublishedSide {
  std::string task;
  std::optional<double> ttft_ms;
  std::optional<double> total_ms;
  std::optional<double> words_per_s;
  Share right;                       // answers that hold all keywords; n is 0 without a rule
  std::vector<std::string> missing;  // keywords that an answer lacks, each once
};

// Returns "PASS" or "FAIL", of several answers "2/3 PASS", and a dash without a rule.
std::string keyword_verdict(const Share& right);

struct PublishedLevel {
  std::string model;
  std::string suite;
  int level = 1;
  int episodes = 0;
  std::optional<double> total_ms;                  // until all that was sent together had ended
  std::optional<double> ttft_ms;                   // of the primary's first turn, from sending it
  std::vector<std::optional<double>> words_per_s;  // of the primary's turns, in order
  std::optional<double> words;                     // of all answers
  std::optional<double> ttft_change;               // percent more than at level 1; absent at level 1
  std::optional<double> total_change;              // likewise
  std::vector<PublishedSide> side;                 // in the order of their agents
};

// What the radar is computed from; "loaded" is at the highest level.
struct RadarInput {
  std::optional<double> words_per_s;     // of the primary's last turn at level 1
  std::optional<double> ttft_ms;         // of its first turn at level 1
  std::optional<double> loaded_ttft_ms;  // of its first turn
  std::optional<double> loaded_total_ms;
  std::optional<double> side_right;  // share of 1
  std::optional<double> loaded_words;
  std::optional<double> vram_mb;  // 10^6 bytes

  bool stands_in() const { return !ttft_ms || !loaded_ttft_ms; }  // a fixed TTFT stands in for a missing one
};

inline constexpr std::size_t kRadarAxes = 6;
inline constexpr double kRadarEnd = 5;  // of every axis; its other end is 0
inline constexpr std::array<const char*, kRadarAxes> kRadarNames{"Solo speed",         "TTFT stability",
                                                                 "Latency under load", "Side-task accuracy",
                                                                 "Throughput scaling", "VRAM efficiency"};
using RadarValues = std::array<std::optional<double>, kRadarAxes>;  // absent: not known

// Returns the six axes as they were published. Pure.
RadarValues published_axes(const RadarInput& input);

struct PublishedRadar {
  std::string model;
  std::string suite;
  int level = 1;  // the highest that the suite has
  RadarInput input;
  RadarValues axes;
};

// One axis of the corrected form: a figure in its own unit, between two ends that are stated.
struct CorrectedAxis {
  const char* name = "";
  const char* unit = "";
  const char* short_unit = "";  // where room is short
  double worst = 0;             // the ends are a convention, and nothing is clamped to them
  double best = 0;
  std::optional<double> value;
  std::optional<stats::Interval> interval;  // over episodes, of side tasks Wilson's; absent below two episodes
};

struct CorrectedRadar {
  std::string model;
  std::string suite;
  core::LoadItem alone;   // level 1
  core::LoadItem loaded;  // the highest level, of mode sustained where there is one
  int episodes = 0;       // of the loaded level
  std::vector<CorrectedAxis> axes;
};

struct PublishedLoad {
  std::vector<PublishedLevel> levels;     // by suite, model, then level
  std::vector<PublishedRadar> radars;     // of the models with episodes, where a suite has a level above 1
  std::vector<CorrectedRadar> corrected;  // of the models with episodes at level 1 and above
};

// Returns what would have been published of the levels of mode `once` of a run, and the corrected form; empty where
// there are no suites of load.
PublishedLoad publish_load(const CellTable& table);

}  // namespace quantladder::report
