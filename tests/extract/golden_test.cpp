// One test per folder of tests/golden/extract: reply.md and spec.json -> expected.json and expected/.
// QUANTLADDER_UPDATE_GOLDEN=1 rewrites what is expected; the difference is then to be read, not trusted.
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>

#include "extract/golden.h"

namespace quantladder::extract {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

json to_expected(const core::Answer& answer) {
  json paths = json::array();
  for (const auto& file : answer.files) paths.push_back(file.path);
  return {{"rule", answer.rule}, {"problem", answer.problem}, {"notes", answer.notes}, {"files", paths}};
}

void update(const fs::path& folder, const core::Answer& answer) {
  std::cerr << "UPDATED GOLDEN " << folder << ": read the difference before you commit it\n";
  fs::remove_all(folder / "expected");
  std::ofstream(folder / "expected.json") << nlohmann::ordered_json(to_expected(answer)).dump(2) << '\n';
  for (const auto& file : answer.files) {
    fs::create_directories((folder / "expected" / file.path).parent_path());
    std::ofstream(folder / "expected" / file.path, std::ios::binary) << file.content;
  }
}

class ExtractGolden : public testing::TestWithParam<std::string> {};

TEST_P(ExtractGolden, GivesTheExpectedFilesByTheExpectedRule) {
  const fs::path folder = golden_folder() / GetParam();
  const GoldenCase golden = load_golden(GetParam());
  const core::Answer answer = extract(golden.reply, golden.spec);
  if (std::getenv("QUANTLADDER_UPDATE_GOLDEN")) return update(folder, answer);
  EXPECT_EQ(to_expected(answer), json::parse(read_whole(folder / "expected.json")));
  for (const auto& file : answer.files)
    EXPECT_EQ(file.content, read_whole(folder / "expected" / file.path)) << file.path;
}

INSTANTIATE_TEST_SUITE_P(Reply, ExtractGolden, testing::ValuesIn(golden_cases()),
                         [](const auto& case_info) { return case_info.param; });

TEST(ExtractGoldenSet, HoldsAtLeastFortyFiveReplies) { EXPECT_GE(golden_cases().size(), 45u); }

}  // namespace
}  // namespace quantladder::extract
