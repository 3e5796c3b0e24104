// Keeps the head and the tail of a text of any length.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace quantladder::judge {

class BoundedText {
 public:
  // Keeps `limit` bytes: half from the head, half from the tail.
  explicit BoundedText(std::size_t limit) : half_(limit / 2) {}
  void add(std::string_view text);
  std::size_t total() const { return total_; }
  std::string text() const;  // with a line that says how much is left out, if anything is

 private:
  std::size_t half_;
  std::size_t total_ = 0;
  std::string head_;
  std::string tail_;  // up to twice its share, so that it is cut seldom
};

// Returns the last line that is not empty, without its end.
std::string last_line(std::string_view text);

// Returns valid UTF-8 without control characters but newline and tab; every other byte is written as \xNN.
std::string printable(std::string_view text);

}  // namespace quantladder::judge
