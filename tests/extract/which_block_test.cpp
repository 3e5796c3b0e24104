// The replies of tests/golden/which_block, each with several blocks that define what is asked for. A line
// "==== NAME entry=NAME right=N" begins each; `prompt=N`: that block stood in the prompt.
// The last test counts how often three rules find the right block; its figures are in docs/extraction.md.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <ostream>
#include <sstream>

#include "quantladder/extract/extract.h"

namespace quantladder::extract {
namespace {

struct Reply {
  std::string name;
  std::string entry;
  std::size_t right = 0;
  std::size_t prompt = 0;  // 0: none
  std::string text;
  std::vector<std::string> blocks;
};

void PrintTo(const Reply& reply, std::ostream* out) { *out << reply.name; }

std::string value_in(const std::string& header, const std::string& key) {
  const std::size_t at = header.find(" " + key + "=");
  if (at == std::string::npos) return {};
  const std::size_t begin = at + key.size() + 2;
  return header.substr(begin, header.find(' ', begin) - begin);
}

std::size_t number_in(const std::string& header, const std::string& key) {
  const std::string value = value_in(header, key);
  return value.empty() ? 0 : std::stoul(value);
}

// The replies keep to plain fences at column 0, so that the test needs no extractor of its own.
void split_blocks(Reply& reply) {
  std::istringstream in(reply.text);
  bool inside = false;
  for (std::string line; std::getline(in, line);) {
    if (line == "```python") {
      reply.blocks.emplace_back();
      inside = true;
    } else if (line == "```") {
      inside = false;
    } else if (inside) {
      reply.blocks.back() += line + "\n";
    }
  }
}

void read_file(const std::filesystem::path& file, std::vector<Reply>& replies) {
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("==== ")) {
      const std::string name = line.substr(5, line.find(' ', 5) - 5);
      replies.push_back({file.stem().string() + "_" + name,
                         value_in(line, "entry"),
                         number_in(line, "right"),
                         number_in(line, "prompt"),
                         {},
                         {}});
    } else {
      replies.back().text += line + "\n";
    }
  }
}

std::vector<Reply> all_replies() {
  const auto folder = std::filesystem::path(QUANTLADDER_SOURCE_DIR) / "tests/golden/which_block";
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  std::vector<Reply> replies;
  for (const auto& file : files) read_file(file, replies);
  for (Reply& reply : replies) split_blocks(reply);
  return replies;
}

bool is_complete(const Reply& reply, std::size_t block) {
  const std::string text = "\n" + reply.blocks[block];
  for (const char* form : {"\ndef ", "\nclass ", "\n"}) {
    const std::size_t at = text.find(form + reply.entry);
    if (at != std::string::npos &&
        std::string("(: =").find(text[at + std::string(form).size() + reply.entry.size()]) != std::string::npos)
      return true;
  }
  return false;
}

std::string extracted(const Reply& reply) {
  Spec spec{"python", {"solution.py"}, {reply.entry}};
  if (reply.prompt > 0) spec.prompt = "Mend this:\n\n```python\n" + reply.blocks[reply.prompt - 1] + "```\n";
  const core::Answer answer = extract(reply.text, spec);
  return answer.files.empty() ? answer.problem : answer.files[0].content;
}

class ExtractWhich : public testing::TestWithParam<Reply> {};

TEST_P(ExtractWhich, IsTheRightBlock) {
  const Reply& reply = GetParam();
  EXPECT_EQ(extracted(reply), reply.blocks.at(reply.right - 1));
}

INSTANTIATE_TEST_SUITE_P(Reply, ExtractWhich, testing::ValuesIn(all_replies()),
                         [](const auto& reply) { return reply.param.name; });

TEST(ExtractWhichRules, AreCounted) {
  std::size_t first = 0, last = 0, ours = 0;
  const auto replies = all_replies();
  EXPECT_GE(replies.size(), 40u);
  for (const Reply& reply : replies) {
    std::vector<std::size_t> complete;
    for (std::size_t i = 0; i < reply.blocks.size(); ++i) {
      if (is_complete(reply, i)) complete.push_back(i);
    }
    ASSERT_FALSE(complete.empty()) << reply.name;
    const std::string& right = reply.blocks.at(reply.right - 1);
    if (reply.blocks[complete.front()] == right) ++first;
    if (reply.blocks[complete.back()] == right) ++last;
    if (extracted(reply) == right) ++ours;
  }
  std::cout << "of " << replies.size() << " replies the first complete block is right in " << first << ", the last in "
            << last << ", the project's rule in " << ours << '\n';
  EXPECT_GT(ours, std::max(first, last));
}

}  // namespace
}  // namespace quantladder::extract
