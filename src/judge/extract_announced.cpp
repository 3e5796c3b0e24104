#include "judge/extract_announced.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>

namespace quantladder::judge::extraction {
namespace {

using std::string_view;
using Words = std::span<const string_view>;

// Before the others: each holds a word of theirs.
constexpr auto kAsides = std::to_array<string_view>({"for completeness", "not recommended"});
// Words above a block. The first list in the table below of which a word is there decides.
constexpr auto kComparisons =
    std::to_array<string_view>({"for comparison", "to compare", "for contrast", "original version, for",
                                "before the fix", "before my fix", "before the change", "what you sent"});
constexpr auto kCorrections = std::to_array<string_view>(
    {"fixed", "the fix", "a fix", "correct", "final", "improve", "complete", "revised", "updated", "full code",
     "full version", "whole module", "entire", "put together", "putting it", "solution:", "i choose"});
constexpr auto kRecommended = std::to_array<string_view>({"(recommended", "recommended)", "(preferred"});
constexpr auto kMistakes = std::to_array<string_view>(
    {"common mistake", "not to do", "do not write", "don't write", "your version had", "your code had", "what you had",
     "wrong way", "anti-pattern", "buggy", "faulty version", "faulty:", "# before "});
constexpr auto kAdmissions = std::to_array<string_view>(
    {"doesn't work", "does not work", "mistake", "oops", "sorry", "wait,", "wait.", "wait -", "hmm", "actually,",
     "that fails", "this fails", "it fails", "is wrong", "was wrong", "had a bug", "has a bug"});
constexpr auto kDrafts = std::to_array<string_view>(
    {"first attempt", "rough draft", "first draft", "naive", "skeleton", "first try", "brute force"});
constexpr auto kOriginals = std::to_array<string_view>(
    {"the original", "your original", "original code", "original version", "original function", "original class"});
constexpr auto kVariants = std::to_array<string_view>({"alternativ",
                                                       "if you want",
                                                       "if you prefer",
                                                       "if you need",
                                                       "if you'd",
                                                       "if you would",
                                                       "if you like",
                                                       "if you ever",
                                                       "if you are",
                                                       "if you're",
                                                       "if you only",
                                                       "if you don't",
                                                       "if you do not",
                                                       "if you also",
                                                       "in case you",
                                                       "should you",
                                                       "variant",
                                                       "variation",
                                                       "signature",
                                                       "summary",
                                                       "in short",
                                                       "you could",
                                                       "you can also",
                                                       "you might",
                                                       "you may also",
                                                       "another way",
                                                       "another version",
                                                       "another option",
                                                       "one-liner",
                                                       "optional",
                                                       "bonus",
                                                       "for reference",
                                                       "for illustration",
                                                       "for debugging",
                                                       "to debug",
                                                       "to see each step",
                                                       "to see every step",
                                                       "add a print",
                                                       "in production",
                                                       "in real code",
                                                       "in real projects",
                                                       "...or",
                                                       "\u2026or",
                                                       "instead of",
                                                       "interface at a glance",
                                                       "at a glance",
                                                       "another possible",
                                                       "another implementation",
                                                       "another approach",
                                                       "another solution",
                                                       "another method",
                                                       "other possible",
                                                       "other ways",
                                                       "different approach",
                                                       "different way",
                                                       "you may want",
                                                       "you can use",
                                                       "you can modify",
                                                       "you can simplify",
                                                       "you can write",
                                                       "we can also",
                                                       "we could",
                                                       "also be written",
                                                       "also write",
                                                       "also be done",
                                                       "\nor ",
                                                       "\nor:",
                                                       "\nor, ",
                                                       "would write",
                                                       "it would be:",
                                                       "would look like",
                                                       "could look like",
                                                       "python 2",
                                                       "older version",
                                                       "option 2",
                                                       "option b",
                                                       "approach 2",
                                                       "approach b",
                                                       "method 2",
                                                       "method b",
                                                       "solution 2",
                                                       "second option",
                                                       "second approach",
                                                       "second way",
                                                       "second method",
                                                       "note: if",
                                                       "note:** if",
                                                       "note that if"});
// Words below a block that speak of it and not of what comes next.
constexpr auto kSaidBelow =
    std::to_array<string_view>({"this alternative",     "this variant",         "this is an alternative",
                                "this is a variant",    "is optional",          "use the first",
                                "the first version is", "stick with the first", "go with the first",
                                "the first one is",     "recommend the first",  "prefer the first",
                                "shown only",           "only shown",           "only to show",
                                "only an illustration", "only an excerpt",      "not part of the answer",
                                "is not needed",        "isn't needed",         "the first block is"});

bool has_any(string_view text, Words words) {
  return std::any_of(words.begin(), words.end(), [&](string_view word) { return contains(text, word); });
}

bool is_blank(const Document& document, std::size_t line) { return trim(document.lines[line]).empty(); }

bool is_heading(string_view line) {
  const string_view text = trim(line);
  return text.starts_with('#') || (text.size() > 4 && text.starts_with("**") && text.ends_with("**"));
}

void add_line(std::string& text, string_view line) {
  const std::string lower = to_lower(trim(line));
  std::size_t from = 0;  // "incorrect" is no correction
  for (std::size_t at = lower.find("incorrect"); at != std::string::npos; at = lower.find("incorrect", from)) {
    text.append(lower, from, at - from).append("faulty");
    from = at + string_view("incorrect").size();
  }
  text.append(lower, from).push_back(' ');
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

}  // namespace

Announcement announcement_of(const Document& document, const Block& block) {
  struct Row {
    Words words;
    Announcement announcement;
  };
  constexpr std::array<Row, 9> kAbove{{{kAsides, Announcement::variant},
                                       {kComparisons, Announcement::original},
                                       {kRecommended, Announcement::recommended},
                                       {kCorrections, Announcement::correction},
                                       {kMistakes, Announcement::original},
                                       {kAdmissions, Announcement::correction},
                                       {kDrafts, Announcement::draft},
                                       {kOriginals, Announcement::original},
                                       {kVariants, Announcement::variant}}};
  if (has_any(text_below(document, block), kSaidBelow)) return Announcement::variant;
  const std::string above = text_above(document, block);
  const auto row = std::find_if(kAbove.begin(), kAbove.end(), [&](const Row& r) { return has_any(above, r.words); });
  return row == kAbove.end() ? Announcement::nothing : row->announcement;
}

}  // namespace quantladder::judge::extraction
