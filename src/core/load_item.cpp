#include "quantladder/core/load_item.h"

#include <fmt/format.h>

#include <charconv>
#include <string_view>

namespace quantladder::core {
namespace {

// Takes the whole text as a number from `least` to `most`.
template <class Number>
std::optional<Number> parse_amount(std::string_view text, Number least, Number most) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_whole = error == std::errc() && end == text.data() + text.size();
  if (!is_whole || !(number >= least) || number > most) return std::nullopt;
  return number;
}

}  // namespace

std::string to_string(const LoadItem& item) {
  return item.is_open() ? fmt::format("{}@{}", to_id(item.mode), item.per_s)
                        : fmt::format("{}@{}", to_id(item.mode), item.level);
}

std::optional<LoadItem> parse_load_item(const std::string& name) {
  const std::size_t at = name.find('@');
  if (at == std::string::npos) return std::nullopt;
  const auto mode = parse_id<LoadMode>(name.substr(0, at));
  if (!mode) return std::nullopt;
  LoadItem item{.mode = *mode};
  const std::string_view amount = std::string_view(name).substr(at + 1);
  if (item.is_open()) {
    const auto per_s = parse_amount(amount, 1e-6, kMostArrivals);
    if (!per_s) return std::nullopt;
    item.per_s = *per_s;
  } else {
    const auto level = parse_amount(amount, 1, kMostLoadLevel);
    if (!level) return std::nullopt;
    item.level = *level;
  }
  // One name stands for one item: "once@03" is not "once@3".
  return to_string(item) == name ? std::optional(item) : std::nullopt;
}

}  // namespace quantladder::core
