#include "llama/help_flags.h"

#include <gmock/gmock.h>

namespace quantladder::llama {
namespace {

using ::testing::IsEmpty;
using ::testing::Key;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

TEST(HelpFlags, AreThoseOfTheFirstColumn) {
  const auto flags = parse_help_flags(
      "----- common params -----\n\n"
      "-c,    --ctx-size N                     size of the context (see --parallel)\n"
      "-kvu,  --kv-unified, -no-kvu, --no-kv-unified\n"
      "                                        --not-a-flag is only mentioned\n"
      "-fa,   --flash-attn [on|off|auto]       set ('on', 'off')\n"
      "usage: llama-server --nor-this\n");
  EXPECT_THAT(flags, UnorderedElementsAre(Pair("-c", "N"), Pair("--ctx-size", "N"), Pair("-kvu", ""),
                                          Pair("--kv-unified", ""), Pair("-no-kvu", ""), Pair("--no-kv-unified", ""),
                                          Pair("-fa", "[on|off|auto]"), Pair("--flash-attn", "[on|off|auto]")));
}

// ik_llama.cpp, and llama.cpp of earlier years.
TEST(HelpFlags, MayBeIndented) {
  const auto flags = parse_help_flags(
      "usage: llama-server [options]\n\ngeneral:\n\n"
      "  -h,    --help, --usage          show this text\n"
      "  -t,    --threads N              how many threads (default: 4)\n"
      "         --jinja                  render templates (default: off)\n"
      "  -fa, --flash-attn (auto|on|off|0|1)\n"
      "                                  flash attention; see\n"
      "                                  --not-an-option for more\n"
      "  -no-fa, --no-flash-attn         no flash attention\n"
      "         --embedding(s)           for embeddings\n");
  EXPECT_THAT(flags, UnorderedElementsAre(Pair("-h", ""), Pair("--help", ""), Pair("--usage", ""), Pair("-t", "N"),
                                          Pair("--threads", "N"), Pair("--jinja", ""), Pair("-fa", "(auto|on|off|0|1)"),
                                          Pair("--flash-attn", "(auto|on|off|0|1)"), Pair("-no-fa", ""),
                                          Pair("--no-flash-attn", ""), Pair("--embedding", "")));
}

TEST(HelpFlags, MayBeIndentedByTabs) {
  EXPECT_THAT(parse_help_flags("options:\n\t-m, --model FNAME\tthe file\n\t--metrics\ton or off\n\t\t\t--no-such\n"),
              UnorderedElementsAre(Pair("-m", "FNAME"), Pair("--model", "FNAME"), Pair("--metrics", "")));
}

TEST(HelpFlags, MayStandSideBySideInManyWays) {
  EXPECT_THAT(
      parse_help_flags("-a,--all\n-b | --both X\n-c/--cee\n-d N, --dee N   text\n--equal=N  text\n"),
      UnorderedElementsAre(Pair("-a", ""), Pair("--all", ""), Pair("-b", "X"), Pair("--both", "X"), Pair("-c", ""),
                           Pair("--cee", ""), Pair("-d", "N"), Pair("--dee", "N"), Pair("--equal", "N")));
}

TEST(HelpFlags, WithoutAValueAreToldFromThoseWithOne) {
  const auto flags = parse_help_flags("-fa, --flash-attn enable it (default: disabled)\n-mg, --main-gpu INDEX which\n");
  EXPECT_EQ(flags.at("-fa"), "");
  EXPECT_EQ(flags.at("--main-gpu"), "INDEX");
}

TEST(HelpFlags, MayBeColouredAndEndInCarriageReturns) {
  EXPECT_THAT(parse_help_flags("\x1b[1m-m\x1b[0m, \x1b[1m--model\x1b[0m FNAME\r\n--jinja\r\n"),
              UnorderedElementsAre(Pair("-m", "FNAME"), Pair("--model", "FNAME"), Pair("--jinja", "")));
}

TEST(HelpFlags, DescriptionsBelowTheOptionMentionNone) {
  EXPECT_THAT(parse_help_flags("  -c, --ctx-size N\n          --jinja is another one\n"),
              UnorderedElementsAre(Key("-c"), Key("--ctx-size")));
}

TEST(HelpFlags, TellWhetherTheFourthLevelOfTheLogIsForTracing) {
  const std::string option = "-lv,   --verbosity, --log-verbosity N   Set the verbosity threshold. Values:\n";
  EXPECT_EQ(parse_help_flags(option + "   - 3: info\n   - 4: trace (more info)\n   - 5: debug\n").at("-lv"), "trace");
  EXPECT_EQ(parse_help_flags(option + "   - 3: info\n   - 4: debug\n").at("-lv"), "N");
}

TEST(HelpFlags, AreNoneInOtherText) {
  EXPECT_THAT(parse_help_flags("error: unknown argument: --help\n- a list\n---\n-- \nllama runs\n"), IsEmpty());
  EXPECT_THAT(parse_help_flags(""), IsEmpty());
}

}  // namespace
}  // namespace quantladder::llama
