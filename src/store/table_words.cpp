#include "table_words.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

namespace quantladder::store {
namespace {

constexpr std::array<std::string_view, 22> kMissing{
    "",     "nan", "-nan", "na", "n/a", "n.a.", "#n/a", "#n/a n/a",      "#na",    "<na>",   "null",
    "none", "nil", "-",    "--", ".",   "?",    "nat",  "not available", "\u2013", "\u2014", "missing"};

struct Word {
  std::string_view text;
  bool passed;
};
constexpr std::array kWords{
    Word{"true", true},      Word{"t", true},          Word{"yes", true},        Word{"y", true},
    Word{"pass", true},      Word{"passed", true},     Word{"p", true},          Word{"ok", true},
    Word{"correct", true},   Word{"success", true},    Word{"succeeded", true},  Word{"solved", true},
    Word{"wahr", true},      Word{"ja", true},         Word{"vrai", true},       Word{"oui", true},
    Word{"verdadero", true}, Word{"verdadeiro", true}, Word{"vero", true},       Word{"waar", true},
    Word{"\u2713", true},    Word{"\u2714", true},     Word{"\u2705", true},     Word{"false", false},
    Word{"f", false},        Word{"no", false},        Word{"n", false},         Word{"fail", false},
    Word{"failed", false},   Word{"failure", false},   Word{"incorrect", false}, Word{"wrong", false},
    Word{"unsolved", false}, Word{"falsch", false},    Word{"nein", false},      Word{"faux", false},
    Word{"non", false},      Word{"falso", false},     Word{"onwaar", false},    Word{"not ok", false},
    Word{"\u2717", false},   Word{"\u2718", false},    Word{"\u274c", false},
};

std::string in_small_letters(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

}  // namespace

bool is_missing(const std::string& text) {
  return std::find(kMissing.begin(), kMissing.end(), in_small_letters(text)) != kMissing.end();
}

std::optional<bool> parse_passed(const std::string& text) {
  const std::string word = in_small_letters(text);
  const auto found = std::find_if(kWords.begin(), kWords.end(), [&](const Word& row) { return row.text == word; });
  if (found != kWords.end()) return found->passed;
  std::string digits = text;
  std::replace(digits.begin(), digits.end(), ',', '.');
  double number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || end != digits.data() + digits.size() || (number != 0 && number != 1)) return std::nullopt;
  return number == 1;
}

}  // namespace quantladder::store
