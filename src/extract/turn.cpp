#include "extract/turn.h"

#include <algorithm>
#include <array>

#include "extract/fence_line.h"

namespace quantladder::extract {
namespace {

using std::string_view;

struct TurnEnd {
  string_view token;
  bool begins_line = false;     // it is a heading of a prompt and no special token
  string_view unless_before{};  // the turn goes on when this stands behind the token
};
constexpr std::array<TurnEnd, 31> kTurnEnds{{{"<|im_end|>"},
                                             {"<|eot_id|>"},
                                             {"<|eom_id|>"},
                                             {"<|endoftext|>"},
                                             {"<|end_of_text|>"},
                                             {"<|end|>", false, "<|start|>"},  // harmony: of a message
                                             {"<|return|>"},
                                             {"<|EOT|>"},
                                             {"<|eot|>"},
                                             {"<|eos|>"},
                                             {"<eos>"},
                                             {"</s>"},
                                             {"<end_of_turn>"},
                                             {"<turn|>"},
                                             {"<|end_of_turn|>"},
                                             {"<|END_OF_TURN_TOKEN|>"},
                                             {"<|end_of_sentence|>"},
                                             {"<\uFF5Cend\u2581of\u2581sentence\uFF5C>"},
                                             {"<|endofassistant|>"},
                                             {"[|endofturn|]"},
                                             {"[/INST]"},
                                             {"[INST]"},
                                             {"<|user|>"},
                                             {"<\uFF5CUser\uFF5C>"},
                                             {"<|im_start|>user"},
                                             {"<|start_header_id|>user"},
                                             {"<start_of_turn>user"},
                                             {"### Instruction:", true},
                                             {"### Human:", true},
                                             {"### User:", true},
                                             {"<|start|>user"}}};

bool is_followed_by(const Lines& lines, std::size_t i, string_view rest, string_view text) {
  if (text.empty()) return false;
  if (!trim(rest).empty()) return trim(rest).starts_with(text);
  return i + 1 < lines.size() && trim(lines[i + 1]).starts_with(text);
}

// Follows one line of code and tells whether a place stands in a string of that line or in a comment.
class LineState {
 public:
  explicit LineState(string_view line) : line_(line) {}

  bool is_code_at(std::size_t at) {
    for (; read_ < at && !comment_; ++read_) {
      const char c = line_[read_];
      if (quote_ != 0) {
        if (c == '\\') ++read_;
        if (c == quote_) quote_ = 0;
      } else if (c == '"' || c == '\'') {
        quote_ = c;
      }
      comment_ = quote_ == 0 && c == '#';
    }
    return quote_ == 0 && !comment_;
  }

 private:
  string_view line_;
  std::size_t read_ = 0;
  char quote_ = 0;
  bool comment_ = false;
};

bool is_quoted(string_view before) {
  return !before.empty() && contains("`\"'", before.substr(before.size() - 1)) && !before.ends_with("```");
}

// "pad with <eos> tokens"; what has bars is no word of a sentence.
bool is_a_word(string_view line, std::size_t at, string_view token) {
  const string_view rest = line.substr(at + token.size());
  return !contains(token, "|") && at > 0 && is_space(line[at - 1]) && !rest.empty() && is_space(rest.front()) &&
         !trim(line.substr(0, at)).empty() && !trim(rest).empty();
}

}  // namespace

std::optional<std::size_t> turn_end_in(const Lines& lines, std::size_t i, bool in_code) {
  const string_view line = lines[i];
  LineState state(line);
  for (std::size_t at = line.find_first_of("<[#"); at != string_view::npos; at = line.find_first_of("<[#", at + 1)) {
    const auto ends = [&](const TurnEnd& row) {
      return line.substr(at).starts_with(row.token) && (!row.begins_line || at == 0) &&
             !is_a_word(line, at, row.token) &&
             !is_followed_by(lines, i, line.substr(at + row.token.size()), row.unless_before);
    };
    if (std::none_of(kTurnEnds.begin(), kTurnEnds.end(), ends)) continue;
    if (in_code ? state.is_code_at(at) : !is_quoted(line.substr(0, at))) return at;
  }
  return std::nullopt;
}

bool begins_user_turn(const Lines& lines, std::size_t i) {
  struct Roles {
    Words question;
    Words answer;
    bool alone = false;  // each on a line of its own
  };
  constexpr std::array<Roles, 5> kRoles{{{"User:|Human:|USER:|You:", "Assistant:|AI:|ASSISTANT:"},
                                         {"Question:|Q:", "Answer:|A:"},
                                         {"Instruction:", "Response:"},
                                         {"### Question", "### Answer"},
                                         {"user", "assistant", true}}};  // what is left of special tokens
  constexpr std::size_t kFarthest = 100;                                 // lines of an invented question
  const auto begins = [&](std::size_t at, Words names, bool alone) {
    string_view line = lines[at];
    while (line.starts_with('*')) line.remove_prefix(1);
    return alone ? is_among(line, names) : starts_with_any(line, names);
  };
  const auto roles = std::find_if(kRoles.begin(), kRoles.end(),
                                  [&](const Roles& pair) { return begins(i, pair.question, pair.alone); });
  if (roles == kRoles.end() || i == 0) return false;
  if (!trim(lines[i - 1]).empty() && !roles->alone) return false;
  for (std::size_t at = i + 1; at < std::min(lines.size(), i + kFarthest); ++at) {
    if (parse_fence(lines[at]) || begins(at, roles->question, roles->alone)) return false;
    if (begins(at, roles->answer, roles->alone)) return true;
  }
  return false;
}

// Blanks before the first line alone are the tokenizer's. They are before all lines when the others are further in by a
// step that people indent with; then all lines lose what the first one has.
void drop_leading_blank(Lines& lines) {
  const auto has_text = [](string_view line) { return !trim(line).empty(); };
  const auto first = std::find_if(lines.begin(), lines.end(), has_text);
  if (first == lines.end() || parse_fence(*first)) return;
  const std::size_t indent = indent_of(*first);
  std::size_t others = string_view::npos;
  for (auto line = first + 1; line != lines.end(); ++line) {
    if (has_text(*line)) others = std::min(others, indent_of(*line));
  }
  const std::size_t step = others - indent;
  const bool all = others != string_view::npos && others >= indent && step % (others % 4 == 0 ? 4 : 2) == 0;
  if (!all) return first->remove_prefix(indent);
  for (string_view& line : lines) line.remove_prefix(std::min(indent, indent_of(line)));
}

void drop_leading_token(Lines& lines, const Language& language) {
  constexpr std::size_t kLongest = 40;
  const auto has_text = [](string_view line) { return !trim(line).empty(); };
  const auto first = std::find_if(lines.begin(), lines.end(), has_text);
  if (first == lines.end() || (first->front() != '<' && first->front() != '[')) return;
  const std::size_t end = first->find(first->front() == '[' ? ']' : '>');
  if (end == string_view::npos || end > kLongest) return;
  const std::string token = to_lower(first->substr(0, end + 1));
  const string_view rest = first->substr(end + 1);
  if (!contains(token, "code") && !contains(token, language.id())) return;  // "<think>def ..." is no answer
  if (starts_code(rest, language)) *first = rest;
}

void unquote_blocks(Lines& lines) {
  bool quoted = false;
  string_view mark;  // with the blank behind it where the block's fence has one
  for (string_view& line : lines) {
    const string_view text = trim(line);
    if (!quoted && text.starts_with('>')) {
      mark = text.substr(0, text.starts_with("> ") ? 2 : 1);
      quoted = parse_fence(text.substr(mark.size())).has_value();
    } else {
      quoted = quoted && text.starts_with('>');
    }
    if (quoted) line = text.substr(text.starts_with(mark) ? mark.size() : 1);
  }
}

}  // namespace quantladder::extract
