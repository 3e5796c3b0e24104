// Folders that a machine provides to answers, and that vanish or change while answers are judged.
#include "judge/provided_folders.h"

#include <gmock/gmock.h>

#include <thread>

#include "judge/sandbox_fixture.h"
#include "quantladder/sys/files.h"

namespace quantladder::judge {
namespace {

namespace fs = std::filesystem;
using core::Outcome;
using testing::AllOf;
using testing::HasSubstr;

class ProvidedFoldersTest : public testing::Test {
 protected:
  ProvidedFoldersTest() {
    write("lib/part.py", "PART = 1\n");
    write("lib/other.py", "OTHER = 1\n");
    provided_.add(folder_.path() / "lib", "make it again");
  }

  void write(const char* name, const std::string& text) const {
    sys::write_file(folder_.path() / name, text);
    for (fs::path each = folder_.path() / name; each != folder_.path().parent_path(); each = each.parent_path())
      fs::permissions(each, static_cast<fs::perms>(0755));
  }
  fs::path path(const char* name) const { return folder_.path() / name; }

  const sys::TempDir folder_;
  ProvidedFolders provided_;
};

TEST_F(ProvidedFoldersTest, WhatIsAsItWasOrNewIsNoChange) {
  EXPECT_EQ(provided_.find_change(), "");
  write("lib/new/module.py", "NEW = 1\n");
  EXPECT_EQ(provided_.find_change(), "");
}

TEST_F(ProvidedFoldersTest, AVanishedFolderIsNamedWithItsRemedy) {
  fs::remove_all(path("lib"));
  EXPECT_THAT(provided_.find_change(), AllOf(HasSubstr(path("lib").string()), HasSubstr("remedy: make it again")));
}

TEST_F(ProvidedFoldersTest, AFolderThatWasMovedAwayAndMadeAgainIsAnother) {
  fs::rename(path("lib"), path("old"));
  write("lib/part.py", "PART = 1\n");
  write("lib/other.py", "OTHER = 1\n");
  EXPECT_THAT(provided_.find_change(), HasSubstr(path("lib").string()));
}

TEST_F(ProvidedFoldersTest, AFileThatVanishedIsNamed) {
  fs::remove(path("lib/part.py"));
  EXPECT_THAT(provided_.find_change(), HasSubstr(path("lib/part.py").string()));
}

TEST_F(ProvidedFoldersTest, AFileThatHoldsSomethingElseIsNamed) {
  write("lib/part.py", "PART = 22\n");
  EXPECT_THAT(provided_.find_change(), HasSubstr(path("lib/part.py").string()));
}

TEST_F(ProvidedFoldersTest, AFileThatIsClosedIsNamed) {
  fs::permissions(path("lib/part.py"), fs::perms::none);
  EXPECT_THAT(provided_.find_change(), HasSubstr(path("lib/part.py").string()));
}

// The same in a judgement, with a sandbox and without one.
class ProvidedToAnswersTest : public ProvidedFoldersTest, public testing::WithParamInterface<Isolation> {
 protected:
  std::unique_ptr<Judge> judge() const {
    return make_judge({GetParam(), "", {.env = {}, .read_only = {path("lib")}, .programs = {}}});
  }
  std::string imports_part() const {
    return "import sys\nsys.path.append('" + path("lib").string() + "')\nimport part\n";
  }
  static core::Judgement check(Judge& judge, const std::string& source) {
    return judge.check(truth_assignment(), solution(source));
  }
  void expect_void(const core::Judgement& judgement) const {
    EXPECT_EQ(judgement.outcome, Outcome::void_sandbox) << judgement.reason;
    EXPECT_THAT(judgement.reason, AllOf(HasSubstr(path("lib").string()), HasSubstr("remedy: ")));
    EXPECT_EQ(judgement.earned, std::nullopt);
  }
};
INSTANTIATE_TEST_SUITE_P(Everywhere, ProvidedToAnswersTest,
                         testing::Values(Isolation::sandboxed, Isolation::unsafe_none), [](const auto& each) {
                           return each.param == Isolation::sandboxed ? "InTheSandbox" : "WithoutOne";
                         });

TEST_P(ProvidedToAnswersTest, AnImportThatFailsBecauseItVanishedBeforeIsVoid) {
  const auto judge = this->judge();
  ASSERT_EQ(check(*judge, imports_part() + "def answer(): return True\n").outcome, Outcome::pass);
  judge->prepare(1);  // a worker waits, and has the folder
  fs::remove(path("lib/part.py"));
  expect_void(check(*judge, imports_part() + "def answer(): return True\n"));
}

TEST_P(ProvidedToAnswersTest, ATestThatFailsBecauseItVanishesMeanwhileIsVoid) {
  const auto judge = this->judge();
  // The answer begins, and the folder is emptied when it has: it waits for that.
  const std::string waits = imports_part() +
                            "import os, time\ndef answer():\n"
                            "    while os.path.exists(part.__file__): time.sleep(0.01)\n"
                            "    import other\n"
                            "    return True\n";
  std::thread remover([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    fs::remove(path("lib/other.py"));
    fs::remove(path("lib/part.py"));
  });
  const core::Judgement judgement = check(*judge, waits);
  remover.join();
  expect_void(judgement);
}

TEST_P(ProvidedToAnswersTest, AFolderThatIsGoneIsVoidForEveryAnswer) {
  const auto judge = this->judge();
  check(*judge, "def answer(): return True\n");  // takes the worker that was waiting
  fs::remove_all(path("lib"));
  expect_void(check(*judge, imports_part() + "def answer(): return True\n"));
}

TEST_P(ProvidedToAnswersTest, APassStaysOneAndAFailureInWhatDidNotChangeIsScored) {
  const auto judge = this->judge();
  write("lib/new.py", "NEW = 1\n");
  EXPECT_EQ(check(*judge, "def answer(): return False\n").outcome, Outcome::fail);
  EXPECT_EQ(check(*judge, "import nothing_of_this_name\n").outcome, Outcome::error_import);
  judge->prepare(1);
  fs::remove(path("lib/other.py"));
  EXPECT_EQ(check(*judge, "def answer(): return True\n").outcome, Outcome::pass);
}

}  // namespace
}  // namespace quantladder::judge
