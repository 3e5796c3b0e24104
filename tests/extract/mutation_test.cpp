// Golden replies, damaged at random (with a fixed seed): whatever comes, the answer keeps its contract.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>

#include "extract/golden.h"

namespace quantladder::extract {
namespace {

using Random = std::mt19937;  // its sequence is fixed by the standard, unlike that of the distributions

std::size_t below(Random& random, std::size_t limit) { return limit == 0 ? 0 : random() % limit; }

void damage(std::string& text, Random& random) {
  constexpr std::array<std::string_view, 18> kPieces{
      "```",  "```python\n", "~~~", "\n````\n",        "<think>",      "</think>\n", "\"\"\"",           "'''", "\r\n",
      "    ", "\t",          "# ",  "### `../a.py`\n", "/etc/b.py:\n", "\xFF\xC3",   "class Counter:\n", "\\",  "\n"};
  const std::size_t at = below(random, text.size() + 1);
  switch (below(random, 4)) {
    case 0:
      text.erase(at, 1 + below(random, 40));
      break;
    case 1:
      text.insert(at, kPieces[below(random, kPieces.size())]);
      break;
    case 2:
      text.insert(at, text.substr(below(random, text.size() + 1), below(random, 200)));
      break;
    default:
      if (at < text.size()) text[at] = static_cast<char>(random() % 256);
  }
}

bool is_safe(const std::string& path) {
  const auto sober = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || std::string_view("_-./").find(c) != std::string_view::npos;
  };
  return !path.empty() && path.front() != '/' && path.front() != '.' && path.find("/.") == std::string::npos &&
         path.find("//") == std::string::npos && path.back() != '/' && std::all_of(path.begin(), path.end(), sober);
}

// Empty when the contract of extract() holds.
std::string broken_promise(const core::Answer& answer) {
  if (answer.rule.empty()) return "no rule";
  if (answer.files.empty() == answer.problem.empty()) return "neither files nor a problem, or both";
  for (const auto& file : answer.files) {
    if (!is_safe(file.path)) return "unsafe path " + file.path;
    if (!file.content.ends_with('\n') || file.content.ends_with("\n\n")) return "not one final newline";
  }
  return {};
}

TEST(ExtractMutation, TwentyThousandDamagedRepliesKeepTheContract) {
  Random random(20260101);
  const std::vector<std::string> names = golden_cases();
  std::vector<GoldenCase> cases;
  for (const auto& name : names) cases.push_back(load_golden(name));
  for (int round = 0; round < 20000; ++round) {
    GoldenCase mutant = cases[below(random, cases.size())];
    if (below(random, 2) == 0) mutant.spec = cases[below(random, cases.size())].spec;
    for (std::size_t n = 1 + below(random, 6); n > 0; --n) damage(mutant.reply, random);
    ASSERT_EQ(broken_promise(extract(mutant.reply, mutant.spec)), "") << "round " << round << "\n" << mutant.reply;
  }
}

TEST(ExtractMutation, ADamagedReplyGivesTheSameAnswerTwice) {
  Random random(7);
  for (const auto& name : golden_cases()) {
    GoldenCase mutant = load_golden(name);
    damage(mutant.reply, random);
    const auto first = extract(mutant.reply, mutant.spec);
    const auto second = extract(mutant.reply, mutant.spec);
    EXPECT_EQ(first.rule + first.problem, second.rule + second.problem) << name;
    EXPECT_EQ(first.files.size(), second.files.size()) << name;
  }
}

}  // namespace
}  // namespace quantladder::extract
