// Sections of a text: together they are the text, and none begins inside a line or a character.
#include "bench/text_blocks.h"

#include <gmock/gmock.h>

#include <cstdlib>

#include "quantladder/sys/files.h"

namespace quantladder::bench {
namespace {

using ::testing::SizeIs;

class TextBlocks : public ::testing::Test {
 protected:
  TextBlocks() { setenv("QUANTLADDER_CACHE", folder.path().c_str(), 1); }
  ~TextBlocks() override { unsetenv("QUANTLADDER_CACHE"); }

  tasks::Suite suite_of(const std::string& text, int blocks, int chunks = 10) {
    sys::replace_file(folder.path() / "text.txt", text);
    tasks::Suite suite{.id = "fidelity"};
    suite.fidelity.chunks = chunks;
    suite.fidelity.blocks = blocks;
    suite.fidelity.domains = {{.id = "prose", .file = folder.path() / "text.txt", .sha256 = sys::sha256_hex(text)}};
    return suite;
  }
  static std::string text_of(const tasks::Suite& block) { return sys::read_file(block.fidelity.domains[0].file); }

  sys::TempDir folder;
};

TEST_F(TextBlocks, TogetherTheyAreTheText) {
  std::string text;
  for (int i = 0; i < 100; ++i) text += "line " + std::to_string(i) + " of many\n";
  const tasks::Suite suite = suite_of(text, 3);
  std::string all;
  int chunks = 0;
  for (int block = 1; block <= 3; ++block) {
    const tasks::Suite part = block_of(suite, block);
    const std::string section = text_of(part);
    EXPECT_EQ(section.substr(0, 5), "line ") << "begins with a line";
    EXPECT_GT(section.size(), text.size() / 4);
    EXPECT_EQ(part.fidelity.domains[0].sha256, sys::sha256_hex(section));
    all += section;
    chunks += part.fidelity.chunks;
  }
  EXPECT_EQ(all, text);
  EXPECT_EQ(chunks, 10);
}

TEST_F(TextBlocks, OneBlockIsTheTextItself) {
  const tasks::Suite suite = suite_of("a\nb\n", 1);
  EXPECT_EQ(block_of(suite, 1).fidelity.domains[0].file, suite.fidelity.domains[0].file);
}

TEST_F(TextBlocks, ALineWithoutAnEndIsCutBetweenCharacters) {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += "\xE4\xB8\xAD";  // one character of three bytes
  const tasks::Suite suite = suite_of(text, 2);
  const std::string first = text_of(block_of(suite, 1));
  EXPECT_EQ(first.size() % 3, 0u);
  EXPECT_EQ(first + text_of(block_of(suite, 2)), text);
}

TEST_F(TextBlocks, ConversationsAreSharedOutWhole) {
  tasks::Suite suite = suite_of("unused", 2);
  suite.fidelity.domains[0].conversations.resize(5, {{core::Role::user, "hello"}});
  const tasks::Suite first = block_of(suite, 1);
  const tasks::Suite second = block_of(suite, 2);
  EXPECT_THAT(first.fidelity.domains[0].conversations, SizeIs(2));
  EXPECT_THAT(second.fidelity.domains[0].conversations, SizeIs(3));
  EXPECT_NE(first.fidelity.domains[0].sha256, second.fidelity.domains[0].sha256) << "each has a baseline of its own";
}

}  // namespace
}  // namespace quantladder::bench
