// Runtimes are tried in the sandbox of this machine: real ones, and made-up ones that are broken in some way.
#include "judge/runtime_search.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <cstdlib>

#include "judge/sandbox_fixture.h"
#include "quantladder/runtimes/kept.h"
#include "quantladder/runtimes/python_packages.h"
#include "quantladder/sys/files.h"
#include "tasks/suite_folder.h"

namespace quantladder::judge {
namespace {

namespace fs = std::filesystem;
using runtimes::RuntimeRow;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;

const Sandbox& sandbox() {
  static const Probe probed = probe({});
  return probed.crew->sandbox;
}

class RuntimeSearchTest : public testing::Test {
 protected:
  RuntimeSearchTest() : path_(std::getenv("PATH")) {
    sandbox();  // it needs the machine's own PATH
    set_mode(folder_.path(), 0755);
  }
  ~RuntimeSearchTest() override { setenv("PATH", path_.c_str(), 1); }

  static void set_mode(const fs::path& path, int mode) { fs::permissions(path, static_cast<fs::perms>(mode)); }
  fs::path folder(const std::string& name) const { return fs::canonical(folder_.path()) / name; }
  // Puts a program that is found before the machine's own on PATH.
  fs::path program(const std::string& name, const std::string& script) const {
    const fs::path path = folder(name);
    fs::create_directories(path.parent_path());
    sys::write_file(path, "#!/bin/sh\n" + script + "\n");
    set_mode(path, 0755);
    setenv("PATH", (path.parent_path().string() + ":" + std::getenv("PATH")).c_str(), 1);
    return path;
  }
  RuntimeFacts find(const RuntimeRow& row) {
    return find_program_runtimes({&row}, sandbox(), {.prepare = Prepare::nothing}, provision_).front();
  }

  const sys::TempDir folder_;
  const std::string path_;
  Provision provision_;
  // Something that no machine has.
  const RuntimeRow row_{.name = "compiler",
                        .title = "a compiler",
                        .program = "quantladder-compiler",
                        .proof = {"version"},
                        .proves = "works",
                        .least = "1.22",
                        .env = {{"COMPILER_HOME", "/somewhere"}},
                        .install = "install a compiler"};
};

TEST_F(RuntimeSearchTest, BashOfTheSystemWorksAndNeedsNothing) {
  const RuntimeFacts facts = find(*runtimes::find_row("bash"));
  EXPECT_EQ(facts.problem, "");
  EXPECT_THAT(facts.version, HasSubstr("."));
  EXPECT_TRUE(provision_.is_empty());
}

TEST_F(RuntimeSearchTest, GawkDoesWhatMawkDoesNot) {
  ASSERT_TRUE(fs::exists("/usr/bin/gawk")) << "no gawk: run scripts/test";
  EXPECT_EQ(find(*runtimes::find_row("gawk")).problem, "");
  program("bin/gawk", "echo 5.0.0; echo not implemented");
  EXPECT_EQ(find(*runtimes::find_row("gawk")).place, fs::canonical("/usr/bin/gawk"));  // the next one is taken
}

TEST_F(RuntimeSearchTest, NoneAtAllIsNamedWithWhatToInstall) {
  const RuntimeFacts facts = find(row_);
  EXPECT_EQ(facts.problem, "there is no quantladder-compiler on PATH");
  EXPECT_EQ(facts.remedy, "install a compiler");
  EXPECT_TRUE(provision_.is_empty());
}

TEST_F(RuntimeSearchTest, AnOldOneIsNamedWithItsVersionAndLeftOut) {
  const fs::path place = program("old/quantladder-compiler", "echo compiler 1.19.8; echo works");
  const RuntimeFacts facts = find(row_);
  EXPECT_EQ(facts.problem, place.string() + " is version 1.19.8, older than 1.22");
  EXPECT_TRUE(provision_.is_empty());
}

TEST_F(RuntimeSearchTest, BehindAnOldOneTheNewOneIsFound) {
  const fs::path place = program("new/quantladder-compiler", "echo compiler 1.27.3; echo works");
  program("old/quantladder-compiler", "echo compiler 1.19.8; echo works");
  const RuntimeFacts facts = find(row_);
  EXPECT_EQ(facts.problem, "");
  EXPECT_EQ(facts.version, "1.27.3");
  EXPECT_EQ(facts.place, place);
  EXPECT_THAT(provision_.read_only, testing::ElementsAre(place.parent_path()));
  EXPECT_THAT(provision_.programs, testing::ElementsAre(place.parent_path()));
  EXPECT_EQ(provision_.env, row_.env);
}

TEST_F(RuntimeSearchTest, AShimInAClosedHomeIsSeenThrough) {
  program("sdk/bin/quantladder-compiler", "echo compiler 1.27.3; echo works");
  program("home/shims/quantladder-compiler", fmt::format("echo {}", folder("sdk").string()));
  set_mode(folder("home"), 0700);
  setenv("PATH", (folder("home/shims").string()).c_str(), 1);
  RuntimeRow row = row_;
  row.describe = {"home"};
  const RuntimeFacts facts = find(row);
  EXPECT_EQ(facts.problem, "");
  EXPECT_EQ(facts.place, folder("sdk/bin/quantladder-compiler"));
}

TEST_F(RuntimeSearchTest, AShimThatCanNotBeSeenThroughFailsInTheSandboxAndNotLater) {
  program("sdk/compiler", "echo compiler 1.27.3; echo works");
  program("shims/quantladder-compiler", fmt::format("exec {}", folder("sdk/compiler").string()));
  EXPECT_THAT(find(row_).problem,
              AllOf(HasSubstr("shims/quantladder-compiler"), HasSubstr("does not work in the sandbox")));
}

TEST_F(RuntimeSearchTest, RuntimesOfOneProgramGetTheSameOne) {
  const fs::path both =
      program("both/quantladder-compiler",
              "echo 1.30; test \"$1\" = version && echo works; test \"$1\" = library && echo loads; true");
  program("one/quantladder-compiler", "echo 1.30; test \"$1\" = version && echo works; true");
  RuntimeRow library = row_;
  library.name = "library";
  library.proof = {"library"};
  library.proves = "loads";
  const auto found = find_program_runtimes({&row_, &library}, sandbox(), {.prepare = Prepare::nothing}, provision_);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].place, both);
  EXPECT_EQ(found[1].place, both);
  EXPECT_EQ(found[0].problem + found[1].problem, "");
}

// Its cache holds a file that the compiler made.
class WarmCacheSearchTest : public RuntimeSearchTest {
 protected:
  WarmCacheSearchTest() {
    setenv("QUANTLADDER_CACHE", folder("cache").c_str(), 1);
    row_with_cache_.cache = runtimes::WarmCache{"WARM", "warm.txt", "source", {"build", "{file}"}};
  }
  ~WarmCacheSearchTest() override { unsetenv("QUANTLADDER_CACHE"); }

  RuntimeFacts find(Prepare prepare) {
    const RuntimeSearch search{.prepare = prepare, .say = [this](const std::string& line) { said_ += line; }};
    return find_program_runtimes({&row_with_cache_}, sandbox(), search, provision_).front();
  }

  RuntimeRow row_with_cache_ = row_;
  std::string said_;
};

TEST_F(WarmCacheSearchTest, IsMadeOnceAndShownToAnswers) {
  program("sdk/quantladder-compiler", "test \"$1\" = build && cp \"$2\" $WARM/built; echo 1.30; echo works");
  EXPECT_EQ(find(Prepare::caches).problem, "");
  EXPECT_THAT(said_, HasSubstr("once"));
  ASSERT_EQ(provision_.read_only.size(), 2U);
  EXPECT_EQ(sys::read_file(provision_.read_only[1] / "built"), "source");
  EXPECT_EQ(provision_.env.back().second, provision_.read_only[1]);
  said_.clear();
  EXPECT_EQ(find(Prepare::caches).problem, "");
  EXPECT_EQ(said_, "");
}

TEST_F(WarmCacheSearchTest, IsNotPrunedWhileItIsProvided) {
  program("sdk/quantladder-compiler", "echo 1.30; echo works");
  ASSERT_EQ(find(Prepare::caches).problem, "");
  EXPECT_FALSE(runtimes::remove_kept(runtimes::list_kept().at(0)));
  provision_ = {};
  EXPECT_TRUE(runtimes::remove_kept(runtimes::list_kept().at(0)));
}

TEST_F(WarmCacheSearchTest, OneThatAnswersMayNotEnterIsItsProblemAndIsNotShownToThem) {
  if (geteuid() != 0) GTEST_SKIP() << "only root's sandboxes run as another user";
  program("sdk/quantladder-compiler", "echo 1.30; echo works");
  ASSERT_EQ(find(Prepare::caches).problem, "");
  const fs::path kept = provision_.read_only.at(1);
  set_mode(kept, 0700);
  provision_ = {};
  const RuntimeFacts facts = find(Prepare::caches);
  EXPECT_THAT(facts.problem, HasSubstr("may not enter " + kept.string()));
  EXPECT_THAT(facts.remedy, HasSubstr("chmod o+rx " + kept.string()));
  EXPECT_THAT(provision_.read_only, testing::Not(testing::Contains(kept)));
}

TEST_F(WarmCacheSearchTest, APlaceThatCanNotHoldItIsNamedWithItsOwnRemedy) {
  setenv("QUANTLADDER_CACHE", "/proc/x", 1);
  program("sdk/quantladder-compiler", "echo 1.30; echo works");
  EXPECT_EQ(find(Prepare::caches).remedy, "name another cache with QUANTLADDER_CACHE");
}

TEST_F(WarmCacheSearchTest, NoneIsShownToAnswersThatCouldWriteToIt) {
  program("sdk/quantladder-compiler", "test \"$1\" = build && exit 1; echo 1.30; echo works");
  Sandbox none = sandbox();
  none.isolation = Isolation::unsafe_none;
  const RuntimeSearch search{.prepare = Prepare::caches, .say = [this](const std::string& line) { said_ += line; }};
  EXPECT_EQ(find_program_runtimes({&row_with_cache_}, none, search, provision_).front().problem, "");
  EXPECT_EQ(said_, "");
  EXPECT_EQ(provision_.env, row_.env);
  EXPECT_FALSE(fs::exists(folder("cache/runtimes")));
}

TEST_F(WarmCacheSearchTest, IsNotMadeByALook) {
  program("sdk/quantladder-compiler", "echo 1.30; echo works");
  EXPECT_EQ(find(Prepare::nothing).problem, "");
  EXPECT_FALSE(fs::exists(folder("cache/runtimes")));
}

TEST_F(WarmCacheSearchTest, ACompilerThatCompilesNothingIsNamed) {
  program("sdk/quantladder-compiler", "test \"$1\" = build && { echo no disk >&2; exit 1; }; echo 1.30; echo works");
  EXPECT_THAT(find(Prepare::caches).problem, HasSubstr("no disk"));
}

// A suite with one task that imports a package, which is "installed" by the test.
class PackagesTest : public RuntimeSearchTest {
 protected:
  PackagesTest() {
    setenv("QUANTLADDER_CACHE", folder("cache").c_str(), 1);
    suite_folder_.add_task("plain");
    suite_folder_.add_task("needy", {{"\"needs\"", R"(["python_packages"])"}});
    suite_folder_.write("requirements.txt", "pkg==1 --hash=sha256:0\n");
    const std::string text = sys::read_file(suite_folder_.path() / "suite.json");
    suite_folder_.write("suite.json", text.substr(0, text.rfind('}')) + R"(, "python_packages": "requirements.txt"})");
    suite_ = tasks::load_suite(suite_folder_.path());
  }
  ~PackagesTest() override { unsetenv("QUANTLADDER_CACHE"); }

  fs::path kept_folder() const {
    return runtimes::folder_of_packages(suite_.packages->sha256, probe_sandbox().python_version);
  }
  void install() const {
    const fs::path kept = kept_folder();
    sys::write_file(kept / "pkg.py", "def double(n):\n    return 2 * n\n");
    for (fs::path each = kept; each != folder_.path(); each = each.parent_path()) set_mode(each, 0755);
  }
  core::Judgement judge(const std::string& task) const {
    const auto judge = make_judge({}, {suite_}, {});
    return judge->check(make_assignment(*suite_.find(task)), {{"solution.py", "from pkg import double\n"}});
  }

  tasks::SuiteFolder suite_folder_;
  tasks::Suite suite_;
};

TEST_F(PackagesTest, ThatAreNotInstalledAreNotRunWithTheCommand) {
  const core::Judgement judgement = judge("needy");
  EXPECT_EQ(judgement.outcome, core::Outcome::not_run);
  EXPECT_THAT(judgement.reason, HasSubstr("quantladder doctor --prepare " + suite_folder_.path().string()));
}

TEST_F(PackagesTest, AreImportedByTheAnswersOfTasksThatNeedThem) {
  install();
  const core::Judgement judgement = judge("needy");
  EXPECT_EQ(judgement.outcome, core::Outcome::pass) << judgement.reason << judgement.log;
  EXPECT_EQ(judgement.runtimes.count("python_packages"), 1U);
}

TEST_F(PackagesTest, ThatAnswersMayNotEnterAreNotRunAndSpoilNoOtherTask) {
  if (geteuid() != 0) GTEST_SKIP() << "only root's sandboxes run as another user";
  install();
  set_mode(kept_folder(), 0700);
  const core::Judgement judgement = judge("needy");
  EXPECT_EQ(judgement.outcome, core::Outcome::not_run);
  EXPECT_THAT(judgement.reason, HasSubstr("remedy: chmod o+rx " + kept_folder().string()));
  EXPECT_EQ(judge("plain").outcome, core::Outcome::error_import);
}

TEST_F(PackagesTest, AreNotPrunedWhileAJudgeHasThem) {
  install();
  ASSERT_THAT(runtimes::list_kept(), testing::SizeIs(1));
  auto judge = make_judge({}, {suite_}, {});
  EXPECT_FALSE(runtimes::remove_kept(runtimes::list_kept().at(0)));
  EXPECT_TRUE(fs::exists(kept_folder() / "pkg.py"));
  judge.reset();
  EXPECT_TRUE(runtimes::remove_kept(runtimes::list_kept().at(0)));
}

TEST_F(PackagesTest, ThatVanishWhileAnAnswerIsJudgedAreVoidWithTheCommand) {
  install();
  const auto judge = make_judge({}, {suite_}, {});
  fs::remove(kept_folder() / "pkg.py");
  const auto judgement =
      judge->check(make_assignment(*suite_.find("needy")), {{"solution.py", "from pkg import double\n"}});
  EXPECT_EQ(judgement.outcome, core::Outcome::void_sandbox) << judgement.reason;
  EXPECT_THAT(judgement.reason, AllOf(HasSubstr(kept_folder().string()),
                                      HasSubstr("quantladder doctor --prepare " + suite_folder_.path().string())));
}

TEST_F(PackagesTest, AreNotImportedByOthers) {
  install();
  EXPECT_EQ(judge("plain").outcome, core::Outcome::error_import);
}

}  // namespace
}  // namespace quantladder::judge
