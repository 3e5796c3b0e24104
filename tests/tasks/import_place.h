// A folder for tests of imports: files of data sets, and the suite that is made of them.
#pragma once

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "quantladder/core/error.h"
#include "quantladder/sys/files.h"
#include "quantladder/tasks/import_suite.h"
#include "quantladder/tasks/suite.h"

namespace quantladder::tasks {

class ImportPlace {
 public:
  using Json = nlohmann::json;

  std::filesystem::path path(const std::string& name) const { return dir_.path() / name; }
  void write(const std::string& name, const std::string& content) const { sys::write_file(path(name), content); }
  void write_rows(const std::string& name, const std::vector<Json>& rows) const {
    std::string text;
    for (const Json& row : rows) text += row.dump() + "\n";
    write(name, text);
  }
  std::string read(const std::string& name) const { return sys::read_file(path("out") / name); }

  ImportedSuite import(DataSet data_set, const std::string& source, bool skip_malformed = false) const {
    return import_suite({data_set, path(source), path("out"), skip_malformed});
  }
  Suite imported(DataSet data_set, const std::string& source) const {
    import(data_set, source);
    return load_suite(path("out"));
  }
  // What the import is refused with; nothing may be left of it.
  std::string refusal(DataSet data_set, const std::string& source, bool skip_malformed = false) const {
    const std::vector<std::string> before = names();
    try {
      import(data_set, source, skip_malformed);
    } catch (const core::Error& error) {
      EXPECT_EQ(error.kind(), core::ErrorKind::usage);
      EXPECT_EQ(names(), before);
      return error.what();
    }
    return "no error";
  }
  std::vector<std::string> names() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(dir_.path())) {
      names.push_back(entry.path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
  }

 private:
  sys::TempDir dir_;
};

}  // namespace quantladder::tasks
