// A run on disk -> what the report is computed from.
#pragma once

#include <optional>
#include <string>

#include "quantladder/report/run_data.h"
#include "quantladder/store/run_store.h"

namespace quantladder::app {

// `only_model`: the records of one model, for its derived files; empty: all.
report::RunData load_run_data(const store::RunStore& store, const std::string& only_model = "");

report::RunData make_run_data(core::Manifest manifest, std::vector<core::Record> records,
                              std::vector<core::ServerStart> starts, std::vector<core::GivenScore> scores,
                              const std::optional<core::StoppingLog>& stopping = std::nullopt,
                              std::optional<core::ScreeningLog> screening = std::nullopt);

struct Results {
  report::RunData data;
  std::string name;  // of the folder, or of the file without its extension
};
// A run's folder, or a table of scores that was made elsewhere; `scale`: the full score of such a table. Throws
// core::Error(usage), also for a scale where there is nothing to scale.
Results load_results(const std::string& path, std::optional<double> scale = std::nullopt);

}  // namespace quantladder::app
