// Chooses the folder of a run, and says whether what is there may be gone on with.
#pragma once

#include <filesystem>
#include <string>

#include "quantladder/app/inputs.h"
#include "quantladder/bench/config.h"
#include "quantladder/store/run_store.h"
#include "quantladder/tasks/suite.h"

namespace quantladder::app {

// --out, else results/<experiment>-<hash of the first suite, its prompts and the seed>.
std::filesystem::path run_folder(const bench::Experiment& experiment, const std::vector<tasks::Suite>& suites,
                                 const std::string& out);

// The manifest to go on with: `now`, or what is there extended by it. Throws core::Error(usage) naming the keys when
// the run there was made with settings that give other numbers, or when the hidden tests changed since (rescore first).
core::Manifest reconcile(const store::RunStore& store, core::Manifest now, const std::string& source);

// Adds what suites ask for now to what is known of them: suites that are left out this time stay, none gets fewer
// iterations than were asked for once, and the items of a suite that may grow stay.
void extend_suites(const std::vector<core::SuiteFacts>& now, core::Manifest& manifest);

// Called without --out: refuses when another run of this experiment's name exists with another hash, naming what
// changed, so that a changed key does not silently start from nothing.
void refuse_silent_fork(const std::filesystem::path& folder, const core::Manifest& now, const std::string& source);

// Throws for `plan` what `run` would throw, but reads no model file beyond its header and asks no program.
void refuse_what_run_refuses(const std::filesystem::path& folder, const Inputs& inputs, const std::string& out);

}  // namespace quantladder::app
