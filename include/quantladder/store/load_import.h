// Measurements of several agents on one server that another program published: a JSON file for each model.
//
// {model, port, timestamp, hardware, max_parallel_slots, concurrency_levels: [{concurrency, total_time_ms,
//   primary: [{role: "primary_turn_1", ttft_ms, response_time_ms, tokens_generated, tokens_per_sec, content_preview,
//     [reasoning_preview]}],
//   side_tasks: [{the same, verified, keywords_found, keywords_missing}]}]}
// What it calls tokens are words. docs/load.md says how it is read.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "quantladder/store/score_table.h"

namespace quantladder::store {

struct LoadFile {
  std::string name;  // for messages
  std::string text;
};

// Returns whether a text is of this layout rather than a table of scores.
bool has_load_layout(std::string_view text);

// Returns a run of one suite of kind load, with an item "once@N" for each level and an episode for each model and
// level. `vram_mb` is what a model's GPU held, in 10^6 bytes, by the model's name in its file. Throws
// core::Error(usage) naming file and JSON pointer: another layout, a number below 0 or none, a model named twice, a
// level 1 that is missing, VRAM of an unknown model. Figures that contradict each other become `contradictions` of the
// run.
ImportedRun make_imported_load(const std::vector<LoadFile>& files, const std::map<std::string, double>& vram_mb,
                               const std::string& experiment);

}  // namespace quantladder::store
