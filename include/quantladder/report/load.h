// What suites of load tell: figures of each level and turn, what is left of them under load, and how many of the
// requests were served well.
//
// Times are in ms and rates in tokens/s. A figure of several episodes is their median; one that is not known is absent.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "quantladder/core/load_item.h"
#include "quantladder/core/service_level.h"
#include "quantladder/report/cell_table.h"
#include "quantladder/stats/interval.h"

namespace quantladder::report {

// A turn of the primary conversation at one level.
struct LoadedTurn {
  int turn = 1;
  int episodes = 0;                    // that have an answer to it
  int truncated = 0;                   // that have none: the history outgrew the context
  std::optional<double> queue_ms;      // from the due time to the headers, which a server sends with a slot
  std::optional<double> ttft_ms;       // from the due time to the first token
  std::optional<double> sent_ttft_ms;  // from sending it
  std::optional<double> gap_p50_ms;    // inter-token latency between two events with text
  std::optional<double> gap_p90_ms;
  std::optional<double> gap_p99_ms;
  std::optional<double> event_tokens;  // tokens per event
  std::optional<double> tokens_per_s;  // tg by the server's clock
  std::optional<double> prompt_per_s;  // pp by the server's clock
  std::optional<double> total_ms;
  std::optional<double> tokens;
  std::optional<double> cached;  // prompt tokens from the cache
  double in_flight = 0;          // time-weighted mean while it ran, itself included
  int most_in_flight = 0;
  std::optional<double> least_loaded;  // share of its time with side work in flight, in the episode with least
  int judged = 0;
  int passed = 0;
};

// How much of a figure is left: paired by iteration with the same turn at level 1.
struct Degradation {
  std::string figure;  // "TTFT", "tokens/s", "total time"
  int turn = 1;
  int pairs = 0;
  std::optional<double> ratio;              // geometric mean of loaded / alone
  std::optional<stats::Interval> interval;  // t, on the log scale
  std::optional<double> p;                  // exact sign flip of the log ratios
  std::optional<double> p_holm;             // over the levels of suite and mode whose figure and turn were compared
  std::string why_not;                      // of total times: why they are not compared; empty: they are
};

struct Share {
  int k = 0;
  int n = 0;
  std::optional<stats::Interval> interval;  // Wilson, in [0, 1]
};

// One item of one model: a level in a mode.
struct LoadedLevel {
  std::string model;
  std::string suite;
  std::string item;  // its name in the run
  core::LoadItem load;
  core::ServiceLevel service;
  int episodes = 0;                     // measured ones
  std::map<core::Outcome, int> voided;  // attempts at an episode by their fault; one that was not run is none
  std::vector<LoadedTurn> turns;
  std::vector<Degradation> degradation;  // empty at level 1, and where level 1 was not measured
  std::optional<double> tokens_per_s;    // of all agents together inside the window
  Share good;  // requests within the service level, of those due in the window, not cut, and whose tokens are known
  std::optional<double> good_per_s;     // requests within the service level that ended in the window, by its seconds
  std::optional<double> arrived_per_s;  // of an open mode: side conversations that came, from the first to the last
  std::optional<double> ended_per_s;    // likewise those that ended: fewer, where the server does not keep up
  std::optional<double> slots_busy;     // time-weighted mean of requests that had a slot, over the window
  int requests = 0;
  int cut = 0;
  std::map<core::Outcome, int> outcomes;  // of the requests that were not cut
  Share side_right;                       // answers of side conversations that pass their hidden tests
  Share keywords_right;                   // likewise by the published rule
  std::optional<double> late_ms;          // worst time from due to sent
  std::optional<double> read_lag_ms;      // worst time from an arrival to its read
  std::optional<double> cpu_share;        // of one core that this program took, the worst episode's
  std::optional<double> peak_mib;         // memory of the server, the largest
  std::optional<double> energy_j;         // of an episode
};

struct LoadReport {
  std::vector<LoadedLevel> levels;  // by model, then in the run's order of items
  // Figures whose cause may be the client, with the level from which on, and open levels that outran the server.
  std::vector<std::string> doubts;
};

// Returns what the suites of kind load of a run tell; without levels where there are none.
LoadReport summarise_load(const CellTable& table);

}  // namespace quantladder::report
