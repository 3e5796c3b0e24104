// Runs of a suite of load, with episodes whose times are known.
#pragma once

#include <string>

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

// A run with these items, of one turn; episodes are added to it.
inline RunData load_run(const std::vector<std::string>& items, int iterations) {
  RunData data = empty_run(iterations);
  core::SuiteFacts suite{.id = "talk", .version = "1.0.0", .kind = core::SuiteKind::load};
  suite.iterations = iterations;
  suite.service = core::ServiceLevel{100, 50};
  for (const std::string& item : items) suite.items.push_back({.id = item});
  data.manifest.suites = {suite};
  data.manifest.models.push_back({});
  data.manifest.models.back().model.id = "q4";
  return data;
}

inline core::Record& add_episode(RunData& data, const std::string& item, int iteration,
                                 const std::vector<core::Exchange>& exchanges, double window_ms) {
  core::Record record;
  record.cell = {"q4", "talk", item, iteration};
  core::Episode episode;
  episode.item = *core::parse_load_item(item);
  episode.outcome = core::Outcome::measured;
  episode.window_ms = window_ms;
  episode.exchanges = exchanges;
  record.payload = std::move(episode);
  return data.records.emplace_back(std::move(record));
}

}  // namespace quantladder::report::fixture
