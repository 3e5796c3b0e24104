#include <gmock/gmock.h>

#include "tasks/import_place.h"

namespace quantladder::tasks {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using Json = nlohmann::json;

std::string test_case(const std::string& type, const std::string& input, const std::string& output) {
  return Json::array({{{"input", input}, {"output", output}, {"testtype", type}}}).dump();
}

Json program_row() {
  return {{"question_id", "abc/1"},
          {"question_title", "Sum"},
          {"question_content", "Add two numbers."},
          {"platform", "contests"},
          {"contest_date", "2024-05-01T00:00:00"},
          {"difficulty", "easy"},
          {"starter_code", ""},
          {"public_test_cases", test_case("stdin", "1 2\n", "3\n")},
          {"private_test_cases", test_case("stdin", "40 2\n", "42\n")},
          {"metadata", "{}"}};
}

Json function_row() {
  Json row = program_row();
  row["starter_code"] = "class Solution:\n    def add(self, a: int, b: int) -> int:\n        ";
  row["public_test_cases"] = test_case("functional", "1\n2", "3");
  row["private_test_cases"] = test_case("functional", "40\n2", "42");
  row["metadata"] = R"({"func_name": "add"})";
  return row;
}

Json changed(Json row, const std::string& key, const Json& value) {
  row[key] = value;
  return row;
}

TEST(ImportLiveCodeBench, KeepsDatePlatformAndDifficulty) {
  ImportPlace place;
  place.write_rows("own.jsonl", {program_row()});
  EXPECT_EQ(place.imported(DataSet::livecodebench, "own.jsonl").tasks.at(0).title, "Sum");
  const Json task = Json::parse(place.read("abc_1/task.json"));
  EXPECT_EQ(task["published"], "2024-05-01");
  EXPECT_EQ(task["origin"], "abc/1: contests, easy");
}

TEST(ImportLiveCodeBench, AProgramIsRunAndNeverImported) {
  ImportPlace place;
  place.write_rows("own.jsonl", {program_row()});
  const Suite suite = place.imported(DataSet::livecodebench, "own.jsonl");
  const Task& task = suite.tasks.at(0);
  EXPECT_THAT(task.entry_points, IsEmpty());
  EXPECT_THAT(task.tests.at(0).content, HasSubstr(R"(("private_1", "40 2\n", "42\n"))"));
  EXPECT_THAT(task.prompt, HasSubstr("reads standard input"));
  EXPECT_THAT(task.prompt, Not(HasSubstr("40 2")));
}

TEST(ImportLiveCodeBench, AFunctionIsCalledByTheNameThatTheRowGives) {
  ImportPlace place;
  place.write_rows("own.jsonl", {function_row()});
  const Suite suite = place.imported(DataSet::livecodebench, "own.jsonl");
  const Task& task = suite.tasks.at(0);
  EXPECT_THAT(task.entry_points, ElementsAre("Solution"));
  EXPECT_THAT(task.tests.at(0).content, HasSubstr("FUNCTION = \"add\""));
  EXPECT_THAT(task.prompt, HasSubstr("def add(self, a: int, b: int)"));
}

TEST(ImportLiveCodeBench, NamesWhatIsMalformed) {
  ImportPlace place;
  const std::vector<std::pair<Json, std::string>> cases{
      {changed(program_row(), "private_test_cases", "eJxrYJnKxgABsVO8GRP1ABkRAuw="),
       "line 1: /private_test_cases: a Python pickle"},
      {changed(program_row(), "private_test_cases", "no base64!"),
       "line 1: /private_test_cases: neither JSON nor base64"},
      {changed(program_row(), "private_test_cases", 7), "line 1: /private_test_cases: expected a text"},
      {changed(program_row(), "private_test_cases", "[{\"input\": 1}]"), "test case 1: \"testtype\" must be a text"},
      {changed(program_row(), "private_test_cases", "[3]"), "test case 1: \"testtype\" must be a text"},
      {changed(program_row(), "private_test_cases", test_case("other", "", "")), "must be stdin or functional"},
      {changed(program_row(), "private_test_cases", test_case("functional", "", "")), "has tests of both types"},
      {changed(program_row(), "contest_date", "soon"), "/contest_date: expected a date"},
      {changed(function_row(), "metadata", "{}"), "/metadata: expected a JSON object with the text \"func_name\""},
      {changed(function_row(), "metadata", R"({"func_name": "a b"})"), "/metadata: must be a name of Python"}};
  for (const auto& [row, words] : cases) {
    place.write_rows("own.jsonl", {row});
    EXPECT_THAT(place.refusal(DataSet::livecodebench, "own.jsonl"), HasSubstr(words));
  }
  Json empty = changed(program_row(), "public_test_cases", "[]");
  place.write_rows("own.jsonl", {changed(empty, "private_test_cases", "[]")});
  EXPECT_THAT(place.refusal(DataSet::livecodebench, "own.jsonl"), HasSubstr("there is no test case in this row"));
}

}  // namespace
}  // namespace quantladder::tasks
