// The files of runs that 0.1 stored are read and written again as they are, byte for byte.
#include <gtest/gtest.h>

#include <filesystem>
#include <regex>

#include "quantladder/store/json.h"
#include "quantladder/sys/files.h"

namespace quantladder::store {
namespace {

template <class Parse>
void expect_unchanged(const char* names, Parse parse) {
  int files = 0;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(QUANTLADDER_SOURCE_DIR "/tests/fixtures/run_0_1")) {
    const std::string path = entry.path().string();
    if (!std::regex_search(path, std::regex(names))) continue;
    const std::string text = sys::read_file(path);
    EXPECT_EQ(to_json(parse(text, path)), text) << path;
    ++files;
  }
  EXPECT_GT(files, 0);
}

TEST(StoredRun, ManifestsAreWrittenAsTheyWereRead) { expect_unchanged("manifest.json$", parse_json<core::Manifest>); }
TEST(StoredRun, StoppingLogsAreWrittenAsTheyWereRead) {
  expect_unchanged("stopping.json$", parse_json<core::StoppingLog>);
}
TEST(StoredRun, ServerStartsAreWrittenAsTheyWereRead) {
  expect_unchanged("start_.*json$", parse_json<core::ServerStart>);
}
TEST(StoredRun, RecordsAreWrittenAsTheyWereRead) {
  expect_unchanged("records/.*a[0-9]+.json$", parse_json<core::Record>);
}
TEST(StoredRun, JudgementsAreWrittenAsTheyWereRead) {
  expect_unchanged("records/.*j[0-9]+.json$", parse_json<core::Judgement>);
}

}  // namespace
}  // namespace quantladder::store
