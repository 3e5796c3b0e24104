#include "extract/language.h"

#include <algorithm>
#include <array>

#include "extract/text.h"

namespace quantladder::extract {
namespace {

using std::string_view;

// `tool_code` is how some models were taught to mark Python that they mean to be run.
constexpr Words kPythonNames = "python|py|python3|py3|python2|tool_code";
constexpr std::array<string_view, 3> kPythonDefinitions{"class", "def", "async def"};
constexpr Words kPythonOpenings = "import |@|\"\"\"|'''|r\"\"\"|r'''|#!|if __name__";
constexpr std::array<string_view, 2> kPythonQuotes{"\"\"\"", "'''"};

constexpr Words kBashNames = "bash|sh|shell|zsh|shellscript|shell-script";
constexpr std::array<string_view, 1> kBashDefinitions{"function"};
constexpr Words kBashOpenings =
    "#!|set -|if [|if ! |while read|while IFS|for ((|case \"|case $|[[ |[ |awk |gawk |printf '|printf \"|export "
    "|readonly |"
    "declare |local |trap |exec |sort |exit ";

constexpr Words kRubyNames = "ruby|rb|irb";
constexpr std::array<string_view, 3> kRubyDefinitions{"class", "module", "def"};
constexpr Words kRubyOpenings =
    "#!|require '|require \"|require_relative |# frozen_string_literal|include |puts |BEGIN {";

constexpr Words kGoNames = "go|golang";
constexpr std::array<string_view, 4> kGoDefinitions{"func", "type", "var", "const"};
constexpr Words kGoOpenings = "package |import (|import \"|func (|var (|const (|type (|//go:";
constexpr std::array<string_view, 1> kGoQuotes{"`"};

// A new language is a row here.
const std::array<Language, 4>& languages() {
  static const std::array<Language, 4> table{{{.value = core::AnswerLanguage::python,
                                               .info_names = kPythonNames,
                                               .definitions = kPythonDefinitions,
                                               .openings = kPythonOpenings,
                                               .long_quotes = kPythonQuotes,
                                               .comments_stand_apart = false,
                                               .has_outline = true,
                                               .is_prose = is_prose},
                                              {.value = core::AnswerLanguage::bash,
                                               .info_names = kBashNames,
                                               .definitions = kBashDefinitions,
                                               .openings = kBashOpenings,
                                               .long_quotes = {},
                                               .defines_by_call = true,
                                               .is_prose = is_sentence},
                                              {.value = core::AnswerLanguage::ruby,
                                               .info_names = kRubyNames,
                                               .definitions = kRubyDefinitions,
                                               .openings = kRubyOpenings,
                                               .long_quotes = {},
                                               .is_prose = is_sentence},
                                              {.value = core::AnswerLanguage::go,
                                               .info_names = kGoNames,
                                               .definitions = kGoDefinitions,
                                               .openings = kGoOpenings,
                                               .long_quotes = kGoQuotes,
                                               .is_prose = is_sentence}}};
  return table;
}

string_view name_after(string_view line, string_view keyword) {
  if (!line.starts_with(keyword)) return {};
  line.remove_prefix(keyword.size());
  if (line.empty() || !is_space(line.front())) return {};
  return leading_word(trim(line));
}

string_view assigned_name(string_view line) {
  const string_view name = leading_word(line);
  if (name.empty() || is_digit(name.front())) return {};
  string_view rest = trim(line.substr(name.size()));
  if (rest.starts_with(':')) {  // an annotation may stand before the '='
    const std::size_t equals = rest.find('=');
    rest = equals == string_view::npos ? string_view{} : rest.substr(equals);
  }
  return rest.starts_with('=') && !rest.starts_with("==") ? name : string_view{};
}

// "report() {", "report ()"
string_view called_name(string_view line) {
  std::size_t end = 0;
  while (end < line.size() && (is_word(line[end]) || line[end] == '-')) ++end;
  const string_view rest = trim(line.substr(end));
  if (end == 0 || !rest.starts_with("()")) return {};
  const string_view body = trim(rest.substr(2));
  return body.empty() || body.starts_with('{') || body.starts_with('(') ? line.substr(0, end) : string_view{};
}

}  // namespace

bool Language::begins_comment(string_view line, std::size_t at) const {
  if (!line.substr(at).starts_with(comment())) return false;
  return !comments_stand_apart || at == 0 || is_space(line[at - 1]);
}

const Language* find_language(string_view id) {
  const auto& table = languages();
  const auto found = std::find_if(table.begin(), table.end(), [&](const Language& row) { return row.id() == id; });
  return found == table.end() ? nullptr : &*found;
}

// Both jump to the next character that matters: a reply may be one line of megabytes.
std::size_t StringTracker::skip_long(string_view line, std::size_t at) {
  const std::array<char, 2> matters{quote_.front(), quote_ == "`" ? '`' : '\\'};  // a raw string has no escapes
  at = line.find_first_of(matters.data(), at, matters.size());
  if (at == string_view::npos) return line.size();
  if (line[at] == '\\') return at + 2;
  if (!line.substr(at).starts_with(quote_)) return at + 1;
  at += quote_.size();
  quote_ = {};
  return at;
}

// Skips code up to a string, bracket or comment, and that too; of a long string only the beginning.
std::size_t StringTracker::skip_code(string_view line, std::size_t at) {
  const std::array<char, 10> matters{'"', '\'', '(', ')', '[', ']', '{', '}', '`', language_->comment().front()};
  at = line.find_first_of(matters.data(), at, matters.size());
  if (at == string_view::npos || language_->begins_comment(line, at)) return line.size();
  for (const string_view quote : language_->long_quotes) {
    if (!line.substr(at).starts_with(quote)) continue;
    quote_ = quote;
    return at + quote.size();
  }
  const char c = line[at];
  if (c != '"' && c != '\'') {
    const bool opens = c == '(' || c == '[' || c == '{';
    const bool closes = c == ')' || c == ']' || c == '}';
    if (opens || (closes && depth_ > 0)) depth_ += opens ? 1 : -1;
    return at + 1;
  }
  for (++at; at < line.size() && line[at] != c; ++at) {
    if (line[at] == '\\') ++at;
  }
  return at + 1;
}

void StringTracker::feed(string_view line) {
  if (!inside() && opens_definition(line, *language_)) depth_ = 0;  // whatever was left open before
  for (std::size_t at = 0; at < line.size();) at = inside() ? skip_long(line, at) : skip_code(line, at);
  backslash_ = !inside() && line.ends_with('\\');
}

string_view defined_name(string_view line, const Language& language) {
  for (const string_view keyword : language.definitions) {
    const string_view name = name_after(line, keyword);
    if (!name.empty()) return name;
  }
  if (language.defines_by_call) {
    const string_view name = called_name(line);
    if (!name.empty()) return name;
  }
  return assigned_name(line);
}

bool opens_definition(string_view line, const Language& language) {
  return (language.defines_by_call && !called_name(line).empty()) ||
         std::any_of(language.definitions.begin(), language.definitions.end(),
                     [&](string_view keyword) { return !name_after(line, keyword).empty(); });
}

bool starts_code(string_view line, const Language& language) {
  if (!defined_name(line, language).empty()) return true;
  if (language.value == core::AnswerLanguage::python && line.starts_with("from ") && contains(line, " import "))
    return true;
  return starts_with_any(line, language.openings);
}

}  // namespace quantladder::extract
