// What every way of judging must do, sandboxed or not.
#include <gmock/gmock.h>

#include <map>
#include <thread>

#include "judge/sandbox_fixture.h"
#include "quantladder/judge/judge.h"

namespace quantladder::judge {
namespace {

using core::Outcome;
using testing::HasSubstr;
using testing::Not;

// As the machine offers it; without control groups, which every machine can be; without a sandbox.
enum class Tier { best, namespaces, bare };

class JudgeContract : public testing::TestWithParam<Tier> {
 protected:
  static Judge& judge() {
    static std::map<Tier, std::unique_ptr<Judge>> judges;
    auto& found = judges[GetParam()];
    if (!found) {
      Probe probed = probe({GetParam() == Tier::bare ? Isolation::unsafe_none : Isolation::sandboxed, ""});
      if (GetParam() == Tier::namespaces) leave_out_control_groups(probed);
      found = judge_in(std::move(probed));
    }
    return *found;
  }
  static core::Judgement check(const std::string& source, const Assignment& assignment = double_assignment()) {
    return judge().check(assignment, solution(source));
  }
};

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

Assignment program_assignment(const std::string& checker) {
  Assignment assignment = double_assignment();
  assignment.judged_by = tasks::JudgedBy::program;
  assignment.tests = {{"check.py", checker}};
  return assignment;
}

TEST_P(JudgeContract, JudgesByTheExitStatusOfAProgram) {
  const Assignment assignment = program_assignment(
      "import sys\n"
      "import quantladder_task as task\n"
      "result = task.run(['sh', 'solution.sh'], input='21')\n"
      "sys.exit(0 if result.stdout.strip() in ('42', b'42') else 1)\n");
  const core::Judgement right = judge().check(assignment, {{"solution.sh", "read n\necho $((2 * n))\n"}});
  EXPECT_EQ(right.outcome, Outcome::pass) << right.reason << right.log;
  EXPECT_EQ(right.tests_total, 1);
  EXPECT_EQ(judge().check(assignment, {{"solution.sh", "echo 41\n"}}).outcome, Outcome::fail);
}

TEST_P(JudgeContract, VoidsAProgramThatIsItselfInTrouble) {
  EXPECT_EQ(judge().check(program_assignment("1 / 0\n"), solution("")).outcome, Outcome::void_tester);
  EXPECT_EQ(judge().check(program_assignment("import sys\nsys.exit(5)\n"), solution("")).outcome, Outcome::void_tester);
}

TEST_P(JudgeContract, JudgesByTheReportWhenThreadsNeverEnd) {
  const core::Judgement judgement = check(
      "import threading\n"
      "threading.Thread(target=threading.Event().wait).start()\n"
      "def double(n):\n"
      "    return 2 * n\n");
  EXPECT_EQ(judgement.outcome, Outcome::pass) << judgement.reason;
}

TEST_P(JudgeContract, JudgesAPackage) {
  Assignment assignment = double_assignment();
  assignment.module = "shapes";
  assignment.tests[0].content =
      "import shapes\nfrom shapes.core import double\n\ndef test_small():\n    assert double(shapes.TWO) == 4\n";
  const core::Judgement judgement =
      judge().check(assignment, {{"shapes/__init__.py", "from .core import double\nTWO = 2\n"},
                                 {"shapes/core.py", "def double(n):\n    return 2 * n\n"}});
  EXPECT_EQ(judgement.outcome, Outcome::pass) << judgement.reason;
}

TEST_P(JudgeContract, ShipsExtrasAndLetsNoAnswerReplaceThem) {
  Assignment assignment = double_assignment();
  assignment.extras = {{"factor.py", "FACTOR = 2\n"}};
  const std::string source = "from factor import FACTOR\ndef double(n):\n    return FACTOR * n\n";
  const core::Judgement judgement = judge().check(assignment, {{"solution.py", source}, {"factor.py", "FACTOR = 3\n"}});
  EXPECT_EQ(judgement.outcome, Outcome::pass) << judgement.reason;
}

TEST_P(JudgeContract, ReadsSourcesInTheirOwnEncoding) {
  const core::Judgement declared =
      check("# -*- coding: latin-1 -*-\nname = '\xe9'\ndef double(n):\n    return 2 * n * len(name)");
  EXPECT_EQ(declared.outcome, Outcome::pass) << declared.reason;
  const core::Judgement undeclared = check("name = '\xe9'\ndef double(n):\n    return 2 * n\n");
  EXPECT_EQ(undeclared.outcome, Outcome::error_import) << undeclared.reason;
}

TEST_P(JudgeContract, KeepsALogPrintable) {
  const core::Judgement judgement =
      check("import sys\nsys.stdout.buffer.write(b'\\x00\\x1b[31m\\xff')\ndef double(n):\n    return 2 * n\n");
  EXPECT_EQ(judgement.outcome, Outcome::pass);
  EXPECT_THAT(judgement.log, HasSubstr("\\x00\\x1b[31m\\xff"));
}

TEST_P(JudgeContract, ListsTheExpectedTestsWithoutTheAnswer) {
  Assignment assignment = double_assignment();
  assignment.tests[0].content =
      "import pytest\nimport solution\nfrom solution import double\n\n\n"
      "@pytest.mark.parametrize('n', [1, 2, 'a/b::c[d]'])\ndef test_any(n):\n    assert double(n) == n + n\n\n\n"
      "class TestMore:\n    @solution.marked\n    def test_zero(self):\n        assert double(0) == 0\n";
  const std::string helpers = "def marked(f):\n    return f\n";
  const core::Judgement right = check(helpers + "def double(n):\n    return n + n\n", assignment);
  EXPECT_EQ(right.outcome, Outcome::pass) << right.reason;
  EXPECT_EQ(right.tests_total, 4);
  const core::Judgement wrong = check("import os\nos._exit(1)\n", assignment);
  EXPECT_EQ(wrong.tests_total, 4) << "known although this answer never ran a test";
}

TEST_P(JudgeContract, VoidsWhatItsOwnTestsMakeImpossible) {
  Assignment assignment = double_assignment();
  assignment.tests[0].content = "import solution\nthis is no Python\n";
  EXPECT_EQ(check("def double(n):\n    return 2 * n\n", assignment).outcome, Outcome::void_tester);
}

TEST_P(JudgeContract, RefusesAnswersOutsideTheirFolder) {
  for (const char* path : {"../solution.py", "/solution.py", "a/../../solution.py", ""}) {
    const core::Judgement judgement = judge().check(double_assignment(), {{path, "x = 1\n"}});
    EXPECT_EQ(judgement.outcome, Outcome::error_import) << path;
  }
  const core::Judgement twice = judge().check(double_assignment(), {{"solution.py", ""}, {"solution.py/a.py", ""}});
  EXPECT_EQ(twice.outcome, Outcome::error_import);
}

TEST_P(JudgeContract, JudgesSeveralAtOnce) {
  judge();  // made here: making it is not what the threads are to share
  std::vector<core::Judgement> judgements(4);
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < judgements.size(); ++i) {
      threads.emplace_back([&judgements, i] {
        judgements[i] = check(i % 2 == 0 ? "def double(n):\n    return 2 * n\n" : "def double(n):\n    return 4\n");
      });
    }
  }
  for (std::size_t i = 0; i < judgements.size(); ++i) {
    EXPECT_EQ(judgements[i].outcome, i % 2 == 0 ? Outcome::pass : Outcome::fail) << judgements[i].reason;
  }
}

TEST_P(JudgeContract, PointsThatFallOnTestsAreEarnedTestByTest) {
  Assignment assignment = double_assignment();
  assignment.test_points = {{"test_small", 3}, {"test_negative", 4}};
  const auto earned = [&](const std::string& source) { return judge().check(assignment, solution(source)); };
  EXPECT_EQ(earned("def double(n): return 2 * n\n").earned, 7);
  EXPECT_EQ(earned("def double(n): return abs(2 * n)\n").earned, 3);
  EXPECT_EQ(earned("def double(n): return n\n").earned, 0);
  EXPECT_EQ(earned("not python\n").earned, 0);
  const auto died = earned("import os\ndef double(n): return 2 * n if n > 0 else os._exit(0)\n");
  EXPECT_EQ(died.outcome, core::Outcome::error_died);
  EXPECT_EQ(died.earned, 3) << "test_small had passed before";
  EXPECT_EQ(judge().check(double_assignment(), solution("def double(n): return 2 * n\n")).earned, std::nullopt);
}

TEST_P(JudgeContract, PointsThatFallOnOtherTestsThanPytestFindsJudgeNobody) {
  Assignment assignment = double_assignment();
  assignment.test_points = {{"test_small", 3}};
  const auto judgement = judge().check(assignment, solution("def double(n): return 2 * n\n"));
  EXPECT_EQ(judgement.outcome, core::Outcome::void_tester);
  EXPECT_THAT(judgement.reason, testing::HasSubstr("no points fall on test_negative"));
  EXPECT_EQ(judgement.earned, std::nullopt);
}

}  // namespace
}  // namespace quantladder::judge
