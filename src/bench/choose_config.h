// The files that a configuration has chosen from, in place of "models".
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "quantladder/sys/checked_json.h"

namespace quantladder::bench {

struct FilesToChoose {
  nlohmann::ordered_json models;  // entries as of "models", one for each file
  nlohmann::ordered_json parent;  // likewise, of the file that distances are from; null: none is named
  std::string largest;            // id of the largest file
};

// Throws core::Error(usage) for a file that is not there, or is no model.
FilesToChoose read_choose(sys::CheckedObject& choose, const std::filesystem::path& folder);

// Returns entries of "models" for GGUF files: their ids are made of the files' names, and are all different.
nlohmann::ordered_json models_of_files(const std::vector<std::string>& files);

}  // namespace quantladder::bench
