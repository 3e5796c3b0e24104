// A run that has every figure: tasks with energy, speeds at the server and in llama-bench, distances on two domains,
// and anatomies of the files.
#pragma once

#include <cmath>
#include <string>

#include "ladder_fixture.h"
#include "quantladder/core/suite_kind.h"

namespace quantladder::report::fixture {

inline core::Record compared_with_f16(const std::string& model, const std::string& domain, double far) {
  core::Record record;
  record.cell = {model, "fidelity", domain, 1};
  core::Fidelity fidelity{.ctx = 512, .chunks = 8, .outcome = core::Outcome::measured};
  fidelity.baseline = core::BaselineUsed{.model = "f16", .perplexity = {.value = 20}};
  fidelity.perplexity = core::Perplexity{.value = 20 * std::exp(far / 4)};
  fidelity.is_baseline = model == "f16";
  for (int i = 0; i < 8; ++i) {
    const double hard = 1 + 0.1 * ((i * 5) % 8 - 3.5) + (domain == "code" ? 0.5 : 0);
    const double kld = far * (hard + 0.01 * std::sin(3.0 * i + 20 * far));
    fidelity.per_chunk.push_back({.positions = 255,
                                  .kld = kld,
                                  .nll = 3 * hard + kld / 4,
                                  .base_nll = 3 * hard,
                                  .same_top = 1 - far * hard / 2});
  }
  record.payload = fidelity;
  return record;
}

inline core::Record timed_in_bench(const std::string& model, const std::string& test, int iteration, double per_s) {
  core::Record record;
  record.cell = {model, "speed", test, iteration};
  record.round = iteration;
  const auto parsed = *core::parse_speed_test(test);
  const double tokens = parsed.generated > 0 ? parsed.generated : parsed.prompt;
  record.payload = core::Timed{.test = parsed,
                               .outcome = core::Outcome::measured,
                               .samples_ns = {1e9 * tokens / (per_s * (1 + 0.01 * iteration))}};
  return record;
}

inline void add_joined_model(RunData& data, const std::string& id, std::uint64_t bytes, double far, double per_s) {
  add_model(data, id, bytes, {90, 90, 65, 90, 90, 100}, per_s);
  core::Anatomy anatomy;
  if (far > 0.1) anatomy.findings.push_back({.id = "label-lies", .severity = core::Severity::warning});
  data.manifest.models.back().gguf->anatomy = anatomy;
  for (const char* domain : {"prose", "code"}) data.records.push_back(compared_with_f16(id, domain, far));
  for (int i = 1; i <= 6; ++i) {
    data.records.push_back(timed_in_bench(id, "pp512", i, 20 * per_s));
    data.records.push_back(timed_in_bench(id, "tg128", i, 1.1 * per_s));
  }
}

inline RunData run_with_every_figure() {
  RunData data = empty_run(6);
  data.manifest.baseline = "f16";
  data.manifest.suites.push_back({.id = "speed",
                                  .kind = core::SuiteKind::speed,
                                  .iterations = 6,
                                  .rounds = 6,
                                  .items = {{.id = "pp512"}, {.id = "tg128"}}});
  data.manifest.suites.push_back({.id = "fidelity",
                                  .kind = core::SuiteKind::fidelity,
                                  .iterations = 1,
                                  .rounds = 1,
                                  .items = {{.id = "prose"}, {.id = "code"}},
                                  .baseline = "f16"});
  add_joined_model(data, "f16", 16'000'000'000ULL, 0, 40);
  add_joined_model(data, "q8_0", 8'500'000'000ULL, 0.002, 70);
  add_joined_model(data, "q4_k_m", 4'900'000'000ULL, 0.03, 110);
  add_joined_model(data, "q4_0", 4'950'000'000ULL, 0.2, 100);
  for (core::Record& record : data.records) {
    if (record.kind() == core::SuiteKind::code) record.memory.energy_j = 40;
  }
  return data;
}

// Returns the run without its suites of other kinds.
inline RunData only(RunData data, core::SuiteKind kind) {
  std::erase_if(data.manifest.suites, [&](const core::SuiteFacts& suite) { return suite.kind != kind; });
  std::erase_if(data.records, [&](const core::Record& record) { return record.kind() != kind; });
  if (kind != core::SuiteKind::code) data.starts.clear();
  return data;
}

}  // namespace quantladder::report::fixture
