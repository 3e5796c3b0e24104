#include "llama/server_log.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>
#include <sstream>
#include <string_view>

#include "llama/printable.h"

namespace quantladder::llama {
namespace {

constexpr std::array<std::string_view, 12> kSignsOfTrouble{"error",       "failed",    "couldn't",      "invalid",
                                                           "unsupported", "unknown",   "out of memory", "requires",
                                                           "abort",       "corrupted", "no such file",  "unable to"};

// "0.01.288.370 E srv  load_model: failed" -> level 'E', text "srv load_model: failed".
struct LogLine {
  char level = ' ';
  std::string text;
};

LogLine parse_line(const std::string& line) {
  const std::size_t stamp = line.find_first_not_of("0123456789.");
  if (stamp == std::string::npos || stamp < 5 || line.size() < stamp + 3 || line[stamp] != ' ' ||
      line[stamp + 2] != ' ') {
    return {' ', make_one_line(line)};
  }
  return {line[stamp + 1], make_one_line(line.substr(stamp + 3))};
}

bool speaks_of_trouble(const LogLine& line) {
  if (line.level != ' ') return line.level == 'E';  // the server has judged it already
  std::string lower = line.text;
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
  return std::any_of(kSignsOfTrouble.begin(), kSignsOfTrouble.end(),
                     [&](std::string_view sign) { return lower.find(sign) != std::string::npos; });
}

}  // namespace

std::string read_log_tail(const std::string& path, std::uint64_t from, std::size_t max_bytes) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file) return {};
  const auto size = static_cast<std::uint64_t>(file.tellg());
  if (size <= from) return {};
  const auto start = std::max(from, size - std::min<std::uint64_t>(size, max_bytes));
  std::string text(static_cast<std::size_t>(size - start), '\0');
  file.seekg(static_cast<std::streamoff>(start));
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  return text;
}

std::string telling_line(const std::string& log) {
  std::istringstream lines(log);
  std::string last;
  for (std::string raw; std::getline(lines, raw);) {
    const LogLine line = parse_line(raw);
    if (line.text.empty()) continue;
    if (speaks_of_trouble(line)) return line.text;
    last = line.text;
  }
  return last;
}

std::string printable_log(const std::string& log) {
  std::string text;
  for (const char c : log) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 ? byte != 0x7F : c == '\n') text.push_back(c);
  }
  return make_valid_utf8(text);
}

}  // namespace quantladder::llama
