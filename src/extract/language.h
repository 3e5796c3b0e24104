// What the extractor knows of a programming language: a row of a table, and line-level questions answered with it.
#pragma once

#include <span>
#include <string_view>

#include "extract/text.h"

namespace quantladder::extract {

struct Language {
  std::string_view id;
  std::string_view extension;                     // with the dot
  Words info_names;                               // lower case: what a fence of this language is marked with
  std::span<const std::string_view> definitions;  // keywords before a defined name
  Words openings;                                 // other ways in which a line of code begins
  std::span<const std::string_view> long_quotes;  // of strings that run over several lines
  char comment;                                   // begins a comment that runs to the line's end
};

const Language* find_language(std::string_view id);  // nullptr: not known

// Follows strings and brackets that run over several lines, so that what stands in them is not taken for statements.
class StringTracker {
 public:
  explicit StringTracker(const Language& language) : language_(&language) {}
  bool inside() const { return !quote_.empty(); }              // the next line begins inside a string
  std::string_view quote() const { return quote_; }            // of that string
  bool continued() const { return depth_ > 0 || backslash_; }  // it goes on with a statement
  void feed(std::string_view line);

 private:
  std::size_t skip_long(std::string_view line, std::size_t at);
  std::size_t skip_code(std::string_view line, std::size_t at);

  const Language* language_;
  std::string_view quote_;  // of the string that is open
  int depth_ = 0;           // of brackets
  bool backslash_ = false;
};

// The name that `line` defines at its very beginning (`class X`, `def X`, `X =`), empty: none.
std::string_view defined_name(std::string_view line, const Language& language);
bool opens_definition(std::string_view line, const Language& language);  // by keyword, not by assignment
bool starts_code(std::string_view line, const Language& language);

}  // namespace quantladder::extract
