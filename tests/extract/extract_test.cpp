#include "quantladder/extract/extract.h"

#include <gtest/gtest.h>

#include <ctime>
#include <functional>
#include <ostream>

#include "extract/language.h"
#include "extract/paths.h"
#include "quantladder/core/answer_language.h"

namespace quantladder::extract {
namespace {

const Spec kOneFile{"python", {"solution.py"}, {"Counter"}};
const Spec kPackage{"python", {"shop/__init__.py", "shop/cart.py"}, {}};

TEST(Extract, EveryLanguageThatATaskMayNameIsKnown) {
  for (const auto& language : core::kIds<core::AnswerLanguage>)
    EXPECT_NE(extract("text", {std::string(language.id), {"a"}, {}}).rule, "none.unknown-language") << language.id;
}

TEST(Extract, AnUnknownLanguageIsAProblemNotAnException) {
  EXPECT_EQ(extract("```cobol\nSTOP RUN.\n```", {"cobol", {"a.cob"}, {}}).rule, "none.unknown-language");
}

TEST(Extract, ASpecThatLeavesTheFolderGivesNoFile) {
  EXPECT_EQ(extract("```python\nCounter = 1\n```", {"python", {"../solution.py"}, {"Counter"}}).rule,
            "none.unsafe-spec");
}

TEST(Extract, WithoutAFileNameTheAnswerIsCalledSolution) {
  const auto answer = extract("```python\nCounter = 1\n```", {"python", {}, {"Counter"}});
  ASSERT_EQ(answer.files.size(), 1u);
  EXPECT_EQ(answer.files[0].path, "solution.py");
}

TEST(Extract, AMillionRefusedPathsGiveAFewNotes) {
  std::string reply;
  for (int i = 0; i < 1000; ++i) reply += "### `../a.py`\n```python\n```\n";
  EXPECT_LT(extract(reply, kPackage).notes.size(), 20u);
}

TEST(Extract, APackageKeepsOnlySoManyFilesThatWereNotAskedFor) {
  std::string reply = "### `shop/__init__.py`\n```python\n```\n### `shop/cart.py`\n```python\n```\n";
  for (int i = 0; i < 1000; ++i) reply += "### `shop/x" + std::to_string(i) + ".py`\n```python\n```\n";
  EXPECT_EQ(extract(reply, kPackage).files.size(), 2u + 16u);
}

TEST(Extract, NotesHoldOnlyPrintableCharacters) {
  const auto answer = extract("### `../\x01\xFF.py`\n```python\nx = 1\n```\n", kPackage);
  ASSERT_FALSE(answer.notes.empty());
  EXPECT_EQ(answer.notes[0], "refused the path ../\?\?.py");
}

// Of this thread's processor time, so that a busy machine changes little.
double cpu_seconds(const std::string& reply, const Spec& spec) {
  const auto now = [] {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
  };
  const double start = now();
  extract(reply, spec);
  return now() - start;
}

std::string repeat(std::string_view piece, std::size_t bytes) {
  std::string text;
  while (text.size() < bytes) text += piece;
  return text;
}

struct Hostile {
  std::string name;
  std::function<std::string(std::size_t bytes)> reply;
};

void PrintTo(const Hostile& hostile, std::ostream* out) { *out << hostile.name; }

class ExtractHostile : public testing::TestWithParam<Hostile> {};

// Sixteen times the reply may take sixteen times as long, and four times that for what else the machine does; what
// grows with the square takes 256 times. Three tries: an honest square fails them all.
TEST_P(ExtractHostile, TakesTimeInProportionToTheReply) {
  constexpr std::size_t kSmall = 1 << 15;
  const std::string small = GetParam().reply(kSmall);
  const std::string large = GetParam().reply(16 * kSmall);
  for (const Spec& spec : {kOneFile, kPackage}) {
    bool in_proportion = false;
    for (int attempt = 0; attempt < 3 && !in_proportion; ++attempt) {
      in_proportion = cpu_seconds(large, spec) < 64 * cpu_seconds(small, spec) + 0.25;
    }
    EXPECT_TRUE(in_proportion) << spec.files.size() << " files";
  }
}

std::function<std::string(std::size_t)> pieces(std::string_view piece, std::string_view first = "") {
  return [piece, first](std::size_t bytes) { return std::string(first) + repeat(piece, bytes); };
}

INSTANTIATE_TEST_SUITE_P(
    Reply, ExtractHostile,
    testing::Values(
        Hostile{"Backticks", pieces("`")}, Hostile{"BareFences", pieces("```\n")},
        Hostile{"OpeningFences", pieces("```python\n")}, Hostile{"MarkdownFences", pieces("```markdown\n")},
        Hostile{"FencesInASentence", pieces("x ```python y ")}, Hostile{"Tildes", pieces("~~~\n~~~~\n")},
        Hostile{"ThinkTags", pieces("<think>")}, Hostile{"ThinkLines", pieces("<think>\n")},
        Hostile{"ThinkSpans", pieces("<think></think>")}, Hostile{"ThinkEnds", pieces("</think>\n")},
        Hostile{"Headings", pieces("### `shop/cart.py`\n")},
        Hostile{
            "HeadingsThenFence",
            [](std::size_t bytes) { return repeat("### title\n", bytes) + "```python\nclass Counter: pass\n```\n"; }},
        Hostile{"NamedBlocks", pieces("### `shop/cart.py`\n```python\nx = 1\n```\n")},
        Hostile{"CommentHeaders", pieces("# shop/cart.py\nx = 1\n", "```python\n")},
        Hostile{"CodeThenBareFence", pieces("class A:\n    pass\nThen some prose follows.\n```\n")},
        Hostile{"UnclosedCode", pieces("class A:\n    pass\n```python\n")},
        Hostile{"Quotes", pieces("\"\"\"", "```python\n")},
        Hostile{"QuoteLines", pieces("'''\n\"\"\"\n", "```python\n")},
        Hostile{"Backslashes", pieces("\\", "```python\n\"\"\"")}, Hostile{"Newlines", pieces("\n")},
        Hostile{"CarriageReturns", pieces("\r")}, Hostile{"Spaces", pieces(" ", "```python\n")},
        Hostile{"DeepIndentation",
                pieces("                                                        x\n", "```python\n")},
        Hostile{"DeeperAndDeeper",
                [](std::size_t bytes) {
                  std::string text;
                  for (std::size_t depth = 0; text.size() < bytes; ++depth)
                    text += std::string(depth % 4000, ' ') + "```python\n";
                  return text;
                }},
        Hostile{"ListMarkers", pieces("- ")}, Hostile{"Digits", pieces("1")},
        Hostile{"OneLongPath", pieces("a/", "# ")}, Hostile{"ManyPathsInALine", pieces("a.py ", "### ")},
        Hostile{"ManyDots", pieces(".", "### a.py")}, Hostile{"StringsWithFences", pieces("x = '''\n```\n\"\"\"\n")},
        Hostile{"FencesInAnOpenString", pieces("```\n", "import a\nx = '''\n")},
        Hostile{"LongerFences", pieces("`````\n````\nx\n")},
        Hostile{"TurnEndsInAComment", pieces("<|im_end|> ", "```python\n# ")},
        Hostile{"MarksNamedInALine", pieces("a <think> ")}, Hostile{"Brackets", pieces("[", "```python\n")},
        Hostile{"WordsInCode", pieces("a b c\n", "import a\n")}, Hostile{"IndentedCode", pieces("  x = 1\n y = 2\n")},
        Hostile{"LongParagraphAboveABlock",
                [](std::size_t bytes) { return repeat("a\n", bytes) + "```python\nclass Counter: pass\n```\n"; }},
        Hostile{"CompleteBlocks", pieces("If you want:\n```python\nclass Counter:\n  def a(self): ...\n```\n")},
        Hostile{"Definitions", pieces("class Count:\n", "```python\n")}),
    [](const auto& hostile) { return hostile.param.name; });

const Language& python() { return *find_language("python"); }

bool inside_after(std::string_view line) {
  StringTracker strings(python());
  strings.feed(line);
  return strings.inside();
}

TEST(StringTracker, IsInsideAfterAnOpenLongQuote) { EXPECT_TRUE(inside_after("text = \"\"\"begin")); }
TEST(StringTracker, IsOutsideAfterAClosedLongQuote) { EXPECT_FALSE(inside_after("\"\"\"one line\"\"\"")); }
TEST(StringTracker, IgnoresAQuoteInAComment) { EXPECT_FALSE(inside_after("x = 1  # \"\"\" not a string")); }
TEST(StringTracker, IgnoresAQuoteInAShortString) { EXPECT_FALSE(inside_after("x = \"'''\"")); }
TEST(StringTracker, IgnoresAnEscapedQuote) { EXPECT_TRUE(inside_after(R"(x = """a \""" b)")); }
TEST(StringTracker, GoesOnInsideABracketUntilTheNextDefinition) {
  StringTracker strings(python());
  strings.feed("x = [(1, 2),");
  EXPECT_TRUE(strings.continued());
  strings.feed("def add(a, b):");
  EXPECT_FALSE(strings.continued());
}
TEST(StringTracker, CountsNoBracketInAStringOrComment) {
  StringTracker strings(python());
  strings.feed("x = '(['  # {");
  EXPECT_FALSE(strings.continued());
}
TEST(StringTracker, ClosesWithTheQuoteThatOpened) { EXPECT_TRUE(inside_after("x = '''a \"\"\"")); }

TEST(DefinedName, IsThatOfAClassFunctionOrAssignment) {
  EXPECT_EQ(defined_name("class A(B):", python()), "A");
  EXPECT_EQ(defined_name("async def run():", python()), "run");
  EXPECT_EQ(defined_name("A: type = B", python()), "A");
}

TEST(DefinedName, IsEmptyForOtherLines) {
  for (const char* line :
       {"    class A:", "A == B", "A(b=1)", "A.b = 1", "classA = 1 if", "# class A:", "A: type", ""}) {
    EXPECT_NE(defined_name(line, python()), "A") << line;
  }
}

TEST(SafePath, KeepsWhatIsRelativeAndSober) {
  EXPECT_EQ(safe_path("./pkg/core.py"), "pkg/core.py");
  EXPECT_EQ(safe_path("pkg\\core.py"), "pkg/core.py");
}

TEST(SafePath, RefusesWhatLeavesTheFolderOrIsOdd) {
  for (const char* path : {"", "/a.py", "../a.py", "a/../b.py", "C:\\a.py", "a//b.py", ".hidden.py", "a/.b.py",
                           "a b.py", "a/", "\\\\host\\a.py", "~/a.py", "./../a.py", "a\n.py"}) {
    EXPECT_FALSE(safe_path(path).has_value()) << path;
  }
  EXPECT_FALSE(safe_path(std::string(300, 'a') + ".py").has_value());
}

TEST(PathLabel, IsAPathWithDecorationOrARemark) {
  for (const char* line : {"# pkg/core.py", "#### `pkg/core.py`", "### 1. `pkg/core.py` (revised)", "**pkg/core.py**",
                           "File: pkg/core.py", "**File:** `pkg/core.py`", "# filename: pkg/core.py",
                           "# == pkg/core.py ==", "2) pkg/core.py:", "# pkg/core.py - the queue"}) {
    EXPECT_EQ(path_label(line, python()), "pkg/core.py") << line;
  }
}

TEST(PathLabel, IsEmptyForASentenceAboutAFile) {
  for (const char* line :
       {"# pkg/core.py imports this", "# see pkg/core.py", "pkg/core", "File it under pkg/core.py"}) {
    EXPECT_EQ(path_label(line, python()), "") << line;
  }
}

TEST(PathLabel, KeepsTheSlashOfAnAbsolutePath) { EXPECT_EQ(path_label("# /etc/core.py", python()), "/etc/core.py"); }

}  // namespace
}  // namespace quantladder::extract
