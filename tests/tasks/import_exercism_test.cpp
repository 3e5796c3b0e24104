#include <gmock/gmock.h>

#include "tasks/import_place.h"

namespace quantladder::tasks {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using Json = nlohmann::json;

const std::string kPlace = "track/exercises/practice/two-times/";

// A track of one exercise.
class Track : public ImportPlace {
 public:
  Track() {
    write_config(Json::object());
    write(kPlace + ".docs/instructions.md", "Double it.\n");
    write(kPlace + ".docs/instructions.append.md", "Raise ValueError for text.\n");
    write(kPlace + ".meta/example.py",
          "LIMIT = 3\n\n\ndef twice(n):\n    return 2 * n\n\n\nasync def later():\n    pass\n");
    write(kPlace + "two_times.py",
          "def twice(n):\n    pass\n\n\nasync def later():\n    pass\n\n\nclass Unused:\n    pass\n");
    write(kPlace + "two_times_test.py", "import unittest\n\nfrom two_times import twice\n");
  }
  void write_config(const Json& changes) const {
    Json files{{"solution", {"two_times.py"}}, {"test", {"two_times_test.py"}}, {"example", {".meta/example.py"}}};
    files.update(changes);
    write(kPlace + ".meta/config.json", Json{{"files", files}, {"blurb", "x"}}.dump());
  }
};

TEST(ImportExercism, TakesAnExerciseAsItIs) {
  Track track;
  const Suite suite = track.imported(DataSet::exercism, "track");
  const Task& task = suite.tasks.at(0);
  EXPECT_EQ(task.id, "two-times");
  EXPECT_EQ(task.module, "two_times");
  EXPECT_THAT(task.files, ElementsAre("two_times.py"));
  EXPECT_THAT(task.entry_points, ElementsAre("twice", "later")) << "of the stub, as far as the example has it";
  EXPECT_EQ(task.tests.at(0).path, "test_two_times.py");
  EXPECT_EQ(task.tests.at(0).content, "import unittest\n\nfrom two_times import twice\n");
  EXPECT_THAT(task.prompt, HasSubstr("Double it."));
  EXPECT_THAT(task.prompt, HasSubstr("Raise ValueError for text."));
  EXPECT_THAT(task.prompt, HasSubstr("class Unused:"));
}

TEST(ImportExercism, RefusesATrackWhoseTestsRunInTheAnswersProcess) {
  Track track;
  track.write_config({{"solution", {"two_times.go"}}});
  EXPECT_THAT(track.refusal(DataSet::exercism, "track"), HasSubstr("run by go test in the answer's own process"));
  track.write_config({{"solution", {"two_times.zig"}}});
  EXPECT_THAT(track.refusal(DataSet::exercism, "track"), HasSubstr("run by a native runner"));
}

TEST(ImportExercism, NoPathOfAConfigurationLeadsOutOfTheExercise) {
  Track track;
  for (const std::string path : {"../../../secret.py", "/etc/passwd.py", "a/../../b.py"}) {
    track.write_config({{"solution", {path}}});
    EXPECT_THAT(track.refusal(DataSet::exercism, "track"), HasSubstr("must be a relative path without '..'"));
  }
  track.write("secret.py", "secret");
  std::filesystem::create_symlink(track.path("secret.py"), track.path(kPlace + "link.py"));
  track.write_config({{"solution", {"link.py"}}});
  EXPECT_THAT(track.refusal(DataSet::exercism, "track"), HasSubstr("is a link, which is not followed"));
  track.write_config(Json::object());
  std::filesystem::create_symlink(track.path("secret.py"), track.path(kPlace + ".docs/introduction.md"));
  EXPECT_THAT(track.refusal(DataSet::exercism, "track"), HasSubstr("is a link, which is not followed"));
  std::filesystem::create_directory_symlink(track.path("."), track.path(kPlace + "up"));
  track.write_config({{"solution", {"up/secret.py"}}});
  EXPECT_THAT(track.refusal(DataSet::exercism, "track"), HasSubstr("is a link, which is not followed"));
}

TEST(ImportExercism, WhatMakesNoTaskIsToldOfItsExercise) {
  Track track;
  track.write(kPlace + "two-times.py", "def twice(n):\n    pass\n");
  track.write_config({{"solution", {"two-times.py"}}});
  const std::string words = track.refusal(DataSet::exercism, "track");
  EXPECT_THAT(words, HasSubstr("exercises/practice/two-times: makes no task: "));
  EXPECT_THAT(words, HasSubstr("/module: must be the name of a Python module"));
  std::filesystem::copy(track.path(kPlace), track.path("track/exercises/practice/good"),
                        std::filesystem::copy_options::recursive);
  track.write(
      "track/exercises/practice/good/.meta/config.json",
      R"({"files": {"solution": ["two_times.py"], "test": ["two_times_test.py"], "example": [".meta/example.py"]}})");
  EXPECT_EQ(track.import(DataSet::exercism, "track", true).skipped.size(), 1u);
  EXPECT_TRUE(std::filesystem::exists(track.path("out/good")));
  EXPECT_FALSE(std::filesystem::exists(track.path("out/two-times"))) << "nothing is left of what was skipped";
}

TEST(ImportExercism, NamesWhatIsMissing) {
  Track track;
  EXPECT_THAT(track.refusal(DataSet::exercism, "."), HasSubstr("no folder exercises/practice in it"));
  track.write_config({{"example", Json::array()}});
  EXPECT_THAT(track.refusal(DataSet::exercism, "track"), HasSubstr("/files/solution: one file is asked for"));
  track.write_config({{"test", {"none_test.py"}}});
  EXPECT_THAT(track.refusal(DataSet::exercism, "track"), HasSubstr("/files/test: there is no file"));
  track.write(kPlace + ".meta/config.json", "{");
  EXPECT_THAT(track.refusal(DataSet::exercism, "track"), HasSubstr("two-times/.meta/config.json"));
  std::filesystem::remove(track.path(kPlace + ".meta/config.json"));
  EXPECT_THAT(track.refusal(DataSet::exercism, "track"), HasSubstr("config.json: missing"));
  EXPECT_THAT(track.refusal(DataSet::exercism, "track", true), HasSubstr("no task of Exercism in it"));
}

TEST(ImportExercism, WhatIsHashedIsTheExercises) {
  Track track;
  const auto hash = [&] {
    std::filesystem::remove_all(track.path("out"));
    track.import(DataSet::exercism, "track");
    return Json::parse(track.read("suite.json"))["origin"]["sha256"];
  };
  const Json before = hash();
  track.write("track/.git/HEAD", "x");
  EXPECT_EQ(hash(), before);
  track.write(kPlace + ".docs/instructions.md", "Double it, please.\n");
  EXPECT_NE(hash(), before);
}

}  // namespace
}  // namespace quantladder::tasks
