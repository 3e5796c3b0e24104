// Runs with what only some charts show: served tests, looks, a screening, server starts over a night, samples.
#pragma once

#include <fmt/format.h>

#include <cmath>
#include <string>

#include "joined_fixture.h"

namespace quantladder::report::fixture {

inline core::Record served_at(const std::string& model, int iteration, double per_s) {
  core::Record record;
  record.cell = {model, "speed", "served-tg50@d100", iteration};
  record.round = iteration;
  core::Timed timed{.test = *core::parse_speed_test("served-tg50@d100"), .outcome = core::Outcome::measured};
  const double luck = 1 + 0.01 * iteration;
  for (const auto& [step, share] : {std::pair(core::ServedStep::greedy, 0.95),
                                    std::pair(core::ServedStep::sampler, 0.95 + 0.004 * std::sin(9.0 * iteration)),
                                    std::pair(core::ServedStep::as_asked, 0.75)}) {
    core::ServedSample sample{.step = step};
    sample.timings.cache_n = 0;
    sample.timings.prompt_n = 100;
    sample.timings.prompt_ms = 40;
    sample.timings.predicted_n = 51;
    sample.timings.predicted_ms = 50 * 1000 / (per_s * luck * share);
    sample.total_ms = sample.timings.predicted_ms + 60;
    timed.served.push_back(sample);
  }
  record.payload = timed;
  return record;
}

// Every figure, and how the server's speed falls behind llama-bench's.
inline RunData run_with_served_tests() {
  RunData data = run_with_every_figure();
  data.manifest.suites[1].items.push_back({.id = "tg50@d100"});
  data.manifest.suites[1].items.push_back({.id = "served-tg50@d100"});
  double per_s = 60;
  for (const core::ModelFacts& facts : data.manifest.models) {
    per_s += 15;
    for (int i = 1; i <= 6; ++i) {
      data.records.push_back(timed_in_bench(facts.model.id, "tg50@d100", i, per_s));
      data.records.push_back(served_at(facts.model.id, i, per_s));
    }
  }
  return data;
}

inline core::ComparisonLook seen(const std::string& candidate, int n, double difference, double half,
                                 core::LookOutcome outcome = core::LookOutcome::go_on) {
  core::ComparisonLook look{.candidate = candidate, .n = n, .difference = difference, .outcome = outcome};
  look.alpha_planned = 0.01 * n / 10;
  look.alpha_spent = 0.008 * n / 10;
  if (half > 0) {
    look.repeated_lo = difference - half;
    look.repeated_hi = difference + half;
  }
  if (outcome == core::LookOutcome::decided) look.decision = {core::Verdict::better, core::Side::b};
  return look;
}

// Two candidates, three looks: one was worse, the other is not decided.
inline RunData run_with_looks() {
  using core::LookOutcome;
  RunData data = three_providers();
  data.manifest.rounds = 5;
  core::StoppingLog log;
  log.plan = {.n_max = 15,
              .alpha = 0.05,
              .margin = 5,
              .baseline = "aessedai-iq4xs",
              .candidates = {"bartowski-iq4xs", "unsloth-mxfp4"}};
  log.looks = {{.round = 2, .at = "2026-11-29T10:00:00.000Z"},
               {.round = 3, .at = "2026-11-29T11:30:00.000Z"},
               {.round = 4, .at = "2026-11-29T13:00:00.000Z", .stop = true, .reason = LookOutcome::futile}};
  log.looks[0].comparisons = {seen("bartowski-iq4xs", 6, -9, 0), seen("unsloth-mxfp4", 6, 4, 40)};
  log.looks[1].comparisons = {seen("bartowski-iq4xs", 9, -11.5, 11, LookOutcome::decided),
                              seen("unsloth-mxfp4", 9, 1, 15)};
  log.looks[2].comparisons = {seen("bartowski-iq4xs", 9, -11.5, 11, LookOutcome::decided),
                              seen("unsloth-mxfp4", 12, -1.25, 12, LookOutcome::futile)};
  data.stopping = read_looks(log, data.manifest, data.records);
  return data;
}

// Four files, two of which were dropped at two looks.
inline RunData screened() {
  RunData data = run_with_every_figure();
  data.screening = core::ScreeningLog{.alpha = 0.05};
  data.screening->looks = {
      {.stage = "speed",
       .at = "2026-11-29T08:40:00.000Z",
       .alpha = 0.025,
       .models = {"f16", "q8_0", "q4_k_m", "q4_0"},
       .dropped = {{.model = "q4_0", .by = "q4_k_m", .nearer = 0.17, .nearer_bound = 0.1, .seconds = 95}}},
      {.stage = "fidelity, block 2",
       .at = "2026-11-29T09:40:00.000Z",
       .alpha = 0.0083,
       .models = {"q8_0", "q4_k_m"},
       .dropped = {{.model = "q8_0", .by = "q4_k_m", .seconds = 420}}}};
  return data;
}

// Starts of two models on two evenings, with a server that died and one that never came up, and the meter's samples.
inline RunData over_two_evenings() {
  RunData data = pair_of_models();
  data.manifest.sessions = {{.started_at = "2026-11-28T20:00:00.000Z"}, {.started_at = "2026-11-29T20:00:00.000Z"}};
  data.starts.clear();
  for (int i = 0; i < 10; ++i) {
    const int number = i / 2 + 1;
    core::ServerStart start = make_start(i % 2 == 0 ? "a" : "b", number, 50 + i % 2 * 10 + 0.3 * i);
    start.started_at = fmt::format("2026-11-{}T{}:{:02}:30.500Z", i < 6 ? 28 : 29, 20 + i % 6 / 3, i % 3 * 17);
    start.load_ms = 40'000;
    start.memory.peak_temperature_c = 61 + 1.5 * i;
    start.memory.min_sm_clock_mhz = 1710 - 30 * i;
    data.starts.push_back(start);
  }
  data.starts[5].end = {core::StartEnd::died, "signal 9"};
  data.starts[8].end = {core::StartEnd::failed_to_start, "out of memory"};
  data.starts[8].load_ms = 0;
  data.starts[8].probe.clear();
  for (const char* model : {"a", "b"}) {
    core::SampledStart sampled{.model = model, .number = 2};
    core::SampledLine memory{.what = core::Sampled::process_bytes, .gpu = 0};
    core::SampledLine power{.what = core::Sampled::power_w, .gpu = 0};
    for (int i = 0; i < 200; ++i) {
      if (i >= 90 && i < 120) continue;  // nothing was sampled
      const double ms = 5000.0 * i;
      memory.points.push_back({ms, 1e9 * (model[0] == 'a' ? 18 : 14) * (1 - std::exp(-i / 4.0))});
      power.points.push_back({ms, 90 + 160 * std::abs(std::sin(0.7 * i))});
    }
    sampled.lines = {memory, power};
    data.sampled.push_back(sampled);
  }
  return data;
}

}  // namespace quantladder::report::fixture
