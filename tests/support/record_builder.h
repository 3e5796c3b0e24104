// Records and server starts for tests, with plausible values in every field that a test does not set.
#pragma once

#include <string>
#include <utility>

#include "quantladder/core/record.h"

namespace quantladder::test_support {

inline constexpr core::AttemptReason kRerun{core::Why::rerun, std::nullopt};

// A passed cell unless told otherwise: 50 tokens/s by the server's clock, first token after 200 ms.
class RecordBuilder {
 public:
  RecordBuilder(const std::string& model, const std::string& task, int iteration) {
    record_.cell = {model, "ladder", task, iteration};
    record_.server_start = 1;
    record_.suite_version = "1";
    record_.answered().prompt_sha256 = "prompt-" + task;
    record_.answered().points = 25;
    record_.answered().request.sampling.profile = "instruct";
    record_.answered().request.sampling.temperature = 0.7;
    record_.answered().request.max_tokens = 4096;
    core::Generation generation;
    generation.finish = core::Finish::stop;
    generation.text_sha256 = model + "/" + task + "/" + std::to_string(iteration);
    generation.seed = 1000 + static_cast<std::uint64_t>(iteration);
    generation.first_byte_ms = 190;
    generation.first_content_ms = 200;
    generation.total_ms = 4180;
    record_.answered().generation = generation;
    rate(50, 200);
    outcome(core::Outcome::pass);
    tests(10, 10);
  }

  RecordBuilder& suite(const std::string& id) {
    record_.cell.suite = id;
    return *this;
  }
  RecordBuilder& attempt(int number, core::AttemptReason reason) {
    record_.attempt = number;
    record_.reason_for_attempt = reason;
    return *this;
  }
  RecordBuilder& points(double points) {
    record_.answered().points = points;
    return *this;
  }
  // Replaces the judgement; an infrastructure fault also ends the generation accordingly.
  RecordBuilder& outcome(core::Outcome outcome, const std::string& reason = "") {
    core::Judgement judgement;
    judgement.outcome = outcome;
    judgement.reason = reason;
    judgement.rule = "last fence with the entry point";
    judgement.extractor = "1";
    judgement.tests_sha256 = "tests-" + record_.cell.item;
    judgement.sandbox = core::SandboxTier::full;
    judgement.while_generating = core::JudgingMode::between;
    judgement.wall_ms = 150;
    record_.answered().judgements = {judgement};
    if (outcome == core::Outcome::infrastructure_stall) record_.answered().generation->finish = core::Finish::stall;
    if (outcome == core::Outcome::not_run) record_.answered().generation.reset();
    return tests(outcome == core::Outcome::pass ? 10 : 0, 10);
  }
  // What a rescore adds.
  RecordBuilder& judged_again(core::Outcome outcome) {
    core::Judgement judgement = record_.judgement();
    judgement.outcome = outcome;
    record_.answered().judgements.push_back(judgement);
    return *this;
  }
  RecordBuilder& tests(int passed, int total) {
    record_.answered().judgements.back().tests_passed = passed;
    record_.answered().judgements.back().tests_total = total;
    return *this;
  }
  // Of a task whose points fall on its tests.
  RecordBuilder& earned(double points, std::vector<core::TestResult> results = {}) {
    record_.answered().judgements.back().earned = points;
    record_.answered().judgements.back().tests = std::move(results);
    return *this;
  }
  RecordBuilder& tests_hash(const std::string& hash) {
    record_.answered().judgements.back().tests_sha256 = hash;
    return *this;
  }
  RecordBuilder& text(const std::string& sha256) {
    record_.answered().generation->text_sha256 = sha256;
    return *this;
  }
  RecordBuilder& seed(std::uint64_t seed) {
    record_.answered().generation->seed = seed;
    return *this;
  }
  RecordBuilder& in_flight(int requests) {
    record_.answered().generation->in_flight = requests;
    return *this;
  }
  RecordBuilder& mean_in_flight(double requests, double total_ms) {
    record_.answered().generation->mean_in_flight = requests;
    record_.answered().generation->total_ms = total_ms;
    return *this;
  }
  RecordBuilder& rate(double tokens_per_s, std::int64_t tokens) {
    core::ServerTimings timings;
    timings.cache_n = 0;
    timings.prompt_n = 700;
    timings.prompt_ms = 180;
    timings.predicted_n = tokens;
    timings.predicted_ms = 1000.0 * static_cast<double>(tokens - 1) / tokens_per_s;
    record_.answered().generation->timings = timings;
    return *this;
  }
  RecordBuilder& cached(std::int64_t tokens) {
    record_.answered().generation->timings->cache_n = tokens;
    return *this;
  }
  RecordBuilder& doubt(const std::string& text) {
    record_.answered().generation->doubts.push_back(text);
    return *this;
  }
  RecordBuilder& energy(double joules) {
    record_.memory.source = core::MemorySource::nvidia_process;
    record_.memory.energy_j = joules;
    return *this;
  }
  RecordBuilder& memory(core::MemorySource source, std::uint64_t peak_bytes) {
    record_.memory.source = source;
    record_.memory.peak_bytes = peak_bytes;
    return *this;
  }

  core::Record build() const { return record_; }
  operator core::Record() const { return record_; }  // NOLINT: a builder reads best where a record is wanted

 private:
  core::Record record_;
};

// A server start with three speed probes at about `tokens_per_s`.
inline core::ServerStart make_start(const std::string& model, int number, double tokens_per_s) {
  core::ServerStart start;
  start.model = model;
  start.number = number;
  start.round = number;
  start.version = "version: 11434";
  start.binary_sha256 = "0123456789abcdef";
  start.slots = 1;
  start.slot_ctx = 8192;
  start.load_ms = 2400;
  start.warm_up_requests = 1;
  start.settings_verified = true;
  start.end = {core::StartEnd::stopped, ""};
  start.memory.source = core::MemorySource::nvidia_process;
  start.memory.samples = 100;
  start.memory.peak_bytes = 19'000'000'000ULL + static_cast<std::uint64_t>(number);
  for (const double factor : {0.99, 1.0, 1.01}) {
    core::Record probe = RecordBuilder(model, "probe", number).rate(tokens_per_s * factor, 129);
    probe.answered().generation->finish = core::Finish::length;
    probe.answered().generation->first_content_ms = 180 / factor;
    start.probe.push_back(*probe.generation());
  }
  return start;
}

}  // namespace quantladder::test_support
