#include "llama/help_flags.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <sstream>

namespace quantladder::llama {
namespace {

// Options without a short form stand up to so many columns behind the others; descriptions stand further behind.
constexpr std::size_t kDeepestOption = 7;
constexpr std::size_t kTab = 8;

// Returns the line without colours and the return of a CRLF.
std::string plain(const std::string& line) {
  std::string text;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\x1b') {
      i = line.find('m', i);
      if (i == std::string::npos) break;
    } else if (line[i] != '\r') {
      text.push_back(line[i]);
    }
  }
  return text;
}

bool is_option(const std::string& word) {
  const std::size_t name = word.find_first_not_of('-');
  return (name == 1 || name == 2) && std::isalnum(static_cast<unsigned char>(word[name])) != 0;
}

// The column where the line's option begins; absent: it begins with none. Rulers ("-----") are none.
std::optional<std::size_t> column_of_option(const std::string& line) {
  const std::size_t begin = line.find_first_not_of(" \t");
  if (begin == std::string::npos) return std::nullopt;
  const std::size_t end = line.find_first_of(" \t,|/=", begin);
  if (!is_option(line.substr(begin, end == std::string::npos ? end : end - begin))) return std::nullopt;
  std::size_t column = 0;
  for (std::size_t i = 0; i < begin; ++i) column = line[i] == '\t' ? (column / kTab + 1) * kTab : column + 1;
  return column;
}

bool is_value(const std::string& word) {
  constexpr std::string_view kBrackets = "[<{(";
  const bool all_upper = std::none_of(word.begin(), word.end(), [](unsigned char c) { return std::islower(c) != 0; });
  return kBrackets.find(word.front()) != std::string_view::npos || word.find('|') != std::string::npos || all_upper;
}

// "-c,    --ctx-size N   size of the context": the options and the value up to where the description begins, which is
// behind two blanks or a tab that no comma precedes, or at the first word that is neither.
void read_line(const std::string& line, Flags& flags) {
  std::vector<std::string> names;
  std::string value;
  bool goes_on = true;  // a comma or a bar has announced another option
  for (std::size_t at = line.find_first_not_of(" \t"); at != std::string::npos;) {
    const bool option = line[at] == '-';
    std::size_t end = line.find_first_of(option ? " \t,|/=[(<{" : " \t,", at);
    const std::string word = line.substr(at, end == std::string::npos ? end : end - at);
    if (option ? !is_option(word) : (!word.empty() && !is_value(word))) break;
    if (option) names.push_back(word);
    if (!option && value.empty()) value = word;
    if (end == std::string::npos) break;
    std::size_t next = line.find_first_not_of(" \t,|/=", end);
    if (next == std::string::npos) break;
    const std::string between = line.substr(end, next - end);
    goes_on = between.find_first_of(",|/") != std::string::npos;
    const bool far = between.find('\t') != std::string::npos || between.find("  ") != std::string::npos;
    if (!goes_on && (far || (!option && line[next] != '-'))) break;
    at = next;
  }
  for (const auto& name : names) flags.emplace(name, value == "(s)" ? "" : value);
}

}  // namespace

Flags parse_help_flags(const std::string& help) {
  std::vector<std::pair<std::string, std::size_t>> found;  // lines and their columns
  std::size_t least = std::string::npos;
  std::istringstream lines(help);
  for (std::string raw; std::getline(lines, raw);) {
    std::string line = plain(raw);
    const auto column = column_of_option(line);
    if (!column) continue;
    least = std::min(least, *column);
    found.emplace_back(std::move(line), *column);
  }
  Flags flags;
  for (const auto& [line, column] : found) {
    if (column <= least + kDeepestOption) read_line(line, flags);
  }
  const auto level = flags.find("-lv");
  if (level != flags.end() && help.find("- 4: trace") != std::string::npos) level->second = kTraceLevel;
  return flags;
}

Flags flags_from(const std::vector<std::string>& lines) {
  Flags flags;
  for (const auto& line : lines) read_line(line, flags);
  return flags;
}

}  // namespace quantladder::llama
