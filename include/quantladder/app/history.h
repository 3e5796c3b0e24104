// Runs of many nights -> what `history` compares. Of each run only its figures are read, and only one run is held at a
// time.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "quantladder/report/history.h"

namespace quantladder::app {

// Returns the runs that are meant: a run's folder and a table of scores stand for themselves, another folder for the
// runs in it, by name. Each once. Throws core::Error(usage) for a folder without any.
std::vector<std::string> find_runs(const std::vector<std::string>& paths);

// Returns the nights of `model` or, where it is empty, of every model that is in one of the runs, in the order in which
// they first come. `scale`: as of load_results. Throws core::Error(usage) for a model that no run has, and where
// tables, whose nights have no time, lie beside runs, whose nights have one.
std::vector<report::ModelNights> load_nights(const std::vector<std::string>& paths, const std::string& model = "",
                                             std::optional<double> scale = std::nullopt);

// Writes the page. Throws as sys::replace_file does.
void publish_history(const std::vector<report::History>& histories, const std::filesystem::path& page);

}  // namespace quantladder::app
