#include "quantladder/tasks/suite.h"

#include <gmock/gmock.h>

#include <cstdlib>

#include "quantladder/core/error.h"
#include "quantladder/sys/files.h"
#include "tasks/suite_folder.h"

namespace quantladder::tasks {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

std::string load_error(const fs::path& folder) {
  try {
    load_suite(folder);
  } catch (const core::Error& error) {
    EXPECT_EQ(error.kind(), core::ErrorKind::usage);
    return error.what();
  }
  return "no error";
}

TEST(LoadSuite, ReadsTheTasksInTheOrderOfTheSuite) {
  SuiteFolder folder;
  folder.add_task("second");
  folder.add_task("first");
  const Suite suite = load_suite(folder.path());
  EXPECT_EQ(suite.id, "tiny");
  EXPECT_EQ(suite.version, "1.2");
  ASSERT_EQ(suite.tasks.size(), 2u);
  EXPECT_EQ(suite.tasks[0].id, "second");
  EXPECT_EQ(suite.tasks[1].qualified_id(), "tiny/first");
  EXPECT_EQ(suite.points(), 20.0);
  EXPECT_EQ(suite.find("first"), &suite.tasks[1]);
  EXPECT_EQ(suite.find("none"), nullptr);
}

TEST(LoadSuite, ReadsEveryPartOfATask) {
  SuiteFolder folder;
  folder.add_task("t");
  folder.write("t/reference/.hidden", "not part of the answer");
  folder.write("t/reference/__pycache__/solution.pyc", "not part of the answer");
  const Suite suite = load_suite(folder.path());
  const Task& task = suite.tasks.at(0);
  EXPECT_EQ(task.title, "Double");
  EXPECT_EQ(task.points, 10.0);
  EXPECT_EQ(task.module, "solution");
  EXPECT_THAT(task.files, ElementsAre("solution.py"));
  EXPECT_THAT(task.entry_points, ElementsAre("double"));
  EXPECT_THAT(task.prompt, HasSubstr("double"));
  ASSERT_EQ(task.tests.size(), 1u);
  EXPECT_EQ(task.tests[0].path, "test_double.py");
  ASSERT_EQ(task.reference.size(), 1u);
  EXPECT_EQ(task.reference[0].path, "solution.py");
  EXPECT_EQ(task.limits.wall_s, 5.0);
  EXPECT_EQ(task.limits.memory_mib, 512) << "the default";
}

TEST(LoadSuite, NamesTheRequirementThatEachWrongSolutionBreaks) {
  SuiteFolder folder;
  folder.add_task("t");
  folder.write("t/wrong/b/solution.py", "# breaks: negative numbers\n");
  folder.write("t/wrong/a.py", "# breaks:   doubling  \ndef double(n): return n\n");
  const Suite suite = load_suite(folder.path());
  const auto& wrong = suite.tasks.at(0).wrong;
  ASSERT_EQ(wrong.size(), 2u);
  EXPECT_EQ(wrong[0].name, "a");
  EXPECT_EQ(wrong[0].breaks, "doubling");
  EXPECT_EQ(wrong[0].files.at(0).path, "solution.py");
  EXPECT_EQ(wrong[1].name, "b");
  EXPECT_EQ(wrong[1].breaks, "negative numbers");
}

TEST(LoadSuite, RefusesAWrongSolutionThatSaysNotWhatItBreaks) {
  SuiteFolder folder;
  folder.add_task("t");
  folder.write("t/wrong/a.py", "def double(n): return n\n");
  EXPECT_THAT(load_error(folder.path()), HasSubstr("t/wrong/a.py: must begin with the line \"# breaks: REQUIREMENT\""));
}

TEST(LoadSuite, TakesAnyLanguageWhenAProgramJudges) {
  SuiteFolder folder;
  folder.add_task("a", {{"\"judge\"", "\"program\""},
                        {"\"language\"", "\"bash\""},
                        {"\"module\"", ""},
                        {"\"files\"", "[\"solution.py\"]"},
                        {"\"tests\"", "[\"check.py\", \"cases.json\"]"}});
  folder.write("a/check.py", "import sys\n");
  folder.write("a/cases.json", "[]\n");
  const Task task = load_suite(folder.path()).tasks.at(0);
  EXPECT_EQ(task.judged_by, JudgedBy::program);
  EXPECT_EQ(task.language, "bash");
  EXPECT_EQ(task.tests.at(0).path, "check.py");
}

TEST(LoadSuite, TakesAnyLanguageWithTestsOfPytestToo) {
  SuiteFolder folder;
  folder.add_task("a", {{"\"language\"", "\"bash\""}, {"\"module\"", ""}, {"\"files\"", "[\"solution.py\"]"}});
  fs::remove_all(folder.path() / "a/wrong");
  const Task task = load_suite(folder.path()).tasks.at(0);
  EXPECT_EQ(task.judged_by, JudgedBy::pytest);
  EXPECT_EQ(task.language, "bash");
  EXPECT_EQ(task.module, "");
}

TEST(LoadSuite, OnlyAnAnswerInPythonHasAModule) {
  SuiteFolder folder;
  folder.add_task("a", {{"\"language\"", "\"ruby\""}});
  EXPECT_THAT(load_error(folder.path()), HasSubstr("module: only an answer in Python has one"));
}

TEST(LoadSuite, WrongSolutionsAreInTheTasksLanguage) {
  SuiteFolder folder;
  folder.add_task("a", {{"\"judge\"", "\"program\""},
                        {"\"language\"", "\"go\""},
                        {"\"module\"", ""},
                        {"\"files\"", "[\"solution.py\"]"},
                        {"\"tests\"", "[\"check.py\"]"}});
  folder.write("a/check.py", "import sys\n");
  fs::remove_all(folder.path() / "a/wrong");
  folder.write("a/wrong/one.go", "// breaks: the sum\npackage main\n");
  EXPECT_EQ(load_suite(folder.path()).tasks.at(0).wrong.at(0).breaks, "the sum");
  folder.write("a/wrong/two.py", "# breaks: the sum\n");
  EXPECT_THAT(load_error(folder.path()), HasSubstr("two.py: must be a .go file"));
  fs::remove(folder.path() / "a/wrong/two.py");
  folder.write("a/wrong/two.go", "# breaks: the sum\n");
  EXPECT_THAT(load_error(folder.path()), HasSubstr("two.go: must begin with the line \"// breaks: REQUIREMENT\""));
}

TEST(LoadSuite, ALanguageThatNoAnswerCanBeTakenInIsRefused) {
  SuiteFolder folder;
  folder.add_task("a", {{"\"judge\"", "\"program\""}, {"\"language\"", "\"cobol\""}, {"\"module\"", ""}});
  EXPECT_THAT(load_error(folder.path()), HasSubstr("'cobol' is none of python, bash, ruby, go"));
}

TEST(LoadSuite, HashesWhoJudges) {
  SuiteFolder folder;
  folder.add_task("a");
  const std::string by_pytest = load_suite(folder.path()).tasks.at(0).tests_sha256;
  folder.add_task_again("a", {{"\"judge\"", "\"pytest\""}});
  EXPECT_EQ(load_suite(folder.path()).tasks.at(0).tests_sha256, by_pytest) << "written out or left out";
  folder.add_task_again("a", {{"\"judge\"", "\"program\""}});
  EXPECT_NE(load_suite(folder.path()).tasks.at(0).tests_sha256, by_pytest);
}

TEST(LoadSuite, RefusesAnUnknownJudge) {
  SuiteFolder folder;
  folder.add_task("a", {{"\"judge\"", "\"jury\""}});
  EXPECT_THROW(load_suite(folder.path()), core::Error);
}

TEST(LoadSuite, AllowsComments) {
  SuiteFolder folder;
  folder.add_task("t", {{"// why\n\"extras\"", "[]"}});
  EXPECT_EQ(load_error(folder.path()), "no error");
}

TEST(LoadSuite, SuggestsTheNearestKey) {
  SuiteFolder folder;
  folder.add_task("t", {{"\"entry_pints\"", "[]"}});
  EXPECT_THAT(load_error(folder.path()),
              HasSubstr("t/task.json: /entry_pints: unknown key; did you mean \"entry_points\"?"));
}

TEST(LoadSuite, NamesAMissingKey) {
  SuiteFolder folder;
  folder.add_task("t", {{"\"points\"", ""}});
  EXPECT_THAT(load_error(folder.path()), HasSubstr("t/task.json: /points: missing, expected a number"));
}

struct BadTask {
  std::string key;
  std::string value;
  std::string message;
};

class LoadSuiteRefuses : public testing::TestWithParam<BadTask> {};

TEST_P(LoadSuiteRefuses, AndNamesThePlace) {
  SuiteFolder folder;
  folder.add_task("t", {{"\"" + GetParam().key + "\"", GetParam().value}});
  EXPECT_THAT(load_error(folder.path()),
              HasSubstr((folder.path() / "t/task.json").string() + ": /" + GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    BadTasks, LoadSuiteRefuses,
    testing::Values(BadTask{"id", "\"other\"", "id: must be the folder's name, t"}, BadTask{"id", "\"a/b\"", "id: "},
                    BadTask{"points", "0", "points: must be more than 0"},
                    BadTask{"points", "\"10\"", "points: expected a number, found a string"},
                    BadTask{"language", "\"cobol\"", "language: "}, BadTask{"module", "\"a-b\"", "module: "},
                    BadTask{"files", "[]", "files: names no file"},
                    BadTask{"files", "[\"../x.py\"]", "files: \"../x.py\""},
                    BadTask{"files", "[\"/x.py\"]", "files: \"/x.py\""}, BadTask{"tests", "[]", "tests: names no file"},
                    BadTask{"tests", "[\"test_none.py\"]", "tests: there is no file"},
                    BadTask{"tests", "[\"prompt.md\"]", "tests: \"prompt.md\" must be named test_*.py"},
                    BadTask{"extras", "[\"none.txt\"]", "extras: there is no file"},
                    BadTask{"limits", "{\"wall_s\": 0}", "limits/wall_s: must be more than 0"},
                    BadTask{"limits", "{\"memory_mib\": 1}", "limits/memory_mib: must be between"},
                    BadTask{"limits", "{\"wall\": 1}", "limits/wall: unknown key; did you mean \"wall_s\"?"}));

TEST(LoadSuite, NamesAMissingPart) {
  for (const char* part : {"t/prompt.md", "t/reference/solution.py", "t/task.json", "suite.json"}) {
    SuiteFolder folder;
    folder.add_task("t");
    fs::remove(folder.path() / part);
    EXPECT_THAT(load_error(folder.path()), HasSubstr((folder.path() / part).string() + ": missing"));
  }
}

TEST(SuiteHashes, KeepPromptsAndTestsApart) {
  SuiteFolder folder;
  folder.add_task("t");
  const Suite before = load_suite(folder.path());
  folder.write("t/prompt.md", "Another prompt: double it.");
  const Suite prompt_changed = load_suite(folder.path());
  EXPECT_NE(prompt_changed.prompts_sha256, before.prompts_sha256);
  EXPECT_EQ(prompt_changed.tests_sha256, before.tests_sha256);
  folder.write("t/test_double.py", "def test_nothing(): pass\n");
  const Suite tests_changed = load_suite(folder.path());
  EXPECT_EQ(tests_changed.prompts_sha256, prompt_changed.prompts_sha256);
  EXPECT_NE(tests_changed.tests_sha256, before.tests_sha256);
  EXPECT_NE(tests_changed.tasks[0].tests_sha256, before.tasks[0].tests_sha256);
}

TEST(WithVersions, NamesTheJudgesVersionInThePromptAndItsHash) {
  SuiteFolder folder;
  folder.add_task("t");
  folder.write("t/prompt.md", "Python {python_version} judges; {python_version} it is, {other} stays.");
  const Suite written = load_suite(folder.path());
  const Suite asked = with_versions(written, {{"python", "3.11.2"}});
  EXPECT_EQ(asked.tasks.front().prompt, "Python 3.11 judges; 3.11 it is, {other} stays.");
  EXPECT_NE(asked.prompts_sha256, written.prompts_sha256);
  EXPECT_NE(asked.tasks.front().prompt_sha256,
            with_versions(written, {{"python", "3.12.1"}}).tasks.front().prompt_sha256);
  EXPECT_EQ(asked.tasks.front().prompt_sha256,
            with_versions(written, {{"python", "3.11.9"}}).tasks.front().prompt_sha256);
}

TEST(WithVersions, LeavesPromptsWithoutThePlaceholderAndUnknownVersions) {
  SuiteFolder folder;
  folder.add_task("t");
  const Suite plain = load_suite(folder.path());
  EXPECT_EQ(with_versions(plain, {{"python", "3.11.2"}}).prompts_sha256, plain.prompts_sha256);
  folder.write("t/prompt.md", "Python {python_version}");
  EXPECT_EQ(with_versions(load_suite(folder.path()), {}).tasks.front().prompt, "Python {python_version}");
}

TEST(SuiteHashes, CoverExtrasAndLimits) {
  SuiteFolder folder;
  folder.add_task("t");
  const std::string plain = load_suite(folder.path()).tests_sha256;
  folder.write("t/data.txt", "1");
  folder.add_task_again("t", {{"\"extras\"", "[\"data.txt\"]"}});
  const std::string with_extra = load_suite(folder.path()).tests_sha256;
  EXPECT_NE(with_extra, plain);
  folder.add_task_again("t", {{"\"limits\"", "{\"wall_s\": 6}"}});
  EXPECT_NE(load_suite(folder.path()).tests_sha256, plain);
}

TEST(FindSuite, TakesAPathOrLooksInTheNamedFolder) {
  SuiteFolder folder;
  folder.add_task("t");
  EXPECT_EQ(find_suite(folder.path().string()), folder.path());
  setenv("QUANTLADDER_TASKS", folder.path().parent_path().c_str(), 1);
  EXPECT_EQ(find_suite(folder.path().filename().string()), folder.path());
  unsetenv("QUANTLADDER_TASKS");
}

TEST(FindSuite, ListsWhereItLooked) {
  setenv("QUANTLADDER_TASKS", "/somewhere", 1);
  try {
    find_suite("no-such-suite");
    FAIL();
  } catch (const core::Error& error) {
    EXPECT_EQ(error.kind(), core::ErrorKind::usage);
    EXPECT_THAT(error.what(), HasSubstr("/somewhere/no-such-suite/suite.json"));
    EXPECT_THAT(error.what(), HasSubstr("tasks/no-such-suite/suite.json"));
  }
  unsetenv("QUANTLADDER_TASKS");
}

}  // namespace
}  // namespace quantladder::tasks
