#include "quantladder/core/speed_test.h"

#include <fmt/format.h>

#include <charconv>
#include <string_view>

namespace quantladder::core {
namespace {

// Takes a number of tokens from the front of `text`: without a sign, a leading zero or too many digits.
std::optional<int> take_tokens(std::string_view& text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || text.front() == '0' || number < 1 || number > kMostSpeedTokens) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

bool take_word(std::string_view& text, std::string_view word) {
  if (!text.starts_with(word)) return false;
  text.remove_prefix(word.size());
  return true;
}

}  // namespace

std::string to_string(const SpeedTest& test) {
  std::string name = test.generated > 0 ? fmt::format("tg{}", test.generated) : fmt::format("pp{}", test.prompt);
  if (test.depth > 0) name += fmt::format("@d{}", test.depth);
  return test.is_served ? "served-" + name : name;
}

std::optional<SpeedTest> parse_speed_test(const std::string& name) {
  SpeedTest test;
  std::string_view rest = name;
  test.is_served = take_word(rest, "served-");
  const bool is_prompt = !test.is_served && take_word(rest, "pp");
  if (!is_prompt && !take_word(rest, "tg")) return std::nullopt;
  const auto tokens = take_tokens(rest);
  if (!tokens) return std::nullopt;
  (is_prompt ? test.prompt : test.generated) = *tokens;
  if (rest.empty() && !test.is_served) return test;
  if (!take_word(rest, "@d")) return std::nullopt;
  const auto depth = take_tokens(rest);
  if (!depth || !rest.empty()) return std::nullopt;
  test.depth = *depth;
  return test;
}

}  // namespace quantladder::core
