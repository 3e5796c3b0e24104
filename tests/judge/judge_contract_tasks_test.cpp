// The contract of judge_contract_test.cpp for what a task may be: programs, packages, tests that share its points.
#include <gmock/gmock.h>

#include <thread>

#include "judge/judge_contract.h"

namespace quantladder::judge {
namespace {

using core::Outcome;
using testing::HasSubstr;

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
