#include <algorithm>

#include "extract/language.h"
#include "extract/text.h"

namespace quantladder::extract {
namespace {

using std::string_view;

// No statement of Bash, Ruby or Go begins with these.
constexpr Words kNoCode = "**|- |* |---|===|~~~|```";
constexpr string_view kSentenceEnds = ".:!?";

bool is_plain(string_view word) {
  while (!word.empty() && (contains(kSentenceEnds, word.substr(word.size() - 1)) || word.ends_with(',')))
    word.remove_suffix(1);
  return !word.empty() &&
         std::all_of(word.begin(), word.end(), [](char c) { return is_word(c) || c == '-' || c == '\''; });
}

// Returns how many words the line has; 0 where one of them is none of a sentence.
std::size_t plain_words(string_view line) {
  std::size_t words = 0;
  while (!line.empty()) {
    const std::size_t end = std::min(line.find(' '), line.size());
    if (!is_plain(line.substr(0, end))) return 0;
    ++words;
    line = trim(line.substr(end));
  }
  return words;
}

}  // namespace

bool is_sentence(string_view line, bool continued) {
  if (continued || line.empty() || is_space(line.front())) return false;
  if (starts_with_any(line, kNoCode)) return true;
  if (is_digit(line.front()) && text_begin(line) > 0) return true;  // "1. The first"
  if (!contains(kSentenceEnds, line.substr(line.size() - 1))) return false;
  const std::size_t words = plain_words(line);
  return words >= (is_letter(line.front()) && !is_upper(line.front()) ? 4U : 2U);
}

}  // namespace quantladder::extract
