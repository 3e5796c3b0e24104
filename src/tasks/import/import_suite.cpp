#include "quantladder/tasks/import_suite.h"

#include <fmt/format.h>

#include <algorithm>

#include "quantladder/core/error.h"
#include "quantladder/sys/files.h"
#include "tasks/import/row_text.h"
#include "tasks/import/suite_writer.h"
#include "tasks/import/task_draft.h"

namespace quantladder::tasks {
namespace {

namespace fs = std::filesystem;
using core::Error;
using core::ErrorKind;

struct DataSetReader {
  DataSet data_set;
  ReadDataSet read;
  std::vector<fs::path> (*files)(const fs::path& source);  // that are read
};
constexpr DataSetReader kReaders[] = {
    {DataSet::humaneval, read_humaneval, row_files},
    {DataSet::evalplus, read_evalplus, row_files},
    {DataSet::livecodebench, read_livecodebench, row_files},
    {DataSet::exercism, read_exercism, exercism_files},
};

const DataSetReader& reader_of(DataSet data_set) {
  return *std::find_if(std::begin(kReaders), std::end(kReaders),
                       [&](const auto& row) { return row.data_set == data_set; });
}

// Of a single file its own hash, of several one over their names and hashes.
std::string hash_source(const fs::path& source, const std::vector<fs::path>& files) {
  if (!fs::is_directory(source)) return sys::sha256_file(source);
  std::vector<std::string> lines;
  for (const fs::path& file : files) {
    lines.push_back(fmt::format("{} {}\n", sys::sha256_file(file), file.lexically_relative(source).generic_string()));
  }
  std::sort(lines.begin(), lines.end());
  sys::Sha256 all;
  for (const std::string& line : lines) all.add(line.data(), line.size());
  return all.hex();
}

constexpr const char* kWhatToName = "name what its publisher gives out, as you have it here: nothing is downloaded";

}  // namespace

ImportedSuite import_suite(const SuiteImport& asked) {
  if (!fs::exists(asked.source)) {
    throw Error(ErrorKind::usage, fmt::format("{}: no such file or folder; {}", asked.source.string(), kWhatToName));
  }
  SuiteWriter writer(asked.out);
  ImportedSuite suite{.id = writer.id()};
  const auto take = [&](const std::string& place, const std::function<TaskDraft()>& make) {
    try {
      writer.add(place, make());
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::usage) throw;
      if (!asked.skip_malformed) {
        throw Error(ErrorKind::usage,
                    fmt::format("{}; nothing was imported. --skip-malformed leaves out what cannot be "
                                "read",
                                error.what()));
      }
      suite.skipped.push_back(error.what());
    }
  };
  const DataSetReader& reader = reader_of(asked.data_set);
  reader.read(asked.source, take);
  if (writer.tasks() == 0) {
    throw Error(ErrorKind::usage,
                fmt::format("{}: no task of {} in it{}; {}", asked.source.string(), core::row_of(asked.data_set).title,
                            suite.skipped.empty() ? "" : "; the first row: " + suite.skipped.front(), kWhatToName));
  }
  writer.finish(asked, hash_source(asked.source, reader.files(asked.source)));
  suite.tasks = writer.tasks();
  return suite;
}

}  // namespace quantladder::tasks
