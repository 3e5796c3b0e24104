#include "cli/shortened.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "quantladder/core/printable.h"
#include "quantladder/report/display_width.h"

namespace quantladder::cli {

std::string shortened(const std::string& from_outside, int width) {
  const std::string text = core::printable(from_outside);
  if (report::display_width(text) <= width) return text;
  constexpr std::string_view kCut = "..";
  const int kept = std::max(0, width - static_cast<int>(kCut.size()));
  std::vector<std::string_view> characters;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = std::max<std::size_t>(core::character_at(text, at).length, 1);
    characters.push_back(std::string_view(text).substr(at, length));
    at += length;
  }
  const auto take = [](auto from, auto to, int room, auto put) {
    for (; from != to && (room -= report::display_width(*from)) >= 0; ++from) put(*from);
  };
  std::string head;
  std::string tail;
  take(characters.rbegin(), characters.rend(), kept / 2, [&](auto each) { tail.insert(0, each); });
  take(characters.begin(), characters.end(), kept - report::display_width(tail), [&](auto each) { head += each; });
  return head + std::string(kCut.substr(0, static_cast<std::size_t>(std::max(0, width)))) + tail;
}

}  // namespace quantladder::cli
