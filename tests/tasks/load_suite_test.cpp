#include <gmock/gmock.h>

#include "suite_of_kind.h"

namespace quantladder::tasks {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class LoadedConversations : public SuiteOfKind {
 protected:
  LoadedConversations() : SuiteOfKind(core::SuiteKind::load) {
    add_task("T1", "first.py");
    add_task("T2", "second.py");
    add_task("S1", "side.py", R"(, "keywords": ["def", "Return"])");
  }
  void add_task(const std::string& id, const std::string& file, const std::string& more = "") {
    const auto folder = dir_.path() / id;
    sys::write_file(folder / "task.json", R"({"id": ")" + id + R"(", "title": "A", "language": "python", "files": [")" +
                                              file + R"("], "entry_points": [], "tests": ["test_a.py"])" + more + "}");
    sys::write_file(folder / "prompt.md", "Write " + file);
    sys::write_file(folder / "test_a.py", "def test_a():\n    pass\n");
    sys::write_file(folder / "reference" / file, "# " + id + "\n");
  }
  static constexpr const char* kTasks = R"("tasks": ["T1", "T2", "S1"])";
  static std::string talks(const std::string& primary, const std::string& side = R"({"id": "S1", "turns": ["S1"]})") {
    return std::string(kTasks) + R"(, "primary": {"id": "main", )" + primary + R"(}, "side": [)" + side + "]";
  }
};

TEST_F(LoadedConversations, HaveTurnsThatSeeTheFilesOfEarlierOnes) {
  const Suite suite = load(talks(R"("system": "Be brief.", "max_tokens": 99, "turns": ["T1", "T2"])"));
  EXPECT_EQ(suite.load.primary.system, "Be brief.");
  EXPECT_EQ(suite.load.primary.max_tokens, 99);
  EXPECT_THAT(suite.load.primary.turns, ElementsAre("T1", "T2"));
  EXPECT_TRUE(suite.find("T1")->earlier.empty());
  ASSERT_EQ(suite.find("T2")->earlier.size(), 1U);
  EXPECT_EQ(suite.find("T2")->earlier[0].path, "first.py");
  EXPECT_TRUE(suite.find("S1")->earlier.empty());
  EXPECT_THAT(suite.find("S1")->keywords, ElementsAre("def", "Return"));
  const auto files = assembled(*suite.find("T2"), {{"second.py", "mine"}});
  ASSERT_EQ(files.size(), 2U);
  EXPECT_EQ(files[1].content, "# T1\n");
  EXPECT_EQ(assembled(*suite.find("T2"), {{"first.py", "again"}})[0].content, "again") << "a later file replaces it";
}

TEST_F(LoadedConversations, AreMeasuredAtThreeLevelsInTwoModesUnlessToldOtherwise) {
  const Suite suite = load(talks(R"("turns": ["T1", "T2"])"));
  std::vector<std::string> names;
  for (const core::LoadItem& item : suite.load.items) names.push_back(to_string(item));
  EXPECT_THAT(names, ElementsAre("once@1", "once@2", "once@3", "sustained@1", "sustained@2", "sustained@3"));
}

TEST_F(LoadedConversations, AreOthersWhenSomethingElseIsSaid) {
  const auto hash = [&](const std::string& keys) { return load(talks(keys)).prompts_sha256; };
  const std::string plain = hash(R"("turns": ["T1", "T2"])");
  EXPECT_NE(plain, hash(R"("turns": ["T2", "T1"])"));
  EXPECT_NE(plain, hash(R"("system": "Be brief.", "turns": ["T1", "T2"])"));
  EXPECT_NE(plain, hash(R"("max_tokens": 5, "turns": ["T1", "T2"])"));
}

TEST_F(LoadedConversations, FaultsNameThePlaceAndTheRemedy) {
  EXPECT_THAT(error_of(talks(R"("turns": ["T1"])")), HasSubstr("/tasks: no conversation asks \"T2\""));
  EXPECT_THAT(error_of(talks(R"("turns": ["T1", "T9"])")), HasSubstr("/primary/turns: \"T9\" is none of \"tasks\""));
  EXPECT_THAT(error_of(talks(R"("turns": ["T1", "T2", "T1"])")), HasSubstr("/primary/turns: \"T1\" is asked twice"));
  EXPECT_THAT(error_of(talks(R"("turns": [])")), HasSubstr("/primary/turns: names no task"));
  EXPECT_THAT(error_of(talks(R"("turns": ["T1", "T2"], "max_tokens": 0)")), HasSubstr("/primary/max_tokens: must be"));
  EXPECT_THAT(error_of(talks(R"("turns": ["T1", "T2"], "max_token": 9)")), HasSubstr("max_tokens"));
  EXPECT_THAT(error_of(talks(R"("turns": ["T1", "T2"])", R"({"id": "main", "turns": ["S1"]})")),
              HasSubstr("/side/0/id: another conversation has it"));
  EXPECT_THAT(error_of(talks(R"("turns": ["T1", "T2"])", R"({"id": "a/b", "turns": ["S1"]})")),
              HasSubstr("/side/0/id: expected letters, digits"));
  EXPECT_THAT(error_of(talks(R"("turns": ["T1", "T2", "S1"])", "")), HasSubstr("/side: names no conversation"));
}

TEST_F(LoadedConversations, HaveNoPoints) {
  add_task("T1", "first.py", R"(, "points": 5)");
  EXPECT_THAT(error_of(talks(R"("turns": ["T1", "T2"])")), AllOf(HasSubstr("T1/task.json"), HasSubstr("points")));
}

}  // namespace
}  // namespace quantladder::tasks
