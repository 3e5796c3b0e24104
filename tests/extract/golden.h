// The golden replies of tests/golden/extract: one folder each.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "quantladder/extract/extract.h"

namespace quantladder::extract {

inline std::filesystem::path golden_folder() {
  return std::filesystem::path(QUANTLADDER_SOURCE_DIR) / "tests/golden/extract";
}

inline std::vector<std::string> golden_cases() {
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(golden_folder())) {
    names.insert(entry.path().filename().string());
  }
  return {names.begin(), names.end()};
}

inline std::string read_whole(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

struct GoldenCase {
  std::string reply;
  Spec spec;
};

inline GoldenCase load_golden(const std::string& name) {
  const auto spec = nlohmann::json::parse(read_whole(golden_folder() / name / "spec.json"));
  return {read_whole(golden_folder() / name / "reply.md"),
          {spec.at("language"), spec.at("files"), spec.at("entry_points")}};
}

}  // namespace quantladder::extract
