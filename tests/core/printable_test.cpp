#include "quantladder/core/printable.h"

#include <gmock/gmock.h>

namespace quantladder::core {
namespace {

TEST(Printable, ControlCharactersAreWrittenOut) {
  EXPECT_EQ(printable("a\x1b[2Jb\r\n\x7f"), "a\\x1b[2Jb\\x0d\\x0a\\x7f");
  EXPECT_EQ(printable("\u009b2J"), "\\xc2\\x9b2J") << "the same sequence in one character";
  EXPECT_EQ(printable("\x9b"
                      "2J \xff"),
            "\\x9b2J \\xff")
      << "bytes that are no UTF-8";
}

TEST(Printable, TextOfAnyScriptStays) {
  EXPECT_EQ(printable("Gr\u00fc\u00dfe, \u6a21\u578b \U0001f600"), "Gr\u00fc\u00dfe, \u6a21\u578b \U0001f600");
}

TEST(Printable, KeepsWhatIsAskedFor) { EXPECT_EQ(printable("a\n\x1b", "\n"), "a\n\\x1b"); }

TEST(Printable, TellsWhetherThereIsAnythingToWriteOut) {
  EXPECT_TRUE(is_printable("\u6a21 b"));
  EXPECT_FALSE(is_printable("a\n"));
}

}  // namespace
}  // namespace quantladder::core
