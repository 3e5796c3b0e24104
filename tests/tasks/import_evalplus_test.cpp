#include <gmock/gmock.h>

#include "tasks/import_place.h"

namespace quantladder::tasks {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string kRow =
    R"({"task_id": "Own/2", "prompt": "def half(n):\n", "canonical_solution": "    return n / 2\n",)"
    R"( "entry_point": "half", "contract": "assert n", "atol": 0.001,)"
    R"( "base_input": [[2]], "plus_input": [[100000000000000000000000000001]])";

TEST(ImportEvalPlus, KeepsEveryDigitOfItsInputs) {
  ImportPlace place;
  place.write("own.jsonl", kRow + "}\n");
  const Suite suite = place.imported(DataSet::evalplus, "own.jsonl");
  ASSERT_EQ(suite.tasks.size(), 1u);
  EXPECT_THAT(suite.tasks[0].tests.at(0).content, HasSubstr("100000000000000000000000000001"));
  EXPECT_EQ(suite.tasks[0].reference.at(0).content, "def half(n):\n    return n / 2\n");
  EXPECT_THAT(suite.tasks[0].prompt, Not(HasSubstr("return n / 2")));
}

TEST(ImportEvalPlus, NamesWhatIsMalformed) {
  ImportPlace place;
  const std::vector<std::pair<std::string, std::string>> cases{
      {R"(, "base_input": 3})", "line 1: /base_input: expected an array of arguments"},
      {R"(, "base_input": []})", "line 1: /base_input: must have at least one input"},
      {R"(, "plus_input": [1]})", "line 1: /plus_input: each input must be an array"},
      {R"(, "atol": -1})", "line 1: /atol: must not be below 0"},
      {R"(, "atol": "small"})", "line 1: /atol: expected a number"}};
  for (const auto& [end, words] : cases) {  // of two values of a key the later one counts
    place.write("own.jsonl", kRow + end + "\n");
    EXPECT_THAT(place.refusal(DataSet::evalplus, "own.jsonl"), HasSubstr(words));
  }
}

}  // namespace
}  // namespace quantladder::tasks
