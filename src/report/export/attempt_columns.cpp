// The columns of cells.csv that every kind of suite has, and those of code.
#include "columns.h"

namespace quantladder::report {
namespace {

using core::Generation;
using core::Judgement;
using core::MemoryUse;
using core::ServerTimings;

const MemoryUse* memory_in(const AttemptRow& row) { return &row.record.memory; }
const Generation* generation_in(const AttemptRow& row) { return row.record.generation(); }
const core::Timed* timed_in(const AttemptRow& row) { return std::get_if<core::Timed>(&row.record.payload); }
const core::Fidelity* fidelity_in(const AttemptRow& row) { return std::get_if<core::Fidelity>(&row.record.payload); }
const core::Answered* answered_in(const AttemptRow& row) { return std::get_if<core::Answered>(&row.record.payload); }
const Judgement* judgement_in(const AttemptRow& row) {
  return row.record.judgements().empty() ? nullptr : &row.record.judgement();
}
const core::ProgramStart* program_in(const AttemptRow& row) {
  if (const core::Timed* timed = timed_in(row)) return timed->test.is_served ? nullptr : &timed->start;
  const core::Fidelity* fidelity = fidelity_in(row);
  return fidelity == nullptr ? nullptr : &fidelity->start;
}

CsvValue points_earned(const AttemptRow& row) {
  return core::is_scored(row.record.outcome()) ? to_csv(row.record.earned()) : CsvValue();
}

// Returns what the server's clock tells, where the reply has it.
template <class Get>
auto timing(Get get) {
  return [get](const Generation& generation) {
    return generation.timings ? to_csv(std::invoke(get, *generation.timings)) : CsvValue();
  };
}

auto gap(double core::ArrivalGaps::*figure) {
  return [figure](const Generation& generation) {
    const auto gaps = generation.arrival_gaps();
    return gaps ? to_csv((*gaps).*figure) : CsvValue();
  };
}

// Which cell and which attempt it is, and how that ended.
std::vector<CsvColumn<AttemptRow>> head_columns() {
  return {
      {"run_id", [](const AttemptRow& row) { return to_csv(row.run.run_id); }},
      {"model", [](const AttemptRow& row) { return to_csv(row.cell.model); }},
      {"suite", [](const AttemptRow& row) { return to_csv(row.cell.suite); }},
      {"suite_version", [](const AttemptRow& row) { return to_csv(row.record.suite_version); }},
      {"kind", [](const AttemptRow& row) { return to_csv(row.record.kind()); }},
      {"item", [](const AttemptRow& row) { return to_csv(row.cell.item); }},
      {"iteration", [](const AttemptRow& row) { return to_csv(row.cell.iteration); }},
      {"attempt", [](const AttemptRow& row) { return to_csv(row.record.attempt); }},
      {"reason_for_attempt",
       [](const AttemptRow& row) { return to_csv(core::to_text(row.record.reason_for_attempt)); }},
      {"counted", [](const AttemptRow& row) { return to_csv(row.cell.counted == &row.record); }},
      {"outcome", [](const AttemptRow& row) { return to_csv(row.record.outcome()); }},
      {"scored", [](const AttemptRow& row) { return to_csv(core::is_scored(row.record.outcome())); }},
      {"reason", [](const AttemptRow& row) { return to_csv(reason_of(row.record)); }},
      {"round", [](const AttemptRow& row) { return to_csv(row.record.round); }},
      {"server_start", [](const AttemptRow& row) { return csv_unless_zero(&core::Record::server_start)(row.record); }},
      {"quantladder", [](const AttemptRow& row) { return to_csv(row.record.quantladder); }},
      {"seed", [](const AttemptRow& row) { return to_csv(row.record.seed()); }},
      {"points_earned", points_earned},
  };
}

}  // namespace

std::vector<CsvColumn<MemoryUse>> memory_columns() {
  return {
      {"memory_source", csv_of(&MemoryUse::source)},
      {"memory_samples", csv_of(&MemoryUse::samples)},
      {"memory_baseline_bytes", csv_of(&MemoryUse::baseline_bytes)},
      {"memory_peak_bytes", csv_of(&MemoryUse::peak_bytes)},
      {"device_peak_bytes", csv_of(&MemoryUse::device_peak_bytes)},
      {"energy_j", csv_of(&MemoryUse::energy_j)},
      {"mean_power_w", csv_of(&MemoryUse::mean_power_w)},
      {"peak_temperature_c", csv_of(&MemoryUse::peak_temperature_c)},
      {"min_sm_clock_mhz", csv_of(&MemoryUse::min_sm_clock_mhz)},
  };
}

std::vector<CsvColumn<Judgement>> judgement_columns() {
  return {
      {"tests_passed", csv_of(&Judgement::tests_passed)},
      {"tests_total", csv_of(&Judgement::tests_total)},
      {"judge_ms", csv_unless_zero(&Judgement::wall_ms)},
      {"repeated_alone", csv_of(&Judgement::repeated_alone)},
      {"while_generating", csv_of(&Judgement::while_generating)},
      {"rule", csv_of(&Judgement::rule)},
      {"extractor", csv_of(&Judgement::extractor)},
      {"tests_sha256", csv_of(&Judgement::tests_sha256)},
      {"sandbox", csv_of(&Judgement::sandbox)},
      {"judged_at", csv_of(&Judgement::judged_at)},
  };
}

std::vector<CsvColumn<Generation>> generation_columns() {
  return {
      {"started_at", csv_of(&Generation::started_at)},
      {"finish", csv_of(&Generation::finish)},
      {"fault", csv_of(&Generation::fault)},
      {"http_status", csv_unless_zero(&Generation::http_status)},
      {"text_sha256", csv_of(&Generation::text_sha256)},
      {"text_bytes", [](const Generation& each) { return to_csv(each.shown_bytes().text_bytes); }},
      {"reasoning_bytes", [](const Generation& each) { return to_csv(each.shown_bytes().reasoning_bytes); }},
      {"in_flight", csv_of(&Generation::in_flight)},
      {"mean_in_flight", csv_of(&Generation::mean_in_flight)},
      {"tokens", csv_of(&Generation::tokens)},
      {"tokens_per_s", csv_of(&Generation::tokens_per_s)},
      {"ttft_ms", csv_of(&Generation::time_to_first_token_ms)},
      {"first_byte_ms", csv_of(&Generation::first_byte_ms)},
      {"first_reasoning_ms", csv_of(&Generation::first_reasoning_ms)},
      {"first_content_ms", csv_of(&Generation::first_content_ms)},
      {"total_ms", csv_of(&Generation::total_ms)},
      {"late_ms", csv_of(&Generation::late_ms)},
      {"inter_token_p50_ms", gap(&core::ArrivalGaps::p50_ms)},
      {"inter_token_p90_ms", gap(&core::ArrivalGaps::p90_ms)},
      {"inter_token_max_ms", gap(&core::ArrivalGaps::max_ms)},
      {"prompt_tokens", csv_of(prompt_tokens)},
      {"cache_tokens", csv_of(&Generation::cached_tokens)},
      {"prompt_tokens_per_s", timing(&ServerTimings::pp_tokens_per_s)},
      {"prompt_ms", timing(&ServerTimings::prompt_ms)},
      {"predicted_ms", timing(&ServerTimings::predicted_ms)},
      {"drafted_tokens", timing(&ServerTimings::draft_n)},
      {"accepted_tokens", timing(&ServerTimings::draft_n_accepted)},
  };
}

std::vector<CsvColumn<AttemptRow>> attempt_columns() {
  std::vector<CsvColumn<AttemptRow>> columns = head_columns();
  const std::vector<CsvColumn<core::Answered>> answered{
      {"points", csv_of(&core::Answered::points)},
      {"prompt_sha256", csv_of(&core::Answered::prompt_sha256)},
      {"judgements", [](const core::Answered& each) { return to_csv(each.judgements.size()); }}};
  add_columns(columns, answered_in, answered);
  add_columns(columns, judgement_in, judgement_columns());
  add_columns(columns, generation_in, generation_columns());
  add_columns(columns, memory_in, memory_columns());
  add_columns(columns, timed_in, speed_columns());
  add_columns(columns, fidelity_in, fidelity_columns());
  add_columns(columns, program_in, program_columns());
  return columns;
}

}  // namespace quantladder::report
