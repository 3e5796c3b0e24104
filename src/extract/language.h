// Describes a programming language by a row of a table, and answers questions about single lines with it.
#pragma once

#include <span>
#include <string_view>

#include "extract/text.h"
#include "quantladder/core/answer_language.h"

namespace quantladder::extract {

struct Language {
  core::AnswerLanguage value;
  Words info_names;                               // lower case: what a fence of this language is marked with
  std::span<const std::string_view> definitions;  // keywords before a defined name
  Words openings;                                 // other ways in which a line of code begins
  std::span<const std::string_view> long_quotes;  // of strings that run over several lines
  bool comments_stand_apart = true;               // one begins a word: "${#list[@]}" holds none
  bool defines_by_call = false;                   // "name() {" defines a name
  bool has_outline = false;                       // src/extract/outline.cpp can tell signatures and parts of a class
  // Says that a line at column 0 is no code, and false when in doubt. `continued` says that the line before left a
  // bracket open or ended with a backslash, so that the line need not begin a statement.
  bool (*is_prose)(std::string_view line, bool continued) = nullptr;

  std::string_view id() const { return core::row_of(value).id; }
  std::string_view extension() const { return core::row_of(value).extension; }
  std::string_view comment() const { return core::row_of(value).comment; }
  bool begins_comment(std::string_view line, std::size_t at) const;
};

const Language* find_language(std::string_view id);  // nullptr when it is not known

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

// Returns the name that `line` defines at its very beginning (`class X`, `def X`, `X =`); empty when it defines none.
std::string_view defined_name(std::string_view line, const Language& language);
bool opens_definition(std::string_view line, const Language& language);  // by keyword, not by assignment
bool starts_code(std::string_view line, const Language& language);

// What no statement of Python could be.
bool is_prose(std::string_view line, bool continued = false);
// What reads as a sentence or as Markdown, in languages whose statements this rule does not know.
bool is_sentence(std::string_view line, bool continued = false);

}  // namespace quantladder::extract
