#include "judge/sandbox/bounded_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "quantladder/core/printable.h"

namespace quantladder::judge {

void BoundedText::add(std::string_view text) {
  total_ += text.size();
  const std::size_t to_head = std::min(half_ - head_.size(), text.size());
  head_ += text.substr(0, to_head);
  text.remove_prefix(to_head);
  if (text.size() > half_) text.remove_prefix(text.size() - half_);
  tail_ += text;
  if (tail_.size() > 2 * half_) tail_.erase(0, tail_.size() - half_);
}

std::string BoundedText::text() const {
  const std::size_t after_head = total_ - head_.size();
  if (after_head <= half_) return head_ + tail_.substr(tail_.size() - after_head);
  return fmt::format("{}\n[{} bytes left out]\n{}", head_, after_head - half_, tail_.substr(tail_.size() - half_));
}

std::string last_line(std::string_view text) {
  while (text.ends_with('\n')) text.remove_suffix(1);
  return std::string(text.substr(text.rfind('\n') + 1));  // npos + 1 is 0
}

std::string printable(std::string_view text) { return core::printable(text, "\n\t"); }

}  // namespace quantladder::judge
