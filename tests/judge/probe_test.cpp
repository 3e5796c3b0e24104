// What the probe finds on this machine, and the remedy it names for what is missing.
#include "judge/probe.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "judge/double_task.h"
#include "judge/sandbox/bubblewrap.h"
#include "judge/split/interpreter.h"
#include "quantladder/core/error.h"
#include "quantladder/judge/judge.h"
#include "quantladder/sys/files.h"
#include "quantladder/sys/process.h"
#include "support/machine.h"

namespace quantladder::judge {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(SandboxProbe, IsDescribedByWhatTheProbeFound) {
  const SandboxFacts facts = probe_sandbox();
  EXPECT_THAT(facts.tier, testing::AnyOf(core::SandboxTier::full, core::SandboxTier::namespaces));
  EXPECT_THAT(facts.detail, HasSubstr("bubblewrap"));
  EXPECT_EQ(facts.python.front(), '/');
  EXPECT_EQ(facts.problem.empty(), facts.tier == core::SandboxTier::full);
  EXPECT_EQ(facts.remedy.empty(), facts.problem.empty());
}

TEST(SandboxProbe, IsFullWhereAMemoryGroupCanBeMade) {
  if (!test::allows_memory_groups())
    GTEST_SKIP() << "this machine lets nobody limit memory by a control group, so no tier can name one";
  const SandboxFacts facts = probe_sandbox();
  EXPECT_EQ(facts.tier, core::SandboxTier::full) << facts.detail << "; " << facts.problem;
}

TEST(SandboxProbe, IsStampedNoneWhenItWasSwitchedOff) {
  const auto judge = make_judge({Isolation::unsafe_none, ""});
  EXPECT_EQ(judge->sandbox().tier, core::SandboxTier::none);
  EXPECT_EQ(judge->check(double_assignment(), solution("def double(n): return 2 * n\n")).sandbox,
            core::SandboxTier::none);
}

std::string error_of(const JudgeOptions& options) {
  try {
    make_judge(options);
  } catch (const core::Error& error) {
    EXPECT_EQ(error.kind(), core::ErrorKind::environment);
    return error.what();
  }
  return "no error";
}

TEST(SandboxProbe, NamesTheRemedyWhenBubblewrapIsMissing) {
  const std::string path = std::getenv("PATH");
  setenv("PATH", "/no/such/folder", 1);
  EXPECT_THAT(error_of({}), HasSubstr("apt install bubblewrap"));
  EXPECT_EQ(probe_sandbox().tier, core::SandboxTier::none);
  setenv("PATH", path.c_str(), 1);
}

TEST(SandboxProbe, NamesTheRemedyWhenPytestIsMissing) {
  EXPECT_THAT(error_of({Isolation::sandboxed, "/bin/true"}), HasSubstr("apt install python3-pytest"));
}

// Stands before bubblewrap in the search path: notes every start of a sandbox, and runs `first` before it.
class BubblewrapStandIn {
 public:
  explicit BubblewrapStandIn(const std::string& first) {
    const std::string real = sys::find_program("bwrap").value();
    write("starts", "", 0666);
    write("bwrap",
          fmt::format("#!/bin/sh\ncase \"$*\" in *--args*) echo \"$*\" >> {}/starts;; esac\n{}\nexec {} \"$@\"\n",
                      folder_.path().string(), first, real),
          0755);
    fs::permissions(folder_.path(), static_cast<fs::perms>(0755));  // the sandboxes' users have to reach it
    setenv("PATH", (folder_.path().string() + ":" + path_).c_str(), 1);
  }
  BubblewrapStandIn(const BubblewrapStandIn&) = delete;
  BubblewrapStandIn& operator=(const BubblewrapStandIn&) = delete;
  ~BubblewrapStandIn() { setenv("PATH", path_.c_str(), 1); }

  int starts() const {
    const std::string lines = sys::read_file(folder_.path() / "starts");
    return static_cast<int>(std::count(lines.begin(), lines.end(), '\n'));
  }

 private:
  void write(const char* name, const std::string& text, int mode) {
    sys::write_file(folder_.path() / name, text);
    fs::permissions(folder_.path() / name, static_cast<fs::perms>(mode));
  }

  const std::string path_ = std::getenv("PATH");
  const sys::TempDir folder_;
};

constexpr const char* kRefuse = "echo 'bwrap: no permissions to create a new namespace: not allowed' >&2; exit 1";

TEST(SandboxProbe, StartsWhatJudgesTheFirstAnswer) {
  const JudgeOptions options{Isolation::sandboxed, probe_sandbox().python};  // the first that is tried
  const BubblewrapStandIn bubblewrap("");
  const auto judge = make_judge(options);
  const auto judgement = judge->check(double_assignment(), solution("def double(n): return 2 * n\n"));
  EXPECT_EQ(judgement.outcome, core::Outcome::pass) << judgement.reason;
  EXPECT_EQ(bubblewrap.starts(), 2);  // a tester and a worker
  judge->check(double_assignment(), solution("def double(n): return 2 * n\n"));
  EXPECT_EQ(bubblewrap.starts(), 3);  // no worker judges twice
}

TEST(SandboxProbe, GoesWithoutABoundOnFilesWhereTheKernelRefusesIt) {
  if (!test::allows_private_tmpfs())
    GTEST_SKIP() << "this machine refuses a private tmpfs by itself, so its refusal cannot be played";
  const BubblewrapStandIn bubblewrap(fmt::format("if grep -q ' /sys tmpfs ' /proc/self/mounts; then {}; fi", kRefuse));
  const auto judge = make_judge();
  EXPECT_THAT(judge->sandbox().detail, HasSubstr("number of files not bounded"));
  const auto judgement = judge->check(double_assignment(), solution("def double(n): return 2 * n\n"));
  EXPECT_EQ(judgement.outcome, core::Outcome::pass) << judgement.reason;
}

TEST(SandboxProbe, RefusesWhereNoWorkerStarts) {
  const BubblewrapStandIn bubblewrap(fmt::format("case \"$*\" in *worker.py*) {};; esac", kRefuse));
  EXPECT_THAT(error_of({}), AllOf(HasSubstr("cannot start the answer's sandbox"), HasSubstr("not allowed"),
                                  HasSubstr("unprivileged_userns_clone")));
}

TEST(SandboxProbe, TellsAMissingSandboxFromAMissingPython) {
  const BubblewrapStandIn bubblewrap(fmt::format("case \"$*\" in *--args*) {};; esac", kRefuse));
  const SandboxFacts facts = probe_sandbox();
  EXPECT_EQ(facts.tier, core::SandboxTier::none);
  EXPECT_THAT(facts.problem, HasSubstr("cannot start a sandbox: bwrap: no permissions"));
  EXPECT_EQ(facts.python.front(), '/');
}

TEST(SandboxProbe, RefusesAPytestThatImportsButDoesNotWork) {
  const BubblewrapStandIn bubblewrap(
      "case \"$*\" in *tester.py*) echo 'tester: pytest does not work' >&2; exit 1;; esac");
  EXPECT_THAT(error_of({}), AllOf(HasSubstr("pytest does not work"), HasSubstr("apt install python3-pytest")));
}

TEST(SandboxProbe, TellsAPythonOutOfReachFromAMissingSandbox) {
  if (geteuid() != 0) GTEST_SKIP() << "only root's sandboxes run as another user";
  const sys::TempDir folder;  // of root alone
  const fs::path venv = folder.path() / "venv";
  fs::create_directories(venv / "bin");
  fs::create_symlink(fs::canonical(probe_sandbox().python), venv / "bin/python3");
  sys::write_file(venv / "pyvenv.cfg", "home = /usr/bin\n");
  EXPECT_THAT(error_of({Isolation::sandboxed, venv / "bin/python3"}),
              AllOf(HasSubstr("no python3 that imports pytest"), HasSubstr("Permission denied")));
}

// The search path's python3 in a folder with these rights.
std::vector<std::string> candidates_in_folder(int mode) {
  const std::string path = std::getenv("PATH");
  const sys::TempDir folder;
  sys::write_file(folder.path() / "python3", "#!/bin/sh\nexec /usr/bin/python3 \"$@\"\n");
  fs::permissions(folder.path() / "python3", static_cast<fs::perms>(0755));
  fs::permissions(folder.path(), static_cast<fs::perms>(mode));
  setenv("PATH", (folder.path().string() + ":" + path).c_str(), 1);
  std::vector<std::string> names;
  for (const std::string& name : name_candidates("")) {
    names.push_back(name == "/usr/bin/python3" ? "system" : fs::path(name).filename().string());
  }
  setenv("PATH", path.c_str(), 1);
  return names;
}

TEST(NameCandidates, TriesLastWhatTheSandboxCannotReach) {
  EXPECT_THAT(candidates_in_folder(0755), ElementsAre("python3", "system"));
  if (geteuid() != 0) GTEST_SKIP() << "only root's sandboxes run as another user";
  EXPECT_THAT(candidates_in_folder(0700), ElementsAre("system", "python3"));
}

TEST(NameCandidates, TakesTheOneThatWasAskedForAndNoOther) {
  EXPECT_THAT(name_candidates("/no/such/python"), ElementsAre("/no/such/python"));
  EXPECT_FALSE(find_interpreter("/no/such/python"));
}

TEST(RemedyFor, RecognisesWhatForbidsUserNamespaces) {
  EXPECT_THAT(remedy_for("bwrap: setting up uid map: Permission denied", false), HasSubstr("AppArmor"));
  EXPECT_THAT(remedy_for("bwrap: anything", true), HasSubstr("apparmor_restrict_unprivileged_userns=0"));
  EXPECT_THAT(remedy_for("bwrap: No permissions to creating new namespace, likely because the kernel does not allow "
                         "non-privileged user namespaces. On e.g. debian this can be enabled with ... not permitted",
                         false),
              HasSubstr("unprivileged_userns_clone"));
  EXPECT_NE(remedy_for("something new", false), "");
}

}  // namespace
}  // namespace quantladder::judge
