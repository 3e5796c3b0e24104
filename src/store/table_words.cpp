#include "table_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

#include "quantladder/core/error.h"
#include "quantladder/core/printable.h"

namespace quantladder::store {
namespace {

constexpr std::array<std::string_view, 22> kMissing{
    "",     "nan", "-nan", "na", "n/a", "n.a.", "#n/a", "#n/a n/a",      "#na",    "<na>",   "null",
    "none", "nil", "-",    "--", ".",   "?",    "nat",  "not available", "\u2013", "\u2014", "missing"};

constexpr std::array<std::string_view, 22> kYes{
    "true",   "t",  "yes",      "y",  "pass", "passed", "p",       "ok",  "correct", "success", "succeeded",
    "solved", "on", "resolved", "ja", "oui",  "si",     "s\u00ed", "sim", "\u2713",  "\u2714",  "\u2705"};
constexpr std::array<std::string_view, 20> kNo{
    "false", "f",          "no",     "n",    "fail", "failed", "failure", "incorrect", "wrong",  "unsolved",
    "off",   "unresolved", "not ok", "nein", "non",  "nee",    "\u2717",  "\u2718",    "\u2716", "\u274c"};
// TRUE and FALSE in the languages of Excel.
constexpr std::array<std::string_view, 15> kTrueOfExcel{
    "wahr", "vrai",   "verdadero", "verdadeiro", "vero",
    "waar", "prawda", "pravda",    "igaz",       "sant",
    "sand", "sann",   "tosi",      "do\u011fru", "\u0438\u0441\u0442\u0438\u043d\u0430"};
constexpr std::array<std::string_view, 14> kFalseOfExcel{
    "falsch", "faux",  "falso", "onwaar",       "fa\u0142sz",       "nepravda",    "hamis",
    "falskt", "falsk", "usann", "ep\u00e4tosi", "yanl\u0131\u015f", "yanli\u015f", "\u043b\u043e\u0436\u044c"};

template <class Words>
bool is_one_of(const Words& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// Knows Latin and Cyrillic; returns the same character where it is no capital.
char32_t in_small(char32_t c) {
  const auto within = [&](char32_t first, char32_t last) { return c >= first && c <= last; };
  if (within(U'A', U'Z') || within(0xC0, 0xDE) || within(0x410, 0x42F)) return c + 0x20;
  if (within(0x100, 0x137) || within(0x14A, 0x177)) return c | 1;
  return within(0x139, 0x148) ? c + c % 2 : c;
}

// Characters of more than two bytes have no capitals here.
std::string in_small_letters(const std::string& text) {
  std::string small;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if ((byte & 0xE0) == 0xC0 && at + 1 < text.size()) {
      const char32_t c = in_small((byte & 0x1FU) << 6 | (static_cast<unsigned char>(text[++at]) & 0x3FU));
      small += {static_cast<char>(0xC0 | c >> 6), static_cast<char>(0x80 | (c & 0x3F))};
    } else {
      small += byte < 0x80 ? static_cast<char>(in_small(byte)) : text[at];
    }
  }
  return small;
}

// Drops what lets a mark be shown in colour.
std::string_view without_variant(std::string_view text) {
  constexpr std::string_view kVariant = "\uFE0F";
  if (text.ends_with(kVariant)) text.remove_suffix(kVariant.size());
  return text;
}

}  // namespace

bool is_missing(const std::string& text) { return is_one_of(kMissing, in_small_letters(text)); }

std::optional<bool> parse_passed(const std::string& text) {
  const std::string word = in_small_letters(std::string(without_variant(text)));
  if (is_one_of(kYes, word) || is_one_of(kTrueOfExcel, word)) return true;
  if (is_one_of(kNo, word) || is_one_of(kFalseOfExcel, word)) return false;
  std::string digits = text;
  std::replace(digits.begin(), digits.end(), ',', '.');
  double number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || end != digits.data() + digits.size() || (number != 0 && number != 1)) return std::nullopt;
  return number == 1;
}

std::string shown(const std::string& text) {
  constexpr std::size_t kMostBytes = 100;
  if (text.size() <= kMostBytes) return core::printable(text);
  std::size_t end = kMostBytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;  // whole characters
  return core::printable(text.substr(0, end)) + "...";
}

void refuse(const std::string& source, const std::string& what) {
  throw core::Error(core::ErrorKind::usage, fmt::format("{}: {}", source, what));
}

void refuse_row(const std::string& source, std::size_t row, const std::string& what) {
  refuse(source, fmt::format("row {}: {}", row, what));
}

}  // namespace quantladder::store
