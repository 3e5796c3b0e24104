// What every way of judging must do, sandboxed or not.
#include <gmock/gmock.h>

#include "judge/judge_contract.h"

namespace quantladder::judge {
namespace {

using core::Outcome;
using testing::HasSubstr;
using testing::Not;

std::string name_of(const testing::TestParamInfo<Tier>& each) {
  switch (each.param) {
    case Tier::best:
      return "Best";
    case Tier::namespaces:
      return "Namespaces";
    case Tier::bare:
      return "Bare";
  }
  return "";
}

INSTANTIATE_TEST_SUITE_P(Each, JudgeContract, testing::Values(Tier::best, Tier::namespaces, Tier::bare), name_of);

TEST_P(JudgeContract, PassesWhatPassesEveryTest) {
  const core::Judgement judgement = check("def double(n):\n    return 2 * n\n");
  EXPECT_EQ(judgement.outcome, Outcome::pass) << judgement.reason << judgement.log;
  EXPECT_EQ(judgement.tests_passed, 2);
  EXPECT_EQ(judgement.tests_total, 2);
  EXPECT_EQ(judgement.tests_sha256, "hash-of-the-tests");
  EXPECT_EQ(judgement.sandbox, judge().sandbox().tier);
  EXPECT_GT(judgement.wall_ms, 0);
  EXPECT_NE(judgement.judged_at, "");
}

TEST_P(JudgeContract, FailsWhatFailsOneTestAndNamesIt) {
  const core::Judgement judgement = check("def double(n):\n    return abs(2 * n)\n");
  EXPECT_EQ(judgement.outcome, Outcome::fail);
  EXPECT_EQ(judgement.tests_passed, 1);
  EXPECT_THAT(judgement.reason, HasSubstr("test_double.py::test_negative failed"));
}

TEST_P(JudgeContract, KeepsTheTestsSourceOutOfReasonAndLog) {
  const core::Judgement judgement = check("def double(n):\n    return abs(2 * n)\n");
  EXPECT_THAT(judgement.reason + judgement.log, Not(HasSubstr("== -6")));
  EXPECT_THAT(judgement.reason + judgement.log, Not(HasSubstr("solution.double(")));
}

TEST_P(JudgeContract, ShowsWhereInTheAnswerItWentWrong) {
  const core::Judgement judgement = check("def double(n):\n    return helper(n)\n\ndef helper(n):\n    return n / 0\n");
  EXPECT_EQ(judgement.outcome, Outcome::fail);
  EXPECT_THAT(judgement.log, HasSubstr("ZeroDivisionError: division by zero"));
  EXPECT_THAT(judgement.log, HasSubstr("at solution.py:5 in helper"));
}

TEST_P(JudgeContract, TellsWhatCannotBeImportedFromWhatFails) {
  for (const char* source : {"def double(n:\n", "import no_such_module\n", "raise SystemExit(0)\n", "1 / 0\n",
                             "def other(n):\n    return n\nfrom solution import double\n"}) {
    const core::Judgement judgement = check(source);
    EXPECT_EQ(judgement.outcome, Outcome::error_import) << source << judgement.reason;
    EXPECT_NE(judgement.reason, "") << source;
    EXPECT_EQ(judgement.tests_passed, 0) << source;
  }
}

TEST_P(JudgeContract, TakesANameThatTheTestsImportInVainForAnImportError) {
  Assignment assignment = double_assignment();
  assignment.tests[0].content = "from solution import double\n\ndef test_small():\n    assert double(2) == 4\n";
  const core::Judgement judgement = check("def twice(n):\n    return 2 * n\n", assignment);
  EXPECT_EQ(judgement.outcome, Outcome::error_import);
  EXPECT_THAT(judgement.reason, HasSubstr("cannot import name 'double'"));
}

TEST_P(JudgeContract, TellsADeadProcessFromAPass) {
  const core::Judgement in_call = check("import os\ndef double(n):\n    os._exit(0)\n");
  EXPECT_EQ(in_call.outcome, Outcome::error_died) << in_call.reason;
  const core::Judgement at_import = check("import os\nos._exit(0)\n");
  EXPECT_EQ(at_import.outcome, Outcome::error_died) << at_import.reason;
  const core::Judgement by_signal = check("import os\ndef double(n):\n    os.abort()\n");
  EXPECT_EQ(by_signal.outcome, Outcome::error_died);
  EXPECT_THAT(by_signal.reason, HasSubstr("signal 6"));
}

TEST_P(JudgeContract, EndsACallThatHangsBeforeTheWallLimit) {
  Assignment assignment = double_assignment();
  assignment.limits.wall_s = 2;
  const core::Judgement judgement = check("def double(n):\n    while True: pass\n", assignment);
  EXPECT_EQ(judgement.outcome, Outcome::error_timeout);
  EXPECT_THAT(judgement.reason, HasSubstr("no answer within 0.8 s"));
}

TEST_P(JudgeContract, EndsManyShortCallsAtTheWallLimit) {
  Assignment assignment = double_assignment();
  assignment.tests[0].content =
      "import pytest\nfrom solution import double\n\n"
      "@pytest.mark.parametrize('n', range(200))\ndef test_each(n):\n    assert double(n) == 2 * n\n";
  assignment.limits.wall_s = 2;
  const core::Judgement judgement =
      check("import time\n\ndef double(n):\n    time.sleep(0.1)\n    return 2 * n\n", assignment);
  EXPECT_EQ(judgement.outcome, Outcome::error_timeout);
  EXPECT_THAT(judgement.reason, HasSubstr("not done after 2 s"));
}

TEST_P(JudgeContract, EndsABusyLoopAtTheCpuLimit) {
  Assignment assignment = double_assignment();
  assignment.limits.cpu_s = 0.5;
  assignment.limits.wall_s = 60;
  const core::Judgement judgement = check("def double(n):\n    while True: pass\n", assignment);
  EXPECT_EQ(judgement.outcome, Outcome::error_timeout);
  EXPECT_THAT(judgement.reason, HasSubstr("CPU"));
}

TEST_P(JudgeContract, EndsAFloodOfOutput) {
  const core::Judgement judgement = check("import os\ndef double(n):\n    while True: os.write(1, b'x' * 65536)\n");
  EXPECT_EQ(judgement.outcome, Outcome::error_output);
  EXPECT_LT(judgement.log.size(), 300u << 10);
}

TEST_P(JudgeContract, NamesALackOfMemory) {
  const core::Judgement judgement = check("def double(n):\n    return bytearray(1 << 50)\n");
  EXPECT_EQ(judgement.outcome, Outcome::error_memory) << judgement.reason;
}

TEST_P(JudgeContract, TakesNoSkippedTestForAPass) {
  const core::Judgement skip = check("import unittest\ndef double(n):\n    raise unittest.SkipTest('not today')\n");
  EXPECT_EQ(skip.outcome, Outcome::fail);
  EXPECT_EQ(skip.tests_passed, 0);
}

TEST_P(JudgeContract, VoidsATestFileThatSkipsAllItsTests) {
  Assignment assignment = double_assignment();
  assignment.tests[0].content =
      "import pytest\nimport solution\n\n\n@pytest.mark.skip\ndef test_small():\n    pass\n\n\n"
      "@pytest.mark.xfail\ndef test_negative():\n    assert solution.double(2) == 4\n";
  const core::Judgement marked = check("def double(n):\n    return 2 * n\n", assignment);
  EXPECT_EQ(marked.outcome, Outcome::void_tester) << marked.reason;
  EXPECT_EQ(marked.tests_passed, 0) << "neither skipped nor unexpectedly passed is passed";
}

TEST_P(JudgeContract, LeavesOutWhatTheTestFileItselfSkipsAndSaysSo) {
  Assignment assignment = double_assignment();
  assignment.tests[0].content =
      "import pytest\nimport solution\n\n\n@pytest.mark.skip\ndef test_later():\n    pass\n\n\n"
      "def test_small():\n    assert solution.double(2) == 4\n";
  const core::Judgement right = check("def double(n):\n    return 2 * n\n", assignment);
  EXPECT_EQ(right.outcome, Outcome::pass) << right.reason;
  EXPECT_EQ(right.tests_total, 1);
  EXPECT_THAT(right.reason, HasSubstr("1 test(s) marked skip"));
  EXPECT_EQ(check("def double(n):\n    return n\n", assignment).outcome, Outcome::fail);
}

TEST_P(JudgeContract, VoidsTestsThatNoAnswerCouldPassAndSaysWhatToWrite) {
  Assignment assignment = double_assignment();
  assignment.tests[0].content =
      "import pytest\nimport solution\n\n\n@pytest.mark.parametrize('c', list(solution.Colour))\n"
      "def test_each(c):\n    assert c\n";
  const core::Judgement judgement = check("import enum\nColour = enum.Enum('Colour', 'RED')\n", assignment);
  EXPECT_EQ(judgement.outcome, Outcome::void_tester) << judgement.reason;
  EXPECT_THAT(judgement.reason, HasSubstr("give ids="));
}

TEST_P(JudgeContract, KeepsPytestAndTheTestsAwayFromTheAnswer) {
  EXPECT_EQ(check("import pytest\ndef double(n):\n    return 2 * n\n").outcome, Outcome::error_import);
  EXPECT_EQ(check("import gc, sys\n"
                  "def double(n):\n"
                  "    seen = [o for o in gc.get_objects() if type(o) is str and 'assert solution' in o]\n"
                  "    return 0 if seen or 'test_double' in sys.modules else 2 * n\n")
                .outcome,
            Outcome::pass);
}

TEST_P(JudgeContract, ComparesNothingByTheAnswersOwnRules) {
  const core::Judgement judgement = check(
      "class Liar:\n"
      "    def __eq__(self, other):\n"
      "        return True\n"
      "def double(n):\n"
      "    return Liar()\n");
  EXPECT_EQ(judgement.outcome, Outcome::fail) << judgement.reason;
}

TEST_P(JudgeContract, OutlivesATesterThatDied) {
  Assignment assignment = double_assignment();
  // The tester's parent's parent is the process that forks testers.
  assignment.tests[0].content =
      "import os, signal, time\n\n\n"
      "def test_small():\n"
      "    stat = open('/proc/%d/stat' % os.getppid()).read()\n"
      "    os.kill(int(stat.rpartition(')')[2].split()[1]), signal.SIGKILL)\n"
      "    os.kill(os.getppid(), signal.SIGKILL)\n"
      "    os.kill(os.getpid(), signal.SIGKILL)\n\n\n"
      "def test_negative():\n    pass\n";
  EXPECT_EQ(check("def double(n):\n    return 2 * n\n", assignment).outcome, Outcome::void_tester);
  // A killed process may take its next assignment along: the run loop repeats what is void.
  const auto once = [&] { return check("def double(n):\n    return 2 * n\n"); };
  EXPECT_EQ(with_second_look(once(), once).outcome, Outcome::pass);
}

TEST_P(JudgeContract, JudgesBesideWhatItStartedAheadOfTime) {
  judge().prepare(2);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(check("def double(n):\n    return 2 * n\n").outcome, Outcome::pass);
}

}  // namespace
}  // namespace quantladder::judge
