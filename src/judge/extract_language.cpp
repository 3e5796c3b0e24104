#include "judge/extract_language.h"

#include <algorithm>
#include <array>

#include "judge/extract_text.h"

namespace quantladder::judge::extraction {
namespace {

using std::string_view;

// `tool_code` is how some models were taught to mark Python that they mean to be run.
constexpr std::array<string_view, 6> kPythonNames{"python", "py", "python3", "py3", "python2", "tool_code"};
constexpr std::array<string_view, 3> kPythonDefinitions{"class", "def", "async def"};
constexpr std::array<string_view, 6> kPythonOpenings{"import ", "@", "\"\"\"", "'''", "#!", "if __name__"};
constexpr std::array<string_view, 2> kPythonQuotes{"\"\"\"", "'''"};

// A new language is a row here, if is_prose() holds for it too (it would not for SQL: "SELECT name FROM ...").
const std::array<Language, 1>& languages() {
  static const std::array<Language, 1> table{
      {{"python", ".py", kPythonNames, kPythonDefinitions, kPythonOpenings, kPythonQuotes, '#'}}};
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

string_view next_word(string_view& text) {
  text = trim(text);
  const std::size_t end = std::min(text.find_first_of(" \t"), text.size());
  const string_view word = text.substr(0, end);
  text.remove_prefix(end);
  return word;
}

bool is_plain_word(string_view word) {
  while (!word.empty() && (word.back() == ',' || word.back() == '.' || word.back() == ':')) word.remove_suffix(1);
  const auto plain = [](char c) {
    return is_letter(c) || c == '\'' || c == '-' || static_cast<unsigned char>(c) >= 0x80;
  };
  return !word.empty() && std::all_of(word.begin(), word.end(), plain);
}

// In code, two words side by side need an operator or a keyword among them: `True if x else y`.
bool is_infix_word(string_view word) {
  constexpr std::array<string_view, 9> kInfix{"and", "or", "if", "is", "in", "not", "else", "for", "as"};
  return std::find(kInfix.begin(), kInfix.end(), word) != kInfix.end();
}

// What may stand before a name at the beginning of a line of Python.
bool is_leading_keyword(string_view word) {
  constexpr std::array<string_view, 28> kKeywords{"from",  "import", "def",   "class", "return", "if",     "elif",
                                                  "else",  "while",  "for",   "with",  "as",     "try",    "except",
                                                  "raise", "assert", "del",   "pass",  "not",    "global", "async",
                                                  "await", "type",   "match", "case",  "lambda", "yield",  "print"};
  return word == "nonlocal" || std::find(kKeywords.begin(), kKeywords.end(), word) != kKeywords.end();
}

bool is_sentence(string_view line) {
  string_view rest = line;
  const string_view first = next_word(rest);
  const string_view second = next_word(rest);
  if (!is_upper(line.front())) {  // "this adds two numbers": two names side by side
    const bool word = is_plain_word(first) && is_letter(first.back()) && !is_leading_keyword(first);
    return word && is_plain_word(second) && !is_infix_word(second);
  }
  if (first.ends_with(':') && next_word(rest) == "=") return false;         // "JobId: TypeAlias = str"
  if (second.empty()) return first.ends_with(':') && is_plain_word(first);  // "Usage:"
  if (contains(first, "'") && is_plain_word(first)) return true;            // "Here's", "I've"
  return is_plain_word(first) && is_plain_word(second) && !is_infix_word(second);
}

}  // namespace

const Language* find_language(string_view id) {
  const auto& table = languages();
  const auto found = std::find_if(table.begin(), table.end(), [&](const Language& row) { return row.id == id; });
  return found == table.end() ? nullptr : &*found;
}

// Both jump to the next character that matters: a reply may be one line of megabytes.
std::size_t StringTracker::skip_long(string_view line, std::size_t at) {
  const std::array<char, 2> matters{quote_.front(), '\\'};
  at = line.find_first_of(matters.data(), at, matters.size());
  if (at == string_view::npos) return line.size();
  if (line[at] == '\\') return at + 2;
  if (!line.substr(at).starts_with(quote_)) return at + 1;
  at += quote_.size();
  quote_ = {};
  return at;
}

// Over code up to a string or comment and over that, a long string only up to its beginning.
std::size_t StringTracker::skip_code(string_view line, std::size_t at) {
  const std::array<char, 3> matters{'"', '\'', language_->comment};
  at = line.find_first_of(matters.data(), at, matters.size());
  if (at == string_view::npos || line[at] == language_->comment) return line.size();
  for (const string_view quote : language_->long_quotes) {
    if (!line.substr(at).starts_with(quote)) continue;
    quote_ = quote;
    return at + quote.size();
  }
  const char c = line[at];
  for (++at; at < line.size() && line[at] != c; ++at) {
    if (line[at] == '\\') ++at;
  }
  return at + 1;
}

void StringTracker::feed(string_view line) {
  for (std::size_t at = 0; at < line.size();) at = inside() ? skip_long(line, at) : skip_code(line, at);
}

string_view defined_name(string_view line, const Language& language) {
  for (const string_view keyword : language.definitions) {
    const string_view name = name_after(line, keyword);
    if (!name.empty()) return name;
  }
  return assigned_name(line);
}

bool opens_definition(string_view line, const Language& language) {
  return std::any_of(language.definitions.begin(), language.definitions.end(),
                     [&](string_view keyword) { return !name_after(line, keyword).empty(); });
}

bool starts_code(string_view line, const Language& language) {
  if (!defined_name(line, language).empty()) return true;
  if (line.starts_with("from ") && contains(line, " import ")) return true;
  return std::any_of(language.openings.begin(), language.openings.end(),
                     [&](string_view opening) { return line.starts_with(opening); });
}

bool is_prose(string_view line) {
  if (line.empty() || is_space(line.front())) return false;
  if (static_cast<unsigned char>(line.front()) >= 0x80 || line.front() == '<' || line.front() == '`') return true;
  for (const string_view mark : {"**", "- ", "* ", "> ", "| ", "---", "***", "___", "===", "[/", "[DONE]", "\\`"}) {
    if (line.starts_with(mark)) return true;
  }
  if (is_digit(line.front()) && text_begin(line) > 0) return true;  // "1. The first"
  return is_sentence(line);
}

}  // namespace quantladder::judge::extraction
