
#include <algorithm>
#include <array>
#include <vector>

#include "extract/language.h"
#include "extract/text.h"

namespace quantladder::extract {
namespace {

using std::string_view;

// Lines of Markdown, and of what surrounds an answer, begin with these.
constexpr Words kMarks = "**|- |* |+ |> |---|***|___|===|~~~|[/|[DONE]|\\`|<|`";

// A keyword asks for this on its line when it stands at the beginning of one.
enum class Needs { nothing, colon, only_colon, end, import, names };
struct Keywords {
  Words words;
  Needs needs;
};
constexpr std::array<Keywords, 6> kKeywords{
    {{"if|elif|while|for|with|except|match|case", Needs::colon},
     {"else|try|finally", Needs::only_colon},
     {"pass|break|continue", Needs::end},
     {"from", Needs::import},
     {"global|nonlocal", Needs::names},
     {"import|def|class|return|raise|assert|del|async|await|lambda|yield|type|print|exec|not", Needs::nothing}}};
// These are names as well, and may have an operand right behind them at the beginning of a line.
constexpr Words kSoftKeywords = "match|case|type|print|exec";
constexpr Words kInfix = "and|or|in|is|not";
constexpr Words kOtherKeywords = "as|else|if|for|import|from";
constexpr Words kConstants = "None|True|False";
constexpr Words kDefinitions = "def|async|class";
constexpr Words kTypes = "int|str|float|bool|bytes|list|dict|set|tuple|object|type|complex|frozenset";

enum class Kind { name, infix, keyword, literal, opening, closing, sign, foreign };
struct Token {
  Kind kind;
  string_view text;
};

auto row_of(string_view word) {
  return std::find_if(kKeywords.begin(), kKeywords.end(), [&](const Keywords& k) { return is_among(word, k.words); });
}

Kind kind_of_word(string_view word) {
  if (is_digit(word.front()) || is_among(word, kConstants)) return Kind::literal;
  if (is_among(word, kInfix)) return Kind::infix;
  return (row_of(word) != kKeywords.end() && !is_among(word, kSoftKeywords)) || is_among(word, kOtherKeywords)
             ? Kind::keyword
             : Kind::name;
}

bool is_string_prefix(string_view word) {
  return word.size() <= 2 && word.find_first_not_of("rRbBfFuU") == string_view::npos;
}

std::size_t end_of_string(string_view line, std::size_t at) {
  const char quote = line[at];
  const string_view text = line.substr(at);
  if (text.starts_with("\"\"\"") || text.starts_with("'''")) {
    const std::size_t end = line.find(text.substr(0, 3), at + 3);
    return end == string_view::npos ? line.size() : end + 2;
  }
  for (++at; at < line.size() && line[at] != quote; ++at) {
    if (line[at] == '\\') ++at;
  }
  return std::min(at, line.size());
}

Token sign_at(string_view line, std::size_t at) {
  const char c = line[at];
  const string_view text = line.substr(at, 1);
  if (c == '(' || c == '[' || c == '{') return {Kind::opening, text};
  if (c == ')' || c == ']' || c == '}') return {Kind::closing, text};
  const bool last = at + 1 == line.size();
  const bool foreign = c == '?' || c == '$' || c == '`' || (c == '!' && (last || line[at + 1] != '=')) ||
                       (c == '\\' && !last) || static_cast<unsigned char>(c) < ' ';
  return {foreign ? Kind::foreign : Kind::sign, text};
}

// A quote with no end on the line is an apostrophe when a word stands before it.
std::vector<Token> tokens_of(string_view line) {
  std::vector<Token> tokens;
  for (std::size_t at = 0; at < line.size();) {
    const char c = line[at];
    if (is_space(c)) {
      ++at;
    } else if (c == '#') {
      break;
    } else if (is_word(c)) {
      const string_view word = leading_word(line.substr(at));
      at += word.size();
      const bool prefix = at < line.size() && (line[at] == '"' || line[at] == '\'') && is_string_prefix(word);
      if (!prefix) tokens.push_back({kind_of_word(word), word});
    } else if (c == '"' || c == '\'') {
      const bool apostrophe = c == '\'' && at > 0 && is_letter(line[at - 1]) && !tokens.empty() &&
                              tokens.back().kind != Kind::literal && tokens.back().text.end() == line.begin() + at;
      const std::size_t end = apostrophe ? at : end_of_string(line, at);
      tokens.push_back({apostrophe ? Kind::foreign : Kind::literal, line.substr(at, end - at + 1)});
      at = end + 1;
    } else {
      tokens.push_back(sign_at(line, at++));
    }
  }
  return tokens;
}

bool is_operand(Kind kind) { return kind == Kind::name || kind == Kind::literal; }

// Returns whether two operands have nothing between them, as in no expression; two strings may stand so.
bool have_neighbours(const std::vector<Token>& tokens, bool names_only, bool outside_brackets) {
  int depth = 0;
  for (std::size_t i = 1; i < tokens.size(); ++i) {
    const Token& left = tokens[i - 1];
    const Token& right = tokens[i];
    if (left.kind == Kind::opening) ++depth;
    if (left.kind == Kind::closing) --depth;
    if (outside_brackets && depth > 0) continue;
    if (!is_operand(right.kind) || (!is_operand(left.kind) && left.kind != Kind::closing)) continue;
    if (left.kind == Kind::literal && right.kind == Kind::literal && !is_digit(right.text.front())) continue;
    if (names_only && (left.kind != Kind::name || right.kind != Kind::name)) continue;
    if (i == 1 && is_among(left.text, kSoftKeywords)) continue;
    return true;
  }
  return false;
}

bool has_sign(const std::vector<Token>& tokens, string_view sign) {
  return std::any_of(tokens.begin(), tokens.end(), [&](const Token& token) { return token.text == sign; });
}

bool is_open_at_end(const std::vector<Token>& tokens) {
  int depth = 0;
  for (const Token& token : tokens) depth += (token.kind == Kind::opening) - (token.kind == Kind::closing);
  return depth > 0 || tokens.back().text == "\\";
}

bool lacks_what_its_keyword_needs(const std::vector<Token>& tokens) {
  const string_view word = tokens.front().text;
  const bool alone = tokens.size() == 1;
  const bool soft = is_among(word, kSoftKeywords);
  if (soft && (alone || !is_operand(tokens[1].kind))) return false;  // a name
  if (word == "type") return !has_sign(tokens, "=");
  const auto row = row_of(word);
  if (row == kKeywords.end()) return is_among(word, kOtherKeywords) || is_among(word, kInfix);
  if (!alone && tokens[1].kind == Kind::infix && tokens[1].text != "not") return true;  // "del is not used"
  switch (row->needs) {
    case Needs::nothing:
      return false;
    case Needs::colon:
      return !has_sign(tokens, ":") && !is_open_at_end(tokens);
    case Needs::only_colon:
      return alone || tokens[1].text != ":";
    case Needs::end:
      return !alone && tokens[1].text != ";";
    case Needs::import:
      return !has_sign(tokens, "import") && tokens.back().text != "\\";
    case Needs::names:
      return std::any_of(tokens.begin(), tokens.end(), [](const Token& token) { return token.kind == Kind::infix; });
  }
  return false;
}

bool may_be_a_type(const std::vector<Token>& tokens, std::size_t at) {
  const Token& first = tokens[at];
  if (first.kind == Kind::literal) return !is_digit(first.text.front());
  if (first.kind == Kind::opening) return false;
  const bool alone = at + 1 == tokens.size();
  if (!alone) return tokens[at + 1].text != "(";
  return is_upper(first.text.front()) || is_among(first.text, kTypes);
}

// "Usage:", "Output: 5", "note: important"; not "count: int"
bool is_label(const std::vector<Token>& tokens) {
  if (tokens.size() < 2 || tokens[0].kind != Kind::name || tokens[1].text != ":" || has_sign(tokens, "=")) return false;
  if (tokens.size() == 2) return true;
  // "Note: Important"; "Limit: int" is code, and as prose would do no harm
  const bool one_word = tokens.size() == 3 && is_upper(tokens[0].text.front()) && !is_among(tokens[2].text, kTypes);
  return one_word || !may_be_a_type(tokens, 2);
}

bool are_adjacent(const Token& left, const Token& right) { return left.text.end() == right.text.begin(); }

// "add(1, 2) -> 3", "add(1, 2) => 3", "add(1, 2) = 3"
bool has_an_arrow(const std::vector<Token>& tokens) {
  int depth = 0;
  for (std::size_t i = 1; i + 1 < tokens.size(); ++i) {
    depth += (tokens[i - 1].kind == Kind::opening) - (tokens[i - 1].kind == Kind::closing);
    const bool head = contains(tokens[i].text, ">") && contains("-=", tokens[i - 1].text);
    if (head && are_adjacent(tokens[i - 1], tokens[i])) return true;
    const bool lone = tokens[i].text == "=" && tokens[i + 1].text != "=";
    if (lone && depth == 0 && tokens[i - 1].text == ")" && tokens[0].kind == Kind::name) return true;
  }
  return false;
}

// "Done", "x and y": names and what joins names
bool is_only_words(const std::vector<Token>& tokens) {
  if (is_among(tokens.front().text, kSoftKeywords)) return false;  // "print x, y", of Python 2
  return std::all_of(tokens.begin(), tokens.end(), [](const Token& token) {
    return token.kind == Kind::name || token.kind == Kind::infix || token.text == ",";
  });
}

bool begins_or_ends_with_an_operator(const std::vector<Token>& tokens, string_view line) {
  if (line.starts_with("...")) return tokens.size() > 3 && is_operand(tokens[3].kind);
  const std::size_t n = tokens.size();
  const bool dots = n > 3 && tokens[n - 1].text == "." && tokens[n - 2].text == "." && tokens[n - 3].text == ".";
  if (dots && tokens[n - 4].kind == Kind::sign) return false;                              // "class A: ..."
  if (n > 1 && tokens[n - 1].text == "*" && tokens[n - 2].text == "import") return false;  // "from os import *"
  if (tokens.front().kind == Kind::sign && !contains("@*-+~", tokens.front().text)) return true;
  return tokens.back().kind == Kind::sign && !contains(":;,\\", tokens.back().text);
}

bool is_upper_word(string_view word) {
  return std::all_of(word.begin(), word.end(), [](char c) { return is_upper(c) || c == '_'; });
}

// "[END]", "[TOOL_CALLS]"
bool is_bracketed_mark(const std::vector<Token>& tokens) {
  return tokens.size() == 3 && tokens[0].text == "[" && tokens[1].kind == Kind::name && is_upper_word(tokens[1].text) &&
         tokens[2].text == "]";
}

bool assigns(const std::vector<Token>& tokens) {
  return tokens.size() > 2 && tokens[0].kind == Kind::name &&
         (tokens[1].text == "=" || (tokens[1].text == ":" && has_sign(tokens, "=")));
}

bool is_call(const std::vector<Token>& tokens) {
  std::size_t i = 0;
  while (i + 2 < tokens.size() && tokens[i].kind == Kind::name && tokens[i + 1].text == ".") i += 2;
  return i + 1 < tokens.size() && tokens[i].kind == Kind::name && tokens[i + 1].kind == Kind::opening;
}

}  // namespace

bool is_prose(string_view line, bool continued) {
  if (line.empty() || line.front() == '#') return false;
  if (is_space(
          line.front())) {  // words side by side are no code however far in, but a block that is well in is the code's
    return !continued && indent_of(line) < 4 && have_neighbours(tokens_of(line), true, false);
  }
  if (!continued) {
    if (starts_with_any(line, kMarks) || line.starts_with("| ")) return true;
    if (is_digit(line.front()) && text_begin(line) > 0) return true;  // "1. The first"
  }
  const auto tokens = tokens_of(line);
  const bool assignment = assigns(tokens);
  const auto is_foreign = [](const Token& token) { return token.kind == Kind::foreign; };
  if (!assignment && !is_call(tokens) && std::any_of(tokens.begin(), tokens.end(), is_foreign)) return true;
  if (have_neighbours(tokens, assignment, is_call(tokens))) return true;
  if (continued || assignment) return false;
  if (static_cast<unsigned char>(line.front()) >= 0x80) return true;
  const bool definition = is_among(tokens.front().text, kDefinitions);
  if (!definition && has_an_arrow(tokens)) return true;
  return lacks_what_its_keyword_needs(tokens) || is_label(tokens) || is_only_words(tokens) ||
         begins_or_ends_with_an_operator(tokens, line) || is_bracketed_mark(tokens);
}

}  // namespace quantladder::extract
