// The files of attempts: where they lie in a run's folder, and how they are read.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "quantladder/store/run_store.h"

namespace quantladder::store {

namespace fs = std::filesystem;

std::string attempt_name(const core::Record& record);  // "iter_01.L1.a1"
// `kind`: "records", "pending" or "artifacts". Older code knew one suite, and has no folder for it.
fs::path attempt_folder(const fs::path& run, const core::Record& record, const char* kind);
fs::path attempt_path(const fs::path& run, const core::Record& record, const char* kind);

// Adds the files of `folder`. A name that begins with a dot is a write that has not finished, of a run that was killed
// or that goes on now.
void add_json_files(const fs::path& folder, std::vector<fs::path>& found);
// Returns the files of this kind of all models, or of one, by name.
std::vector<fs::path> files_below(const fs::path& run, const char* kind, const std::string& only_model = "");

// Returns the attempts of all models, or of one, with their later judgements. Throws core::Error(environment) for a
// file that is damaged or does not belong where it lies.
std::vector<core::Record> read_attempts(const fs::path& run, const char* kind, const std::string& only_model,
                                        Detail detail);
// Returns those at one cell, oldest first.
std::vector<core::Record> read_attempts_at(const fs::path& run, const core::CellId& cell, int schema, Detail detail);

}  // namespace quantladder::store
