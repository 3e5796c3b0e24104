// The artifacts of an attempt: its prompt, its reply and the files of its answer as files of their own.
#pragma once

#include <string>

#include "quantladder/store/run_store.h"
#include "store/record_files.h"

namespace quantladder::store {

void write_artifact_files(const fs::path& folder, const core::Record& record, const std::string& prompt,
                          const core::Answer& answer);
// Of an attempt of the run in the folder `run`.
Artifacts read_artifact_files(const fs::path& run, const fs::path& folder);

}  // namespace quantladder::store
