#include "tasks/import/test_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "tasks/import/python_parts.h"

namespace quantladder::tasks {
namespace {

// Returns the character that begins at `at`, and moves `at` behind it.
char32_t next_character(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned first = byte(at++);
  if (first < 0x80) return first;
  char32_t character = first & (first >= 0xf0 ? 0x07u : first >= 0xe0 ? 0x0fu : 0x1fu);
  for (; at < text.size() && (byte(at) & 0xc0u) == 0x80; ++at) character = (character << 6) | (byte(at) & 0x3fu);
  return character;
}

std::string_view part_named(std::string_view name) {
  const auto& parts = python_parts();
  const auto found = std::find_if(parts.begin(), parts.end(), [&](const auto& part) { return part.name == name; });
  return found->text;
}

}  // namespace

std::string python_literal(std::string_view text) {
  std::string literal = "\"";
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_character(text, at);
    if (c == '\n') {
      literal += "\\n";
    } else if (c == '"' || c == '\\') {
      literal += fmt::format("\\{}", static_cast<char>(c));
    } else if (c >= 0x20 && c < 0x7f) {
      literal += static_cast<char>(c);
    } else {
      literal += c < 0x100     ? fmt::format("\\x{:02x}", static_cast<std::uint32_t>(c))
                 : c < 0x10000 ? fmt::format("\\u{:04x}", static_cast<std::uint32_t>(c))
                               : fmt::format("\\U{:08x}", static_cast<std::uint32_t>(c));
    }
  }
  return literal + '"';
}

std::string python_lines(std::string_view text) {
  std::string lines = "(\n";
  do {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1);
    const std::size_t size = text.empty() ? 0 : end + 1;
    lines += "    " + python_literal(text.substr(0, size)) + "\n";
    text.remove_prefix(size);
  } while (!text.empty());
  return lines + ")";
}

std::string make_python(std::string_view name, const std::vector<Constant>& constants,
                        const std::vector<std::string_view>& parts) {
  std::string text = fmt::format("# Made of {} by `quantladder suite import`.\n", python_literal(name));
  for (const Constant& constant : constants) text += fmt::format("{} = {}\n", constant.name, constant.value);
  for (const std::string_view part : parts) text.append(part == parts.front() ? "\n" : "\n\n").append(part_named(part));
  return text;
}

std::string fenced(std::string_view code, std::string_view language) {
  std::string fence = "```";
  while (code.find(fence) != std::string_view::npos) fence += '`';
  return fmt::format("{}{}\n{}{}{}\n", fence, language, code, code.ends_with('\n') ? "" : "\n", fence);
}

std::string answer_form(std::string_view path) {
  return fmt::format(
      "Answer with the complete file `{}`, with all that it imports, in one ```python block. Python "
      "{{python_version}}, "
      "with its standard library alone, runs it.\n",
      path);
}

}  // namespace quantladder::tasks
