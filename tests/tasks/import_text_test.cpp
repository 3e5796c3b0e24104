#include <gmock/gmock.h>

#include "quantladder/core/error.h"
#include "tasks/import/packed_text.h"
#include "tasks/import/test_text.h"

namespace quantladder::tasks {
namespace {

using namespace std::string_literals;
using testing::HasSubstr;

TEST(PythonText, NoTextEndsItsLiteral) {
  EXPECT_EQ(python_literal("a\"b'c\\d\"\"\""), R"("a\"b'c\\d\"\"\"")");
  EXPECT_EQ(python_literal("\0\r\n\t\x7f"s), R"("\x00\x0d\n\x09\x7f")");
  EXPECT_EQ(python_literal("\u00e9\u2028\U0001F600"), R"("\xe9\u2028\U0001f600")");
  EXPECT_EQ(python_literal(""), "\"\"");
}

TEST(PythonText, AProgramStandsLineByLine) {
  EXPECT_EQ(python_lines("a\n\nb"), "(\n    \"a\\n\"\n    \"\\n\"\n    \"b\"\n)");
  EXPECT_EQ(python_lines("a\n"), "(\n    \"a\\n\"\n)");
  EXPECT_EQ(python_lines(""), "(\n    \"\"\n)");
}

TEST(PythonText, AFenceIsLongerThanThoseInIt) {
  EXPECT_EQ(fenced("x"), "```python\nx\n```\n");
  EXPECT_EQ(fenced("````\n", ""), "`````\n````\n`````\n");
}

TEST(PackedText, ReadsTheOneStringOfAPickle) {
  const std::string frame = "\x80\x04\x95\x08\0\0\0\0\0\0\0"s;
  EXPECT_EQ(pickled_string(frame + "\x8c\x04text\x94."), "text");
  EXPECT_EQ(pickled_string("\x80\x04X\x04\0\0\0text\x94."s), "text");
  EXPECT_EQ(pickled_string("\x80\x04\x8d\x04\0\0\0\0\0\0\0text\x94."s), "text");
  EXPECT_EQ(pickled_string("\x80\x02X\x04\0\0\0textq\0."s), "text");
}

TEST(PackedText, RefusesEveryOtherPickle) {
  EXPECT_EQ(pickled_string("cos\nsystem\n(S'true'\ntR."), std::nullopt) << "a call";
  EXPECT_EQ(pickled_string("\x80\x04\x8c\x02os\x94\x8c\x06system\x94\x93\x94."), std::nullopt) << "a name";
  EXPECT_EQ(pickled_string("\x80\x04\x8c\x01"
                           "a\x94\x8c\x01"
                           "b\x94."),
            std::nullopt)
      << "two strings";
  EXPECT_EQ(pickled_string("\x80\x04]\x94."), std::nullopt) << "a list";
  EXPECT_EQ(pickled_string("\x80\x04."), std::nullopt) << "nothing";
  EXPECT_EQ(pickled_string("\x80\x04\x8c\x04text\x94"), std::nullopt) << "no end";
  EXPECT_EQ(pickled_string("\x80\x04\x8c\x04text\x94.x"), std::nullopt) << "more behind its end";
  EXPECT_EQ(pickled_string("\x80\x04X\xff\xff\xff\xfftext\x94."s), std::nullopt) << "longer than it is";
  EXPECT_EQ(pickled_string("\x80\x04X\x04"), std::nullopt) << "cut off";
  EXPECT_EQ(pickled_string(""), std::nullopt);
}

TEST(PackedText, ReadsBase64) {
  EXPECT_EQ(from_base64("aGFsbG8="), "hallo");
  EXPECT_EQ(from_base64("AP8Q"), "\0\xff\x10"s);
  EXPECT_EQ(from_base64(""), "");
  EXPECT_EQ(from_base64("a b"), std::nullopt);
}

TEST(PackedText, NamesWhatIsWrong) {
  const auto refusal = [](const std::string& packed) -> std::string {
    try {
      return unpack_text(packed);
    } catch (const core::Error& error) {
      return error.what();
    }
  };
  EXPECT_THAT(refusal("{}"), HasSubstr("neither JSON nor base64"));
  EXPECT_THAT(refusal("aGFsbG8="), HasSubstr("no whole zlib stream"));
  EXPECT_THAT(refusal("eJxrYJnKxgABsVO8GRP1ABkRAuw="), HasSubstr("never unpickled"));
}

}  // namespace
}  // namespace quantladder::tasks
