// Suites of fidelity: how far each model's next-token probabilities are from those of a baseline, on each domain.
#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "bench/baseline_store.h"
#include "bench/config_values.h"
#include "bench/text_blocks.h"
#include "bench/workload.h"
#include "quantladder/core/error.h"
#include "quantladder/fidelity/baseline.h"
#include "quantladder/llama/tools.h"
#include "quantladder/sys/files.h"

namespace quantladder::bench {
namespace {

namespace fs = std::filesystem;
using core::Outcome;

std::vector<core::ItemFacts> domains_of(const tasks::Suite& suite) {
  std::vector<core::ItemFacts> items;
  for (const tasks::Domain& domain : suite.fidelity.domains) {
    items.push_back(
        {.id = domain.id, .title = domain.title, .prompt_sha256 = domain.sha256, .language = domain.language});
  }
  return items;
}

// A text of the user's own: its domain is called after the file.
tasks::Domain own_domain(sys::CheckedObject& entry, const std::string& name, const fs::path& folder) {
  tasks::Domain domain;
  domain.file = resolved_path(entry, "texts", name, folder);
  if (!is_file(domain.file)) entry.fail("texts", domain.file.string() + ": no such file");
  domain.id = domain.file.stem().string();
  check_id(entry, "texts", domain.id);
  domain.title = domain.file.filename().string();
  domain.sha256 = sys::sha256_file(domain.file);
  return domain;
}

void read_fidelity_keys(sys::CheckedObject& entry, const Experiment& experiment, tasks::Suite& suite) {
  tasks::FidelitySuite& fidelity = suite.fidelity;
  fidelity.baseline = optional_text(entry, "baseline").value_or(experiment.origin);
  const ModelConfig* baseline = experiment.find_reference(fidelity.baseline);
  if (baseline == nullptr)
    entry.fail("baseline", fmt::format("'{}' is none of the models and references", fidelity.baseline));
  if (baseline->model.file.empty())
    entry.fail("baseline", fmt::format("{} has no file: what others are compared with is known by its hash; name a "
                                       "model with \"file\"",
                                       fidelity.baseline));
  fidelity.ctx = ranged_int(entry, "ctx", fidelity.ctx, tasks::kLeastFidelityContext, tasks::kMostFidelityContext);
  fidelity.chunks = ranged_int(entry, "chunks", fidelity.chunks, 1, tasks::kMostFidelityChunks);
  fidelity.blocks = ranged_int(entry, "blocks", fidelity.blocks, 1, fidelity.chunks);
  suite.iterations = suite.rounds = fidelity.blocks;
  fidelity.full_baseline_mib = positive(entry, "full_baseline_mib", fidelity.full_baseline_mib);
  fidelity.plain_markers = entry.optional_boolean("plain_markers").value_or(fidelity.plain_markers);
  fidelity.timeout_s = positive(entry, "timeout_s", fidelity.timeout_s);
  fidelity.silence_s = positive(entry, "silence_s", fidelity.silence_s);
  if (!entry.has("texts")) return;
  fidelity.domains.clear();
  for (const std::string& name : entry.strings("texts")) {
    tasks::Domain domain = own_domain(entry, name, experiment.folder);
    if (fidelity.find(domain.id) != nullptr) entry.fail("texts", fmt::format("two texts are called {}", domain.id));
    fidelity.domains.push_back(std::move(domain));
  }
  if (fidelity.domains.empty()) entry.fail("texts", "name at least one, or leave it out");
  suite.prompts_sha256 = fidelity.hash();
}

std::string fidelity_settings(const tasks::Suite& suite) {
  const tasks::FidelitySuite& fidelity = suite.fidelity;
  nlohmann::ordered_json settings{{"ctx", fidelity.ctx},
                                  {"chunks", fidelity.chunks},
                                  {"full_baseline_mib", fidelity.full_baseline_mib},
                                  {"plain_markers", fidelity.plain_markers}};
  if (fidelity.blocks > 1) settings["blocks"] = fidelity.blocks;  // as in runs that knew no blocks
  return settings.dump();
}

void check_perplexity(const core::Model& model, const tasks::Suite&) {
  if (model.endpoint.empty()) llama::inspect_tool(llama::Tool::perplexity, model.server);
}

class FidelityWorkload final : public Workload {
 public:
  explicit FidelityWorkload(RunScope& scope) : scope_(scope), baselines_(scope) {}
  void run(const Group& group) override;
  void leave_out(const Group& group, const std::string& reason) override;

 private:
  // The record of a cell before it is measured.
  // `suite`: as the cell's block has it.
  core::Record begin_record(const Group& group, const PlannedCell& planned, const tasks::Suite& suite) const;
  // Returns the next attempt, where another one may help.
  std::optional<PlannedCell> measure(const Group& group, const PlannedCell& planned);
  // Fills in what came out.
  ProgramOutcome measure(const core::Model& model, const tasks::Suite& suite, const tasks::Domain& domain,
                         core::Record& record);
  // Likewise, by a start of the model beside the baseline.
  ProgramOutcome compare(const core::Model& model, const tasks::Suite& suite, const tasks::Domain& domain,
                         const core::Baseline& baseline, core::Record& record);
  void write_positions(const core::Record& record, const std::vector<fidelity::Position>& positions) const;

  RunScope& scope_;
  BaselineStore baselines_;
};

void FidelityWorkload::run(const Group& group) {
  scope_.observer.on_group_starting(group);
  for (const PlannedCell& cell : group.cells) {
    std::optional<PlannedCell> next = cell;
    for (int tries = 0; tries < scope_.experiment.client.attempts && next; ++tries) {
      if (scope_.stop.stop_requested()) return;
      next = measure(group, *next);
    }
  }
}

void FidelityWorkload::leave_out(const Group& group, const std::string& reason) {
  for (const PlannedCell& planned : group.cells) {
    const tasks::Suite suite = block_of(*scope_.find_suite(planned.cell), planned.cell.iteration);
    core::Record record = begin_record(group, planned, suite);
    auto& result = std::get<core::Fidelity>(record.payload);
    result.outcome = Outcome::not_run;
    result.reason = reason;
    scope_.sink.commit(record);
  }
}

core::Record FidelityWorkload::begin_record(const Group& group, const PlannedCell& planned,
                                            const tasks::Suite& suite) const {
  core::Record record = scope_.make_record(planned, group.round);
  auto& result = std::get<core::Fidelity>(record.payload);
  result.ctx = suite.fidelity.ctx;
  result.chunks = suite.fidelity.chunks;
  return record;
}

std::optional<PlannedCell> FidelityWorkload::measure(const Group& group, const PlannedCell& planned) {
  const core::Model& model = scope_.experiment.find(group.model)->model;
  const tasks::Suite suite = block_of(*scope_.find_suite(planned.cell), planned.cell.iteration);
  core::Record record = begin_record(group, planned, suite);
  auto& result = std::get<core::Fidelity>(record.payload);
  const ProgramOutcome outcome = measure(model, suite, *suite.fidelity.find(planned.cell.item), record);
  if (outcome.stopped) return std::nullopt;
  result.outcome = outcome.outcome;
  result.reason = outcome.reason;
  scope_.sink.commit(record);
  if (!outcome.may_pass_next) return std::nullopt;
  return PlannedCell{planned.cell, planned.attempt + 1, core::AttemptReason::retry_of(outcome.outcome)};
}

ProgramOutcome FidelityWorkload::measure(const core::Model& model, const tasks::Suite& suite,
                                         const tasks::Domain& domain, core::Record& record) {
  if (!model.endpoint.empty())
    return {Outcome::not_measurable, "llama-perplexity loads a file, and an endpoint names none"};
  auto& result = std::get<core::Fidelity>(record.payload);
  const BaselineStore::Held& held = baselines_.find_or_make(suite, domain);
  if (held.baseline) result.baseline = held.baseline->used;
  if (held.outcome.stopped || held.outcome.outcome != Outcome::measured) return held.outcome;
  if (model.id != suite.fidelity.baseline) return compare(model, suite, held.text, *held.baseline, record);
  result.is_baseline = true;
  result.perplexity = held.baseline->used.perplexity;
  result.per_chunk = held.baseline->per_chunk;
  result.start = held.baseline->start;
  return {};
}

ProgramOutcome FidelityWorkload::compare(const core::Model& model, const tasks::Suite& suite,
                                         const tasks::Domain& domain, const core::Baseline& baseline,
                                         core::Record& record) {
  auto& result = std::get<core::Fidelity>(record.payload);
  fidelity::BaselineReader reference(fidelity::baselines_folder(), baseline);
  const MarkerCheck markers(model, suite.fidelity, domain);
  std::vector<fidelity::Position> positions;
  fidelity::LogProbReader reader(
      [&](const fidelity::StreamHead& head) {
        std::string fault = reference.find_mismatch(head);
        return fault.empty() ? markers.find_fault(head) : fault;
      },
      [&](int, int, const fidelity::Row& values) { positions.push_back(reference.compare_next(values)); });
  sys::MemoryMeter& meter = scope_.bench.meter;
  meter.wait_for_idle(kIdleMeter);
  llama::PerplexityWatch watch = watch_of(suite.fidelity, scope_, reader);
  watch.on_spawned = [&](int pid) {
    meter.watch(pid, llama::runs_on_cpu(model) ? sys::Offload::none : sys::Offload::unknown);
  };
  const auto begin = sys::MemoryMeter::Clock::now();
  llama::PerplexityRun run = llama::run_perplexity(model, job_of(model, suite.fidelity, domain), watch);
  record.memory = meter.between(begin, sys::MemoryMeter::Clock::now());
  meter.unwatch();
  ProgramOutcome outcome = outcome_of(run, reader, suite.fidelity.ctx);
  result.start = std::move(run.start);
  if (outcome.stopped || outcome.outcome != Outcome::measured) return outcome;
  double nll = 0;
  for (const fidelity::Position& position : positions) nll += position.nll / static_cast<double>(positions.size());
  result.perplexity = perplexity_of(run, reader.head().chunks, nll);
  fidelity::Figures figures = fidelity::summarise(positions, reader.head().rows_per_chunk(), baseline.used.form);
  result.kld_method = figures.method;
  result.per_chunk = std::move(figures.per_chunk);
  result.kld_quantiles = figures.quantiles;
  result.clipped_mass = figures.clipped_mass;
  if (scope_.bench.per_token) write_positions(record, positions);
  return outcome;
}

// Of each scored position, as little-endian floats: KL divergence, both negative log-likelihoods, delta p, and 1 where
// the likeliest token is the same.
void FidelityWorkload::write_positions(const core::Record& record,
                                       const std::vector<fidelity::Position>& positions) const {
  std::vector<float> values;
  for (const fidelity::Position& position : positions) {
    for (const double value : {position.kld, position.nll, position.base_nll, position.delta_p})
      values.push_back(static_cast<float>(value));
    values.push_back(position.same_top ? 1 : 0);
  }
  scope_.sink.store().write_positions(record,
                                      {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float)});
}

std::unique_ptr<Workload> make_fidelity(RunScope& scope) { return std::make_unique<FidelityWorkload>(scope); }

}  // namespace

const WorkloadRow kFidelityWorkload{core::SuiteKind::fidelity, domains_of,       read_fidelity_keys,
                                    fidelity_settings,         check_perplexity, make_fidelity};

}  // namespace quantladder::bench
