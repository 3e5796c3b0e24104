#include "quantladder/core/server_end.h"

namespace quantladder::core {
namespace {

constexpr std::string_view kSeparator = ": ";

}  // namespace

std::string to_text(const std::optional<ServerEnd>& end) {
  if (!end) return "";
  std::string text(to_id(end->how));
  if (!end->detail.empty()) text.append(kSeparator).append(end->detail);
  return text;
}

std::optional<ServerEnd> parse_server_end(std::string_view text) {
  if (const auto how = parse_id<StartEnd>(text)) return ServerEnd{*how, ""};
  const std::size_t end = text.find(kSeparator);
  if (end == std::string_view::npos) return std::nullopt;
  const auto how = parse_id<StartEnd>(text.substr(0, end));
  if (!how) return std::nullopt;
  return ServerEnd{*how, std::string(text.substr(end + kSeparator.size()))};
}

}  // namespace quantladder::core
