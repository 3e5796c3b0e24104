#include "escape.h"

#include <fmt/format.h>

#include "quantladder/core/printable.h"
#include "text.h"

namespace quantladder::report {
namespace {

std::string_view entity_of(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return {};
  }
}

bool is_plain_in_url(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

// XML has no place for these, not even as entities.
bool is_no_character(char32_t code) { return code == 0xFFFE || code == 0xFFFF; }

}  // namespace

std::string escape_markup(std::string_view text) {
  const std::string line = to_line(text);
  std::string escaped;
  escaped.reserve(line.size());
  for (std::size_t i = 0; i < line.size();) {
    const core::Character next = core::character_at(line, i);
    const std::string_view entity = entity_of(line[i]);
    if (!entity.empty())
      escaped += entity;
    else if (is_no_character(next.code))
      escaped += "\xEF\xBF\xBD";
    else
      escaped.append(line, i, next.length);
    i += next.length;
  }
  return escaped;
}

std::string percent_encode(std::string_view text) {
  std::string encoded;
  for (const char c : text) {
    if (is_plain_in_url(c))
      encoded += c;
    else
      encoded += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return encoded;
}

}  // namespace quantladder::report
