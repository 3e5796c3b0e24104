#include "quantladder/core/thinking_marks.h"

#include <algorithm>

namespace quantladder::core {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::size_t find_without_case(std::string_view text, std::string_view mark, std::size_t from) {
  const auto same = [](char a, char b) { return to_lower(a) == to_lower(b); };
  const auto found = std::search(text.begin() + static_cast<std::ptrdiff_t>(std::min(from, text.size())), text.end(),
                                 mark.begin(), mark.end(), same);
  return found == text.end() ? std::string_view::npos : static_cast<std::size_t>(found - text.begin());
}

// Finds one mark again and again, ever further on, so that a text full of marks takes no longer than its length.
class MarkFinder {
 public:
  MarkFinder(std::string_view text, std::string_view mark) : text_(text), mark_(mark) {}

  std::size_t next(std::size_t from) {
    std::size_t at = find_without_case(text_, mark_, from);
    while (at != std::string_view::npos && (is_quoted(at) || is_in_code(at))) {
      at = find_without_case(text_, mark_, at + 1);
    }
    return at;
  }

 private:
  bool is_quoted(std::size_t at) const {
    return at > 0 && (text_[at - 1] == '`' || text_[at - 1] == '"' || text_[at - 1] == '\'');
  }

  // Lines that begin with a fence open and close code in turn.
  bool is_in_code(std::size_t at) {
    while (line_ <= at && line_ < text_.size()) {
      const std::size_t begin = text_.find_first_not_of(" \t", line_);
      const std::string_view start = text_.substr(std::min(begin, text_.size()), 3);
      if (start == "```" || start == "~~~") inside_ = !inside_;
      const std::size_t end = text_.find('\n', line_);
      line_ = end == std::string_view::npos ? text_.size() : end + 1;
    }
    return inside_;
  }

  std::string_view text_;
  std::string_view mark_;
  std::size_t line_ = 0;  // the first one not looked at yet
  bool inside_ = false;
};

bool has_text(std::string_view text, const Thought& thought) {
  return text.substr(0, thought.end).find_first_not_of(kBlanks, thought.begin) != std::string_view::npos;
}

// Inside a thought nothing is code: its own fences need not be in pairs.
std::optional<Thought> find_opened(std::string_view text, const ThinkingMark& mark) {
  MarkFinder finder(text, mark.open);
  std::size_t open = finder.next(0);
  while (open != std::string_view::npos) {
    const std::size_t begin = open + mark.open.size();
    const Thought thought{begin, std::min(find_without_case(text, mark.close, begin), text.size())};
    if (has_text(text, thought)) return thought;
    open = finder.next(begin);
  }
  return std::nullopt;
}

std::optional<Thought> find_unopened(std::string_view text, const ThinkingMark& mark) {
  if (!mark.close_tells_alone || MarkFinder(text, mark.open).next(0) != std::string_view::npos) return std::nullopt;
  const Thought thought{0, MarkFinder(text, mark.close).next(0)};
  if (thought.end == std::string_view::npos || !has_text(text, thought)) return std::nullopt;
  return thought;
}

}  // namespace

std::optional<Thought> find_thought(std::string_view text) {
  std::optional<Thought> first;
  for (const ThinkingMark& mark : kThinkingMarks) {
    auto thought = find_opened(text, mark);
    if (!thought) thought = find_unopened(text, mark);
    if (thought && (!first || thought->begin < first->begin)) first = thought;
  }
  return first;
}

}  // namespace quantladder::core
