#include "tasks/speed_tests.h"

#include <fmt/format.h>

#include <charconv>
#include <set>
#include <string_view>

#include "quantladder/sys/files.h"

namespace quantladder::tasks {
namespace {

constexpr int kMostTokens = 1 << 20;
constexpr int kMostRepetitions = 1000;

// Takes a number of tokens from the front of `text`: without a sign, a leading zero or too many digits.
std::optional<int> take_tokens(std::string_view& text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || text.front() == '0' || number < 1 || number > kMostTokens) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

bool take_word(std::string_view& text, std::string_view word) {
  if (!text.starts_with(word)) return false;
  text.remove_prefix(word.size());
  return true;
}

}  // namespace

std::optional<SpeedTest> parse_speed_test(const std::string& id) {
  SpeedTest test{.id = id};
  std::string_view rest = id;
  const bool prompt = take_word(rest, "pp");
  if (!prompt && !take_word(rest, "tg")) return std::nullopt;
  const auto tokens = take_tokens(rest);
  if (!tokens) return std::nullopt;
  (prompt ? test.prompt_tokens : test.generated_tokens) = *tokens;
  if (rest.empty()) return test;
  if (!take_word(rest, "@d")) return std::nullopt;
  const auto depth = take_tokens(rest);
  if (!depth || !rest.empty()) return std::nullopt;
  test.depth = *depth;
  return test;
}

void read_speed_tests(sys::CheckedObject& object, Suite& suite) {
  const auto repetitions = object.integer("repetitions", SpeedTest().repetitions);
  if (repetitions < 1 || repetitions > kMostRepetitions) {
    object.fail("repetitions", fmt::format("must be between 1 and {}", kMostRepetitions));
  }
  std::set<std::string> seen;
  std::string all;
  for (const std::string& id : object.strings("tests")) {
    auto test = parse_speed_test(id);
    if (!test) {
      object.fail("tests", fmt::format("\"{}\" is no test: write pp512 (a prompt of 512 tokens), tg128 (128 generated "
                                       "tokens), tg128@d4096 (behind 4096 tokens); at most {} tokens",
                                       id, kMostTokens));
    }
    if (!seen.insert(id).second) object.fail("tests", fmt::format("names {} twice", id));
    test->repetitions = static_cast<int>(repetitions);
    all += fmt::format("{} {}\n", id, repetitions);
    suite.speed_tests.push_back(std::move(*test));
  }
  if (suite.speed_tests.empty()) object.fail("tests", "names no test");
  suite.prompts_sha256 = sys::sha256_hex(all);  // all that is asked; nothing is judged
}

}  // namespace quantladder::tasks
