// Runs of a suite of load, with episodes whose times are known.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "ladder_fixture.h"
#include "quantladder/core/episode.h"
#include "quantladder/report/load.h"

namespace quantladder::report::fixture {

inline core::Exchange answered(int agent, int turn, double sent_ms, double ended_ms, double ttft_ms, int tokens) {
  core::Exchange each;
  each.agent = agent;
  each.turn = turn;
  each.conversation = agent == 0 ? "main" : "S1";
  each.task = agent == 0 ? "T" + std::to_string(turn) : "S1";
  each.due_ms = sent_ms - 1;
  each.sent_ms = sent_ms;
  each.ended_ms = ended_ms;
  each.outcome = core::Outcome::pass;
  core::Generation& generation = each.generation;
  generation.finish = core::Finish::stop;
  generation.total_ms = ended_ms - sent_ms;
  generation.first_byte_ms = ttft_ms / 2;
  generation.first_content_ms = ttft_ms;
  generation.late_ms = 1;
  const double gap = (generation.total_ms - ttft_ms) / (tokens - 1);
  for (int i = 0; i < tokens; ++i) generation.arrivals_ms.push_back(ttft_ms + gap * i);
  generation.timings = core::ServerTimings{.cache_n = 0,
                                           .prompt_n = 50,
                                           .prompt_ms = ttft_ms,
                                           .predicted_n = tokens,
                                           .predicted_ms = generation.total_ms - ttft_ms};
  return each;
}

inline void add_load_suite(RunData& data, const std::string& id, const std::vector<std::string>& items,
                           int iterations) {
  core::SuiteFacts suite{.id = id, .version = "1.0.0", .kind = core::SuiteKind::load};
  suite.iterations = iterations;
  suite.service = core::ServiceLevel{100, 50};
  for (const std::string& item : items) suite.items.push_back({.id = item});
  data.manifest.suites.push_back(std::move(suite));
}

// A run of the suite "talk" with these items; episodes are added to it.
inline RunData load_run(const std::vector<std::string>& items, int iterations) {
  RunData data = empty_run(iterations);
  data.manifest.suites.clear();
  add_load_suite(data, "talk", items, iterations);
  data.manifest.models.push_back({});
  data.manifest.models.back().model.id = "q4";
  return data;
}

inline core::Record& add_episode(RunData& data, const std::string& item, int iteration,
                                 const std::vector<core::Exchange>& exchanges, double window_ms,
                                 const std::string& suite = "talk") {
  core::Record record;
  record.cell = {"q4", suite, item, iteration};
  core::Episode episode;
  episode.item = *core::parse_load_item(item);
  episode.outcome = core::Outcome::measured;
  episode.window_ms = window_ms;
  episode.exchanges = exchanges;
  record.payload = std::move(episode);
  return data.records.emplace_back(std::move(record));
}

inline core::Episode& episode_of(core::Record& record) { return std::get<core::Episode>(record.payload); }

inline const LoadedLevel& level_of(const LoadReport& report, const std::string& item) {
  return *std::find_if(report.levels.begin(), report.levels.end(), [&](const auto& each) { return each.item == item; });
}

// Alone the turn takes 100 ms at 100 tokens/s behind a TTFT of 10 ms (and 1 ms late); at level 2 it is twice as slow.
// The iterations differ a little.
inline void add_two_levels(RunData& data, int iterations, const std::string& suite = "talk") {
  for (int i = 1; i <= iterations; ++i) {
    const double more = i;
    add_episode(data, "sustained@1", i, {answered(0, 1, 1, 101 + more, 9, 10)}, 101 + more, suite);
    add_episode(data, "sustained@2", i, {answered(1, 1, -50, 150, 20, 20), answered(0, 1, 1, 201 + 2 * more, 19, 10)},
                201 + 2 * more, suite);
  }
}

inline RunData two_levels(int iterations) {
  RunData data = load_run({"sustained@1", "sustained@2"}, iterations);
  add_two_levels(data, iterations);
  return data;
}

}  // namespace quantladder::report::fixture
