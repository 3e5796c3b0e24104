// One reply per style of naming a file: four blocks, each named in that style, must come out as the four files.
#include <gtest/gtest.h>

#include <array>
#include <ostream>
#include <string>

#include "quantladder/extract/extract.h"

namespace quantladder::extract {
namespace {

struct SourceFile {
  std::string path;
  std::string code;
};

const std::array<SourceFile, 4> kFiles{{
    {"shop/__init__.py", "from .cart import Cart\nfrom .price import total\n"},
    {"shop/cart.py", "from .price import total\n\n\nclass Cart:\n    items = ()\n"},
    {"shop/price.py", "def total(items):\n    return sum(items)\n"},
    {"shop/tax_rate.py", "RATE = 19\n\n\ndef tax(x):\n    return x * RATE / 100\n"},
}};

std::string fill(std::string text, std::string_view mark, std::string_view value) {
  for (std::size_t at = 0; (at = text.find(mark, at)) != std::string::npos; at += value.size())
    text.replace(at, mark.size(), value);
  return text;
}

// PATH, ESCAPED (for Markdown), NAME (without the folder), NUMBER and CODE stand for what differs from file to file.
std::string filled(const std::string& style, std::size_t i) {
  const std::string& path = kFiles[i].path;
  std::string text = fill(style, "NUMBER", std::to_string(i + 1));
  text = fill(text, "ESCAPED", fill(path, "_", "\\_"));
  text = fill(text, "NAME", path.substr(path.find('/') + 1));
  return fill(fill(text, "PATH", path), "CODE", kFiles[i].code);
}

struct Style {
  std::string name;
  std::string reply;          // for one file
  std::string file = "CODE";  // what the file then holds
};

void PrintTo(const Style& style, std::ostream* out) { *out << style.name; }

// The name stands above a block that holds nothing but code, or within it.
Style above(std::string name, const std::string& line) { return {std::move(name), line + "\n\n```python\nCODE```\n"}; }
Style inside(std::string name, const std::string& line) {
  return {std::move(name), "```python\n" + line + "\nCODE```\n", line + "\nCODE"};
}
Style bare(std::string name, const std::string& line) {
  return {std::move(name), "```python\n" + line + "\nCODE```\n"};
}

class ExtractNaming : public testing::TestWithParam<Style> {};

// What may stand around the four files, and names none.
const std::array<std::string, 5> kIntroductions{
    "The package:\n\n", "", "The heart is `shop/cart.py`; the rest serves it.\n\n",
    "- `shop/__init__.py` \u2013 names\n- `shop/cart.py` \u2013 the cart\n- `shop/price.py` \u2013 prices\n\n",
    "```\nshop/\n\u251C\u2500\u2500 __init__.py\n\u2514\u2500\u2500 cart.py\n```\n\n"};
const std::array<std::string, 4> kEndings{"", "\n`shop/cart.py` is what you import.\n",
                                          "\n## Usage\n\n```python\nfrom shop import Cart\n```\n",
                                          "\n**Example (`main.py`)**\n\n```python\nfrom shop import Cart\n```\n"};

void expect_all_four_files(const Style& style, const std::string& introduction, const std::string& ending) {
  Spec spec;
  std::string reply = introduction;
  for (std::size_t i = 0; i < kFiles.size(); ++i) {
    spec.files.push_back(kFiles[i].path);
    reply += filled(style.reply, i) + "\n";
  }
  reply += ending;
  const core::Answer answer = extract(reply, spec);
  const core::Answer named = extract(reply, {});  // without a task: what the reply names
  ASSERT_EQ(answer.files.size(), kFiles.size()) << answer.rule << ": " << answer.problem << "\n" << reply;
  ASSERT_EQ(named.files.size(), kFiles.size()) << named.rule << "\n" << reply;
  for (std::size_t i = 0; i < kFiles.size(); ++i) {
    EXPECT_EQ(answer.files[i].path, kFiles[i].path);
    EXPECT_EQ(answer.files[i].content, filled(style.file, i)) << reply;
    EXPECT_TRUE(named.files[i].path.ends_with(kFiles[i].path.substr(5))) << named.files[i].path;
    EXPECT_EQ(named.files[i].content, filled(style.file, i)) << reply;
  }
}

TEST_P(ExtractNaming, GivesAllFourFiles) {
  for (const std::string& introduction : kIntroductions) {
    for (const std::string& ending : kEndings) expect_all_four_files(GetParam(), introduction, ending);
  }
}

const auto kName = [](const auto& info) { return info.param.name; };

INSTANTIATE_TEST_SUITE_P(
    Above, ExtractNaming,
    testing::Values(
        above("EscapedUnderscores", "**ESCAPED**"), above("NumberedFile", "File NUMBER: PATH"),
        above("FileName", "File name: `PATH`"), above("Link", "[PATH](PATH)"),
        above("LinkToAnotherPlace", "[PATH](https://example.org/blob/main/PATH)"),
        above("LinkInHeading", "### [`PATH`](./PATH)"), above("Summary", "<summary>PATH</summary>"),
        above("DetailsSummary", "<details><summary><code>PATH</code></summary>"),
        Style{"FileTag", "<file path=\"PATH\">\n```python\nCODE```\n</file>\n"},
        Style{"DocumentTags", "<document>\n<source>PATH</source>\n```python\nCODE```\n</document>\n"},
        above("Emoji", "\U0001F4C4 PATH"), above("EmojiBold", "\U0001F4C4 **PATH**"),
        above("NumberEmoji", "NUMBER\uFE0F\u20E3 `PATH`"), above("CheckMark", "\u2705 PATH \u2705"),
        above("FullWidthColon", "\u6587\u4EF6\uFF1APATH"),
        above("FullWidthBrackets", "PATH\uFF08\u6838\u5FC3\uFF09\uFF1A"), above("CornerBrackets", "\u3010PATH\u3011"),
        above("German", "Datei: PATH"), above("French", "Fichier : `PATH`"),
        above("Spanish", "Nombre del archivo: `PATH`"), above("Russian", "\u0424\u0430\u0439\u043B: PATH"),
        above("Japanese", "\u30D5\u30A1\u30A4\u30EBPATH:"), above("BoldItalics", "***PATH***"),
        above("Underlined", "__`PATH`__"), above("Italics", "_PATH_"), above("HtmlComment", "<!-- PATH -->"),
        above("HtmlCommentWithWord", "<!-- file: PATH -->"), above("SlashComment", "// file: PATH"),
        above("SlashCommentTight", "//PATH"), above("Rules", "=== PATH ==="), above("Dashes", "--- PATH ---"),
        above("TightDashes", "---PATH---"), above("UpperCaseFile", "FILE: PATH"), above("Path", "Path: PATH"),
        above("Filepath", "Filepath: PATH"), above("ContentsOf", "Contents of `PATH`:"), above("Quoted", "> **PATH**"),
        above("ListWithWord", "* File NUMBER of 4: `PATH`"), above("Step", "**Step NUMBER:** `PATH`"),
        above("StepWithDash", "Step NUMBER \u2013 PATH"), above("Arrow", "\u27A1\uFE0F PATH"),
        above("TableRow", "| File | PATH |"), above("Setext", "PATH\n----------------"),
        above("BracketedFile", "[file: PATH]"), above("Attribute", "[file name=\"PATH\"]"),
        above("CurlyAttribute", "{file=PATH}"), above("AtSign", "@PATH"), above("Tilde", "~~ PATH ~~"),
        above("HeadingTitleThenPath", "### Part NUMBER: the basics \u2013 `PATH`"), above("Deep", "###### PATH"),
        above("NameOnly", "NAME:"), above("HeadingNameOnly", "## NUMBER) NAME"), above("DotSlash", "`./PATH`"),
        above("RemarkOnAnother", "### `PATH` \u2013 imports `shop/price.py`"),
        above("RemarkInBrackets", "**PATH** (see also shop/old.py)"), above("Absolute", "### `/app/PATH`"),
        above("Home", "**~/work/PATH**"), above("Drive", "File: C:\\work\\PATH"),
        above("Definition", "`PATH`:: the code"),
        above("ProseBelow", "`PATH`\n\nThis part holds what the others need.\n\nIt is short."),
        Style{"OnTheFenceLine", "PATH ```python\nCODE```\n"},
        above("TextBlockBetween", "### `PATH`\n\n```text\nWhat it does: nothing much.\n```"),
        Style{"FenceOfItsOwn", "```\nPATH\n```\n\n```python\nCODE```\n"},
        Style{"TextFenceOfItsOwn", "```text\nPATH\n```\n```python\nCODE```\n"}),
    kName);

INSTANTIATE_TEST_SUITE_P(Sentence, ExtractNaming,
                         testing::Values(above("WithoutColon", "Next comes `PATH`."),
                                         above("Holds", "The file `PATH` holds part NUMBER."),
                                         above("In", "In `PATH`,"), above("Create", "Create `PATH` with this content"),
                                         above("Now", "Now `PATH`"),
                                         above("OverTwoLines", "The next file is `PATH`,\nwhich is short."),
                                         above("TwoParagraphs", "We go on with PATH.\n\nIt is short."),
                                         above("ToImportFrom", "Users import from `PATH`:"),
                                         above("BelowAHeading", "## Part NUMBER\n\nThis is `PATH`."),
                                         above("Chinese", "\u4E0B\u9762\u662FPATH\u7684\u5185\u5BB9"),
                                         above("Possessive", "This is `PATH`'s code.")),
                         kName);

INSTANTIATE_TEST_SUITE_P(
    Inside, ExtractNaming,
    testing::Values(
        inside("Filepath", "# filepath: PATH"), inside("Brackets", "# [PATH]"), inside("Module", "# Module: PATH"),
        inside("Emoji", "# \U0001F4C4 PATH"), inside("NumberedFile", "# File NUMBER: PATH"),
        inside("German", "# Datei: PATH"), inside("NameOnly", "# NAME"), inside("TwoHashes", "## PATH"),
        inside("NoBlank", "#PATH"), inside("FileWithoutColon", "# file PATH"), inside("Arrow", "# -> PATH"),
        inside("At", "# @file PATH"), inside("Shebang", "#!PATH"), inside("Escaped", "# ESCAPED"),
        inside("FullWidth", "# \u6587\u4EF6\uFF1APATH"), inside("Tag", "# <file path=\"PATH\">"),
        inside("Docstring", "\"\"\"File: PATH\"\"\""), inside("Rule", "# ======\n# PATH\n# ======"),
        inside("Dashes", "# ---------- PATH ----------"), inside("FileBehind", "# PATH file"),
        inside("ThisIs", "# This is PATH"), inside("Region", "# region PATH"), inside("SaveAs", "# Save as PATH"),
        inside("DateiWithoutColon", "# Datei PATH"), inside("Absolute", "# filepath: /home/user/project/PATH"),
        inside("LeadingSlash", "# /PATH"), inside("Remark", "# PATH \u2014 part NUMBER"),
        inside("NameAndSiblings", "# NAME\n# cart.py: what is bought\n# price.py: what it costs"),
        Style{"SectionsOfImports",
              "```python\n# PATH\n# NAME\nfrom os import path\n\n# sys.py\nimport sys\n\nCODE```\n",
              "# PATH\n# NAME\nfrom os import path\n\n# sys.py\nimport sys\n\nCODE"},
        bare("BarePath", "PATH"), bare("BareBlankLine", "PATH\n"), bare("BareFile", "File: PATH"),
        bare("BareRule", "--- PATH ---"), bare("BareUnderlined", "PATH\n---------"), bare("BareSlashes", "// PATH"),
        bare("Writefile", "%%writefile PATH"), bare("BareHtmlComment", "<!-- PATH -->"), bare("BareBold", "**PATH**"),
        bare("BareBackticks", "`PATH`")),
    kName);

INSTANTIATE_TEST_SUITE_P(
    Info, ExtractNaming,
    testing::Values(Style{"Colon", "```python:PATH\nCODE```\n"}, Style{"Attribute", "```python {file=PATH}\nCODE```\n"},
                    Style{"FilenameAttribute", "```py filename=\"PATH\"\nCODE```\n"},
                    Style{"DotSlash", "```./PATH\nCODE```\n"}, Style{"Absolute", "```/app/PATH\nCODE```\n"},
                    Style{"Comment", "```python # PATH\nCODE```\n"}, Style{"Brackets", "```python (PATH)\nCODE```\n"},
                    Style{"Bracket", "```python [PATH]\nCODE```\n"}),
    kName);

const std::array<std::string, 3> kGiven{"shop/__init__.py", "shop/cart.py", "shop/price.py"};

core::Answer package(const std::string& reply) {
  return extract(reply, {"python", {kGiven.begin(), kGiven.end()}, {}});
}

std::string whole_package() {
  return "### `shop/__init__.py`\n```python\nINIT = 1\n```\n### `shop/cart.py`\n```python\nCART = 1\n```\n"
         "### `shop/price.py`\n```python\nPRICE = 1\n```\n";
}

// What stands behind the three files must leave them as they are.
class ExtractNamingAfter : public testing::TestWithParam<std::string> {};

TEST_P(ExtractNamingAfter, NamesNoFile) {
  const core::Answer answer = package(whole_package() + "\n" + GetParam() + "\n\n```python\nUSAGE = 1\n```\n");
  ASSERT_EQ(answer.files.size(), 3u) << answer.problem;
  EXPECT_EQ(answer.files[0].content, "INIT = 1\n");
  EXPECT_EQ(answer.files[1].content, "CART = 1\n");
  EXPECT_EQ(answer.files[2].content, "PRICE = 1\n");
}

INSTANTIATE_TEST_SUITE_P(
    Text, ExtractNamingAfter,
    testing::Values("## Usage\n\n`shop/cart.py` is what you import:", "**Example for `shop/cart.py`:**",
                    "Run `shop/cart.py`:", "This is how you use `shop/cart.py`:", "The line in `shop/price.py` is",
                    "See `shop/cart.py`.", "- `shop/cart.py`: the cart\n- `shop/price.py`: prices\n\nUsage:",
                    "Files:\n- `shop/cart.py`: the cart\n- `shop/price.py`: prices\n\n**Usage example**",
                    "| `shop/cart.py` | the cart |\n| `shop/price.py` | prices |\n\nThen, from a shell:",
                    "- `shop/cart.py` \u2013 the cart\n- `shop/price.py` \u2013 prices\n\nThat is all there is to it.",
                    "```bash\npython shop/cart.py\n```\nor", "```text\nshop/\n  cart.py\n  price.py\n```",
                    "Both `shop/cart.py` and `shop/price.py` are short.", "### `shop/cart.py`, `shop/price.py`",
                    "### `shop/cart.py` (and `shop/price.py`)", "**`shop/cart.py` | `shop/price.py`**",
                    "Used in: shop/cart.py"));

// The block that a heading or the fence calls a file is that file, whatever its comments speak of.
class ExtractNamingComments : public testing::TestWithParam<std::string> {};

TEST_P(ExtractNamingComments, SplitNoFile) {
  const std::string code = GetParam();
  const core::Answer answer = package("### `shop/__init__.py`\n```python\n" + code +
                                      "```\n```python\n# shop/cart.py\n```\n```python\n# shop/price.py\n```\n");
  ASSERT_EQ(answer.files.size(), 3u) << answer.problem;
  EXPECT_EQ(answer.files[0].content, code);
}

INSTANTIATE_TEST_SUITE_P(
    Block, ExtractNamingComments,
    testing::Values("# cart.py\nfrom .cart import Cart\n# price.py\nfrom .price import total\n",
                    "# cart.py: the cart\n# price.py: prices\nfrom .cart import Cart\n",
                    "# shop/cart.py\nfrom .cart import Cart\n# shop/price.py\nfrom .price import total\n",
                    "from .cart import Cart  # cart.py\n\n# price.py\nfrom .price import total\n",
                    "# shop/__init__.py\n# shop/cart.py\nfrom .cart import Cart\n# shop/price.py\nimport os\n",
                    "# __init__.py\n# cart.py\nfrom .cart import Cart\n\n# price.py\nfrom .price import (\n    total,\n"
                    ")\n\n__all__ = [\"Cart\", \"total\"]\n",
                    "# Cart: see cart.py\nfrom .cart import Cart\n", "# see cart.py\nfrom .cart import Cart\n",
                    "# Note: cart.py\nfrom .cart import Cart\n",
                    "# price.py: prices live there\nfrom .price import total\n\n\nclass Shop:\n    pass\n",
                    "# cart.py - the cart\n# price.py - prices\nclass Shop:\n    pass\n",
                    "# cart.py\ntry:\n    from .cart import Cart\nexcept ImportError:\n    Cart = None\n# "
                    "price.py\nfrom .price import total\n",
                    "# cart.py\nclass Cart:\n    pass\n"));

// A block whose first line calls it a file without its folder: notes on siblings split it no more than elsewhere.
TEST(ExtractNamingNameOnly, LayoutInACommentSplitsNoFile) {
  const std::string code =
      "# __init__.py\n# Layout:\n#   cart.py   - the cart\n#   price.py  - prices\nfrom .cart import Cart\n";
  const core::Answer answer = package("```python\n" + code +
                                      "```\n```python\n# cart.py\nclass Cart:\n    pass\n```\n"
                                      "```python\n# price.py\nPRICE = 1\n```\n");
  ASSERT_EQ(answer.files.size(), 3u) << answer.problem;
  EXPECT_EQ(answer.files[0].content, code);
}

TEST(ExtractNamingUnclosed, LineWithAPathEndsTheCode) {
  const core::Answer answer = package(
      "shop/__init__.py:\n```python\nINIT = 1\n\nshop/cart.py:\n```python\nNAMES = [\n    'x.py',\n]\n\n"
      "File: shop/price.py\n```python\nPRICE = 1\n");
  ASSERT_EQ(answer.files.size(), 3u) << answer.problem;
  EXPECT_EQ(answer.files[0].content, "INIT = 1\n");
  EXPECT_EQ(answer.files[1].content, "NAMES = [\n    'x.py',\n]\n");
  EXPECT_EQ(answer.files[2].content, "PRICE = 1\n");
}

TEST(ExtractWithoutTask, TakesAllFilesThatTheReplyNames) {
  const core::Answer answer = extract(
      "### `app/main.py`\n```python\nX = 1\n```\n### `/app/test_main.py`\n```python\nY = 2\n```\n"
      "### `app/main.py` (corrected)\n```python\nX = 3\n```\nUsage:\n```python\nX\n```\n",
      {});
  ASSERT_EQ(answer.files.size(), 2u);
  EXPECT_EQ(answer.files[0].path, "app/main.py");
  EXPECT_EQ(answer.files[0].content, "X = 3\n");
  EXPECT_EQ(answer.files[1].path, "app/test_main.py");
  EXPECT_EQ(answer.rule, "files.heading");
  EXPECT_EQ(answer.notes,
            (std::vector<std::string>{"app/main.py is given again: the later one is taken",
                                      "left aside, as nothing says which file it is: 1 of the code blocks"}));
}

TEST(ExtractWithoutTask, IsOneFileWhereTheReplyNamesNone) {
  const core::Answer answer = extract(
      "```python\ndef f():\n    pass\n```\nThen write this into your `main.py` and go on:\n"
      "```python\nf()\n```\n",
      {});
  ASSERT_EQ(answer.files.size(), 1u);
  EXPECT_EQ(answer.files[0].path, "solution.py");
  EXPECT_EQ(answer.files[0].content, "def f():\n    pass\n");
}

TEST(ExtractWithoutTask, WritesNothingOutsideItsFolder) {
  for (const char* path : {"../x.py", "/../x.py", "..\\x.py", "//../x.py", "a/../../x.py", "/.ssh/x.py"}) {
    const core::Answer answer = extract("### `" + std::string(path) + "`\n```python\nX = 1\n```\n", {});
    ASSERT_EQ(answer.files.size(), 1u) << path;
    EXPECT_EQ(answer.files[0].path, "solution.py") << path;
  }
}

}  // namespace
}  // namespace quantladder::extract
