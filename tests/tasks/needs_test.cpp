// What tasks need beside Python, and the packages that a suite brings.
#include <gmock/gmock.h>

#include "quantladder/core/error.h"
#include "quantladder/sys/files.h"
#include "quantladder/tasks/suite.h"
#include "tasks/suite_folder.h"

namespace quantladder::tasks {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string refusal(const std::filesystem::path& folder) {
  try {
    load_suite(folder);
  } catch (const core::Error& error) {
    EXPECT_EQ(error.kind(), core::ErrorKind::usage);
    return error.what();
  }
  return "nothing was refused";
}

class NeedsTest : public testing::Test {
 protected:
  // Two tasks, of which the second needs `needs`; the suite's keys end with `packages`.
  void write_suite(const std::string& needs, const std::string& packages = "") {
    folder_.add_task("plain");
    folder_.add_task("needy", {{"\"needs\"", needs}});
    const std::string text = sys::read_file(folder_.path() / "suite.json");
    folder_.write("suite.json", text.substr(0, text.rfind('}')) + packages + "}");
  }
  void write_packages(const std::string& requirements) {
    folder_.write("requirements.txt", requirements);
    write_suite(R"(["fastapi"])", R"(, "python_packages": "requirements.txt")");
  }

  SuiteFolder folder_;
};

TEST_F(NeedsTest, AreNoneUnlessNamed) {
  write_suite(R"(["bash", "gawk"])");
  const Suite suite = load_suite(folder_.path());
  EXPECT_THAT(suite.find("plain")->needs, IsEmpty());
  EXPECT_THAT(suite.find("needy")->needs, ElementsAre("bash", "gawk"));
}

TEST_F(NeedsTest, AnUnknownNameIsRefusedWithTheNearest) {
  write_suite(R"(["gawwk"])");
  EXPECT_THAT(refusal(folder_.path()),
              HasSubstr("needy/task.json: /needs: there is no runtime \"gawwk\"; is \"gawk\""));
}

TEST_F(NeedsTest, ANameIsNotTakenTwice) {
  write_suite(R"(["gawk", "gawk"])");
  EXPECT_THAT(refusal(folder_.path()), HasSubstr("names one twice"));
}

TEST_F(NeedsTest, APackageWithoutARequirementsFileIsRefused) {
  write_suite(R"(["fastapi"])");
  EXPECT_THAT(refusal(folder_.path()), HasSubstr("name a requirements file in \"python_packages\" of suite.json"));
}

TEST_F(NeedsTest, PackagesThatNoTaskNeedsAreRefused) {
  folder_.write("requirements.txt", "a==1 --hash=sha256:0\n");
  write_suite("[]", R"(, "python_packages": "requirements.txt")");
  EXPECT_THAT(refusal(folder_.path()), HasSubstr("no task names one of them"));
}

TEST_F(NeedsTest, AFileThatIsNotPinnedIsRefused) {
  write_packages("a>=1 --hash=sha256:0\n");
  EXPECT_THAT(refusal(folder_.path()), HasSubstr("requirements.txt: line 1: must pin its version with =="));
}

TEST_F(NeedsTest, AFileThatIsNotThereIsRefused) {
  write_suite(R"(["fastapi"])", R"(, "python_packages": "missing.txt")");
  EXPECT_THAT(refusal(folder_.path()), HasSubstr("missing.txt"));
}

TEST_F(NeedsTest, AFileOutsideOfTheSuiteIsRefused) {
  write_suite(R"(["fastapi"])", R"(, "python_packages": "../requirements.txt")");
  EXPECT_THAT(refusal(folder_.path()), HasSubstr("relative path"));
}

TEST_F(NeedsTest, TheFileIsPartOfTheHashOfWhatJudgesThoseWhoNeedIt) {
  write_packages("a==1 --hash=sha256:0\n");
  const Suite before = load_suite(folder_.path());
  folder_.write("requirements.txt", "a==2 --hash=sha256:0\n");
  const Suite after = load_suite(folder_.path());
  ASSERT_TRUE(after.packages);
  EXPECT_EQ(after.packages->sha256, sys::sha256_hex("a==2 --hash=sha256:0\n"));
  EXPECT_NE(before.tests_sha256, after.tests_sha256);
  EXPECT_NE(before.find("needy")->tests_sha256, after.find("needy")->tests_sha256);
  EXPECT_EQ(before.find("plain")->tests_sha256, after.find("plain")->tests_sha256);
}

class NeededVersionsTest : public NeedsTest {
 protected:
  Task asked(const core::RuntimeVersions& versions) {
    write_suite(R"(["go"])");
    folder_.write("needy/prompt.md", "Go {go_version}, Python {python_version}, {other_version}");
    return *with_versions(load_suite(folder_.path()), versions).find("needy");
  }
};

TEST_F(NeededVersionsTest, ArePutIntoThePrompt) {
  const Task task = asked({{"python", "3.11.2"}, {"go", "1.27.3"}, {"gawk", "5.2.1"}});
  EXPECT_EQ(task.prompt, "Go 1.27, Python 3.11, {other_version}");  // there is no such runtime
  EXPECT_EQ(task.prompt_sha256, sys::sha256_hex(task.prompt));
}

TEST_F(NeededVersionsTest, OfARuntimeThatTheTaskDoesNotNeedAreRefused) {
  write_suite(R"(["go"])");
  folder_.write("needy/prompt.md", "Go {go_version}, awk {gawk_version}");
  EXPECT_THAT(refusal(folder_.path()),
              HasSubstr("needy/prompt.md: {gawk_version}: the task does not need gawk; add \"gawk\" to \"needs\" in "
                        "its task.json, or leave the version out"));
}

TEST_F(NeededVersionsTest, OfTheSuiteItselfComeFirst) {
  EXPECT_THAT(asked({{"python", "3.11.2"}, {"go", "1.27.3"}, {"tiny/go", "1.22"}}).prompt, HasSubstr("Go 1.22,"));
}

TEST_F(NeededVersionsTest, APromptThatLacksOneHasNoHash) { EXPECT_EQ(asked({{"python", "3.11.2"}}).prompt_sha256, ""); }

}  // namespace
}  // namespace quantladder::tasks
