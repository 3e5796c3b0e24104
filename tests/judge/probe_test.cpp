// What the probe finds on this machine, and the remedy it names for what is missing.
#include "judge/probe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "judge/double_task.h"
#include "quantladder/core/error.h"
#include "quantladder/judge/judge.h"
#include "support/machine.h"

namespace quantladder::judge {
namespace {

using testing::HasSubstr;

TEST(SandboxProbe, IsDescribedByWhatTheProbeFound) {
  const SandboxFacts facts = probe_sandbox();
  EXPECT_THAT(facts.tier, testing::AnyOf("full", "namespaces"));
  EXPECT_THAT(facts.detail, HasSubstr("bubblewrap"));
  EXPECT_EQ(facts.python.front(), '/');
  EXPECT_EQ(facts.problem.empty(), facts.tier == "full");
  EXPECT_EQ(facts.remedy.empty(), facts.problem.empty());
}

TEST(SandboxProbe, IsFullWhereAMemoryGroupCanBeMade) {
  if (!test::allows_memory_groups()) GTEST_SKIP() << "this machine allows none";
  const SandboxFacts facts = probe_sandbox();
  EXPECT_EQ(facts.tier, "full") << facts.detail << "; " << facts.problem;
}

TEST(SandboxProbe, IsStampedNoneWhenItWasSwitchedOff) {
  const auto judge = make_judge({Isolation::unsafe_none, ""});
  EXPECT_EQ(judge->sandbox().tier, "none");
  EXPECT_EQ(judge->check(double_assignment(), solution("def double(n): return 2 * n\n")).sandbox, "none");
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
  EXPECT_EQ(probe_sandbox().tier, "none");
  setenv("PATH", path.c_str(), 1);
}

TEST(SandboxProbe, NamesTheRemedyWhenPytestIsMissing) {
  EXPECT_THAT(error_of({Isolation::sandboxed, "/bin/true"}), HasSubstr("apt install python3-pytest"));
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
