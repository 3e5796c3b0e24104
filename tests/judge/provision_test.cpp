// What a machine provides to answers: folders that they can read, and variables.
#include <gmock/gmock.h>
#include <unistd.h>

#include "judge/sandbox_fixture.h"
#include "quantladder/core/error.h"
#include "quantladder/sys/files.h"

namespace quantladder::judge {
namespace {

namespace fs = std::filesystem;
using core::Outcome;
using testing::AllOf;
using testing::HasSubstr;

// A folder that everyone can read, with a program and with a file that everyone may write to.
class ProvisionTest : public testing::TestWithParam<Isolation> {
 protected:
  ProvisionTest() {
    set_mode(folder_.path(), 0755);
    fs::create_directory(folder_.path() / "bin");
    write("bin/compiler", "#!/bin/sh\necho compiled with \"$COMPILER_CACHE\"\n", 0755);
    write("cache", "warm", 0666);
    set_mode(folder_.path() / "bin", 0777);
    provision_.env = {{"COMPILER_CACHE", (folder_.path() / "cache").string()}, {"PYTHONHASHSEED", "7"}};
    provision_.read_only = {folder_.path()};
    provision_.programs = {folder_.path() / "bin"};
  }

  static void set_mode(const fs::path& path, int mode) { fs::permissions(path, static_cast<fs::perms>(mode)); }
  void write(const char* name, const std::string& text, int mode) {
    sys::write_file(folder_.path() / name, text);
    set_mode(folder_.path() / name, mode);
  }
  core::Judgement ask(const std::string& source, const Assignment& assignment = truth_assignment()) const {
    return make_judge({GetParam(), "", provision_})->check(assignment, solution(source));
  }

  const sys::TempDir folder_;
  Provision provision_;
};

TEST_P(ProvisionTest, AnAnswerFindsItsProgramsFilesAndVariables) {
  const core::Judgement judgement =
      ask("import os, subprocess\n"
          "def answer():\n"
          "    said = subprocess.run(['compiler'], capture_output=True, text=True).stdout\n"
          "    with open(os.environ['COMPILER_CACHE']) as cache: warm = cache.read() == 'warm'\n"
          "    return warm and os.environ['PYTHONHASHSEED'] == '7' and \\\n"
          "        said == 'compiled with %s\\n' % os.environ['COMPILER_CACHE']\n");
  EXPECT_EQ(judgement.outcome, Outcome::pass) << judgement.reason << judgement.log;
}

TEST_P(ProvisionTest, TheTesterHasNoneOfIt) {
  Assignment assignment = truth_assignment();
  assignment.tests = {{"test_truth.py",
                       "import os\nimport solution\n\n\ndef test_truth():\n"
                       "    assert 'COMPILER_CACHE' not in os.environ and os.environ['PYTHONHASHSEED'] == '0'\n"}};
  const core::Judgement judgement = ask("", assignment);
  EXPECT_EQ(judgement.outcome, Outcome::pass) << judgement.reason << judgement.log;
}

INSTANTIATE_TEST_SUITE_P(Everywhere, ProvisionTest, testing::Values(Isolation::sandboxed, Isolation::unsafe_none),
                         [](const auto& each) {
                           return each.param == Isolation::sandboxed ? "InTheSandbox" : "WithoutOne";
                         });

class SandboxedProvisionTest : public ProvisionTest {};
INSTANTIATE_TEST_SUITE_P(InTheSandbox, SandboxedProvisionTest, testing::Values(Isolation::sandboxed));

TEST_P(SandboxedProvisionTest, AnAnswerCannotWriteToIt) {
  const core::Judgement judgement = ask(
      "import os\n"
      "CACHE = os.environ['COMPILER_CACHE']\n"
      "FOLDER = os.path.dirname(CACHE)\n"
      "def fails(attempt):\n"
      "    try:\n"
      "        attempt()\n"
      "        return False\n"
      "    except OSError:\n"
      "        return True\n"
      "def answer():\n"
      "    return all(map(fails, [\n"
      "        lambda: open(CACHE, 'w'), lambda: os.truncate(CACHE, 0), lambda: os.chmod(CACHE, 0o777),\n"
      "        lambda: open(FOLDER + '/bin/planted', 'w'), lambda: os.remove(FOLDER + '/bin/compiler'),\n"
      "        lambda: os.rename(CACHE, CACHE + '2'), lambda: os.utime(CACHE, (1, 1)),\n"
      "        lambda: os.symlink('/box/x', FOLDER + '/bin/link'), lambda: os.link(CACHE, FOLDER + '/bin/cache')]))\n");
  EXPECT_EQ(judgement.outcome, Outcome::pass) << judgement.reason << judgement.log;
  EXPECT_EQ(sys::read_file(folder_.path() / "cache"), "warm");
}

std::string refusal(const fs::path& folder) {
  JudgeOptions options;
  options.provision.read_only = {folder};
  try {
    make_judge(options);
  } catch (const core::Error& error) {
    return error.what();
  }
  return "";
}

TEST(Provision, NamesAFolderThatIsNotThere) {
  EXPECT_THAT(refusal("/nowhere/cache"), AllOf(HasSubstr("/nowhere/cache"), HasSubstr("readable by every user")));
}

TEST(Provision, NamesAFolderThatTheSandboxCannotReach) {
  if (geteuid() != 0) GTEST_SKIP() << "only root's sandboxes run as another user";
  const sys::TempDir folder;  // of root alone
  fs::create_directory(folder.path() / "cache");
  EXPECT_THAT(refusal(folder.path() / "cache"), AllOf(HasSubstr("cache"), HasSubstr("readable by every user")));
}

}  // namespace
}  // namespace quantladder::judge
