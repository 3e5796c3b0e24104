#include "extract/language.h"

#include <gtest/gtest.h>

namespace quantladder::extract {
namespace {

class ProseLine : public testing::TestWithParam<const char*> {};
class CodeLine : public testing::TestWithParam<const char*> {};
class GoesOnLine : public testing::TestWithParam<const char*> {};

TEST_P(ProseLine, IsNoCode) { EXPECT_TRUE(is_prose(GetParam())); }
TEST_P(CodeLine, IsNoProse) { EXPECT_FALSE(is_prose(GetParam())); }
TEST_P(GoesOnLine, IsNoProseInsideABracket) { EXPECT_FALSE(is_prose(GetParam(), true)); }

INSTANTIATE_TEST_SUITE_P(Sentences, ProseLine,
                         testing::Values("This class counts words.", "Here's how:", "it's done",
                                         "as you can see, it adds", "with this function you can add",
                                         "if you want more, ask", "if needed", "else you get an error",
                                         "try it with add(1, 2)", "from here on it works", "import the module first",
                                         "pass the numbers to it", "return the sum of both", "print the result with it",
                                         "while this works, it is slow", "The `add` function adds",
                                         "add(1, 2) returns 3", "O(1) time.", "(this adds two numbers)",
                                         "2 numbers are added", "wait...", "type the numbers",
                                         "match the strings to it", "Enjoy!", "why?", "done", "ok, and now"));
INSTANTIATE_TEST_SUITE_P(LabelsAndMarks, ProseLine,
                         testing::Values("Usage:", "usage:", "Output: 5", "Output: None", "note: important",
                                         "Note: x = 5 is used here.", "- one", "+ two", "1. three", "2) four", "> five",
                                         "| a | b |", "**Bold**", "---", "***", "===", "~~~", "<|end|>", "`x` is it",
                                         "[END]", "[TOOL_CALLS]", "example: add(1, 2)", "output: [1, 2]",
                                         "add(1, 2) -> 3", "add(1, 2) => 3", "add(1, 2) = 3",
                                         " Explanation: it adds two", "[/PYTHON]", "END", "$ python a.py",
                                         ">>> add(1, 2)", "\\`\\`\\`", "_Note_: it adds", "\u2022 It adds",
                                         "\U0001F680 Enjoy"));
INSTANTIATE_TEST_SUITE_P(
    Statements, CodeLine,
    testing::Values("", "    Indented text here", "# A comment here", "class A:", "class A(Protocol): ...",
                    "def f(a): ...", "global a, b", "del a", "def add(a, b):", "def add(a, b)",
                    "async def run():", "def add(a) -> int:", "async def a() -> b.C:", "@cache", "else:", "try:  # it",
                    "if a and not b:", "if (a and", "if a and \\", "for a, b in c:", "pass; pass",
                    "with open('a b') as f, g:", "except (A, B) as e:", "from .a import b as c", "from os import *",
                    "from os import *  # noqa", "import a.b as c, d", "return total", "raise A from None",
                    "assert x, 'a b c'", "match x:", "match(x)", "case [1, *rest]:", "type A = int", "print 'two'",
                    "print x, y", "lambda: 0"));
INSTANTIATE_TEST_SUITE_P(
    Expressions, CodeLine,
    testing::Values("X = 1", "x = y = 2", "JobId: TypeAlias = str", "Default: int = 5", "count: int", "Limit: int",
                    "Name: str", "names: list[str]", "value: Job", "Handler: Callable[", "Table: dict[str, int]",
                    "  return x", "  x: int", "   y = f(a, b)", "add(a, b)[0] = 3", "x[f(1)] = 2", "(A, B) = range(2)",
                    "\"\"\"Says \"one two\" to all.\"\"\"", "x = '''it's one two", "a <= b", "x >= f(2)", "f(a=-1) > 2",
                    "a.b(c) == d", "f(x)(y)", "True if x else y", "Job(\"a b\")", "Counter().add(x)", "a.b(c)", "None",
                    "*rest, last = x", "-x", "...", "f\"{a} b\"", "b'a' r'b'", "[x for x in y if x]", "{\"a\": 1}",
                    "x = 'it\\'s'", "print(f'{x!r}', end='')", "\u00fcber = 1", "x: int | None = 3"));
INSTANTIATE_TEST_SUITE_P(Lines, GoesOnLine,
                         testing::Values("value", "- 2", "* 3", "for value in table", "if one", "or two", "'text'",
                                         "5,", "== 3", ".add(1)", "name: value,"));

}  // namespace
}  // namespace quantladder::extract
