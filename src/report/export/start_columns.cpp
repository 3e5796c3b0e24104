// The columns of starts.csv.
#include "columns.h"

namespace quantladder::report {
namespace {

using core::ServerStart;

const ServerStart* server_of_start(const StartRow& row) { return &row.start; }
const StartSpeed* speed_of_start(const StartRow& row) { return row.speed; }
const core::MemoryUse* memory_of_start(const StartRow& row) { return &row.start.memory; }

}  // namespace

std::vector<CsvColumn<StartRow>> start_columns() {
  std::vector<CsvColumn<StartRow>> columns{{"run_id", [](const StartRow& row) { return to_csv(row.run.run_id); }}};
  const std::vector<CsvColumn<ServerStart>> start{
      {"model", csv_of(&ServerStart::model)},
      {"number", csv_of(&ServerStart::number)},
      {"round", csv_of(&ServerStart::round)},
      {"started_at", csv_of(&ServerStart::started_at)},
      {"end", [](const ServerStart& each) { return to_csv(core::to_text(each.end)); }},
      {"version", csv_of(&ServerStart::version)},
      {"binary_sha256", csv_of(&ServerStart::binary_sha256)},
      {"build_info", csv_of(&ServerStart::build_info)},
      {"slot_ctx_tokens", csv_unless_zero(&ServerStart::slot_ctx)},
      {"slots", csv_unless_zero(&ServerStart::slots)},
      {"load_ms", csv_unless_zero(&ServerStart::load_ms)},
      {"warm_up_requests", csv_of(&ServerStart::warm_up_requests)},
      {"probes_asked", [](const ServerStart& each) { return to_csv(each.probe.size()); }},
      {"settings_verified", csv_of(&ServerStart::settings_verified)},
      {"settings_note", csv_of(&ServerStart::settings_note)},
  };
  const std::vector<CsvColumn<StartSpeed>> speed{
      {"probes", csv_of(&StartSpeed::probes)},
      {"mean_tokens_per_s", csv_of(&StartSpeed::mean_tokens_per_s)},
      {"median_tokens_per_s", csv_of(&StartSpeed::median_tokens_per_s)},
      {"mean_prompt_tokens_per_s", csv_of(&StartSpeed::mean_prompt_tokens_per_s)},
      {"median_ttft_ms", csv_of(&StartSpeed::median_ttft_ms)},
  };
  add_columns(columns, server_of_start, start);
  add_columns(columns, speed_of_start, speed);
  add_columns(columns, memory_of_start, memory_columns());
  return columns;
}

}  // namespace quantladder::report
