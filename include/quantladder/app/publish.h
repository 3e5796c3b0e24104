// The files that are derived from a run's records.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "quantladder/report/kept_cell.h"
#include "quantladder/report/report.h"
#include "quantladder/store/run_store.h"

namespace quantladder::app {

// Returns the ids of what is written of formats that were asked for: these, or without any those that are written by
// default. In the order of the table of formats.
std::vector<std::string> written_formats(const std::vector<std::string>& asked);

// Returns what reads the cells of a run one by one, with their texts and artifacts. It borrows the store.
report::ReadCell kept_cells(const store::RunStore& store);

// Returns the folders that what is posted names as anybody's: the home and the present one.
report::Places places_here();

struct Publishing {
  std::vector<std::string> formats;  // ids of formats that are written; empty: those that are written by default
  std::filesystem::path folder;      // where the files go; empty: to the run's own folder
  report::WriteOptions options;
};
struct Published {
  report::Report report;
  bool complete = false;                     // all that any session of the run asked for is there
  std::vector<std::filesystem::path> files;  // that were written, in their order
};
// Derives the files of the formats from the records, and removes those of iterations that have no records any more.
Published publish(const store::RunStore& store, const Publishing& publishing = {});

// Writes report.html while the run goes on, without a verdict that is not allowed for, and without texts.
class LivePage {
 public:
  explicit LivePage(const store::RunStore& store) : store_(store) {}
  // Writes it where ten seconds, and twenty times what the last one took, are over. Throws as publish does.
  void refresh();

 private:
  const store::RunStore& store_;
  std::chrono::steady_clock::time_point due_;  // at once
};

// Writes each finished iteration's file while the run still goes on, from the records of that iteration alone.
class IterationWriter {
 public:
  explicit IterationWriter(const store::RunStore& store);  // of a run that has its manifest
  void take(const core::Record& record);

 private:
  const store::RunStore& store_;
  const core::Manifest manifest_;
  std::map<std::pair<std::string, int>, std::set<std::pair<std::string, std::string>>> settled_;
};

}  // namespace quantladder::app
