// A folder with the suite.json of a suite of one kind.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "quantladder/core/error.h"
#include "quantladder/sys/files.h"
#include "quantladder/tasks/suite.h"

namespace quantladder::tasks {

class SuiteOfKind : public ::testing::Test {
 protected:
  explicit SuiteOfKind(core::SuiteKind kind) : kind_(core::to_id(kind)) {}
  // `keys`: what stands behind those that every suite has.
  Suite load(const std::string& keys) {
    sys::write_file(dir_.path() / "suite.json",
                    R"({"id": "s", "version": "1", "title": "S", "kind": ")" + kind_ + "\", " + keys + "}");
    return load_suite(dir_.path());
  }
  std::string error_of(const std::string& keys) {
    try {
      load(keys);
    } catch (const core::Error& error) {
      EXPECT_EQ(error.kind(), core::ErrorKind::usage);
      return error.what();
    }
    return "no error";
  }

  std::string kind_;
  sys::TempDir dir_;
};

}  // namespace quantladder::tasks
