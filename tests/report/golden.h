// Whole outputs against files in tests/golden/report.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace quantladder::report {

inline void expect_golden(const std::string& name, const std::string& actual) {
  const auto path = std::filesystem::path(QUANTLADDER_SOURCE_DIR) / "tests/golden/report" / name;
  if (std::getenv("QUANTLADDER_UPDATE_GOLDEN") != nullptr) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << actual;
    return;
  }
  std::ifstream file(path, std::ios::binary);
  ASSERT_TRUE(file) << path;
  std::ostringstream expected;
  expected << file.rdbuf();
  EXPECT_EQ(actual, expected.str()) << path;
}

}  // namespace quantladder::report
