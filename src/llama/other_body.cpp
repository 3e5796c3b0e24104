#include "llama/other_body.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "llama/printable.h"

namespace quantladder::llama {
namespace {

using std::string_view;

constexpr std::array<string_view, 3> kSilentLines{"event:", "id:", "retry:"};
constexpr std::array<std::pair<string_view, string_view>, 4> kCompressions{
    {{"\x1f\x8b", "gzip"}, {"\x28\xb5\x2f\xfd", "zstd"}, {"\x78\x9c", "zlib"}, {"\x78\xda", "zlib"}}};

std::string in_hex(string_view bytes) {
  std::string text;
  for (const char c : bytes) text += fmt::format("{}{:02x}", text.empty() ? "" : " ", static_cast<unsigned char>(c));
  return text;
}

bool holds_control_bytes(string_view bytes) {
  return std::any_of(bytes.begin(), bytes.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 && string_view("\t\r\n\f").find(c) == string_view::npos;
  });
}

}  // namespace

bool is_event_stream(string_view kind) { return kind.empty() || kind.starts_with("text/event-stream"); }

bool is_only_comments(string_view body) {
  while (!body.empty()) {
    const std::size_t end = std::min(body.find_first_of("\r\n"), body.size());
    const string_view line = body.substr(0, end);
    const bool silent = std::any_of(kSilentLines.begin(), kSilentLines.end(),
                                    [&](string_view field) { return line.starts_with(field); });
    const bool no_data = line == "data:" || line == "data" || line == "data: ";
    if (line.find_first_not_of(" \t") != string_view::npos && line.front() != ':' && !silent && !no_data) return false;
    body.remove_prefix(std::min(end + 1, body.size()));
  }
  return true;
}

std::string describe_other_body(string_view body, const std::string& kind) {
  const std::string named = kind.empty() ? "something else" : make_one_line(kind, 80);
  for (const auto& [magic, name] : kCompressions) {
    if (!body.starts_with(magic)) continue;
    return fmt::format("no event stream came, but {}, compressed with {}: {}", named, name, in_hex(body.substr(0, 16)));
  }
  const string_view start = body.substr(0, 400);
  if (holds_control_bytes(start)) {
    return fmt::format("no event stream came, but {}, bytes that are no text: {}", named, in_hex(start.substr(0, 16)));
  }
  return fmt::format("no event stream came, but {}: {}", named, make_one_line(start, 200));
}

}  // namespace quantladder::llama
