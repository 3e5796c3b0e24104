#include "extract/announced.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <string>

#include "extract/announced_words.h"

namespace quantladder::extract {
namespace {

using std::string_view;

// "Option 2", "approach b": not the first of several.
bool names_a_further_one(string_view text) {
  for (const string_view word : {"option ", "approach ", "method ", "solution ", "alternative ", "way "}) {
    for (std::size_t at = text.find(word); at != string_view::npos; at = text.find(word, at + 1)) {
      const string_view rest = text.substr(at + word.size()).substr(0, 2);
      const bool further = !rest.empty() && contains("23456789bcde", rest.substr(0, 1));
      if (further && (rest.size() < 2 || !is_word(rest[1]))) return true;
    }
  }
  return false;
}

bool is_blank(const Document& document, std::size_t line) { return trim(document.lines[line]).empty(); }

bool is_heading(string_view line) {
  const string_view text = trim(line);
  return text.starts_with('#') || (text.size() > 4 && text.starts_with("**") && text.ends_with("**"));
}

void add_line(std::string& text, string_view line) {
  std::string lower = to_lower(trim(line));
  for (const string_view wrong : {"incorrect", "不正确"}) {  // no correction
    std::string kept;
    std::size_t from = 0;
    for (std::size_t at = lower.find(wrong); at != std::string::npos; at = lower.find(wrong, from)) {
      kept.append(lower, from, at - from).append("faulty");
      from = at + wrong.size();
    }
    lower = kept.append(lower, from);
  }
  text.append(lower).push_back(' ');
}

std::string text_above(const Document& document, const Block& block) {
  std::size_t end = block.gap_end;
  while (end > block.gap_begin && is_blank(document, end - 1)) --end;
  std::size_t begin = end;
  while (begin > block.gap_begin && !is_blank(document, begin - 1)) --begin;
  std::size_t heading = begin;
  while (heading > block.gap_begin && !is_heading(document.lines[heading - 1])) --heading;
  std::string text;
  if (heading > block.gap_begin) add_line(text, document.lines[heading - 1]);
  text.push_back('\n');  // a word may ask for the paragraph's beginning
  for (std::size_t i = begin; i < end; ++i) add_line(text, document.lines[i]);
  return text;
}

std::string text_below(const Document& document, const Block& block) {
  std::size_t i = block.end + (block.shape == Shape::closed ? 1 : 0);
  while (i < document.lines.size() && is_blank(document, i)) ++i;
  std::string text;
  for (; i < document.lines.size() && !is_blank(document, i) && !trim(document.lines[i]).starts_with("```"); ++i) {
    add_line(text, document.lines[i]);
  }
  return text;
}

// Reads what the comment on a block's first line calls it.
Announcement announced_within(const Document& document, const Block& block) {
  if (block.begin >= block.end) return Announcement::nothing;
  const string_view line = trim(document.lines[block.begin]);
  if (!line.starts_with('#')) return Announcement::nothing;
  const std::string text = to_lower(trim(line.substr(1)));
  const auto begins = [&](std::initializer_list<string_view> words) {
    return std::any_of(words.begin(), words.end(), [&](string_view word) {
      const bool whole = text.size() <= word.size() || word.ends_with(' ') || !is_word(text[word.size()]);
      return text.starts_with(word) && whole;
    });
  };
  if (begins({"bad", "wrong", "incorrect", "don't", "do not", "\u274c"})) return Announcement::original;
  if (begins({"alternative", "another", "variant"})) return Announcement::variant;
  const bool label = begins({"option ", "approach ", "method ", "solution ", "way "});
  return label && names_a_further_one(text) ? Announcement::variant : Announcement::nothing;
}

}  // namespace

Announcement announcement_of(const Document& document, const Block& block) {
  struct Row {
    Words words;
    Announcement announcement;
  };
  constexpr std::array<Row, 10> kAbove{{{kAsides, Announcement::variant},
                                        {kComparisons, Announcement::original},
                                        {kRecommended, Announcement::recommended},
                                        {kCorrections, Announcement::correction},
                                        {kMistakes, Announcement::original},
                                        {kAdmissions, Announcement::correction},
                                        {kDrafts, Announcement::draft},
                                        {kOriginals, Announcement::original},
                                        {kVariants, Announcement::variant},
                                        {kForeignVariants, Announcement::variant}}};
  if (contains_any(text_below(document, block), kSaidBelow)) return Announcement::variant;
  const std::string above = text_above(document, block);
  const auto row =
      std::find_if(kAbove.begin(), kAbove.end(), [&](const Row& r) { return contains_any(above, r.words); });
  if (row != kAbove.end()) return row->announcement;
  return names_a_further_one(above) ? Announcement::variant : announced_within(document, block);
}

}  // namespace quantladder::extract
