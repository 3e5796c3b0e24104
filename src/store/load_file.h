// One published file of several agents on one server, read.
#pragma once

#include <string>
#include <vector>

#include "quantladder/core/episode.h"
#include "quantladder/store/load_import.h"

namespace quantladder::store {

struct LoadedModel {
  std::string file;
  std::string name;  // as the file has it
  std::string hardware;
  std::vector<core::Episode> episodes;      // by level, 1 first
  std::vector<std::string> contradictions;  // figures of the file that do not follow from each other, one line each
};

// Throws core::Error(usage) naming file and JSON pointer.
LoadedModel parse_load_file(const LoadFile& file);

}  // namespace quantladder::store
