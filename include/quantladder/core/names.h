// Names that are folders of a run as well: of models and of runs.
#pragma once

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <string_view>

namespace quantladder::core {

// Returns the text with '_' for every character that no folder should have in its name.
inline std::string as_name(std::string text) {
  std::replace_if(
      text.begin(), text.end(),
      [](unsigned char c) { return std::isalnum(c) == 0 && c != '.' && c != '_' && c != '-'; }, '_');
  return text;
}

inline constexpr std::string_view kSessionsFolder = "sessions";
inline constexpr std::array<std::string_view, 4> kRunFileEndings{".json", ".md", ".log", ".lock"};

// Returns with which ending the name could be one of a run's own files; empty: it could not.
inline std::string_view run_file_ending(std::string_view name) {
  const auto ending = std::find_if(kRunFileEndings.begin(), kRunFileEndings.end(),
                                   [&](std::string_view each) { return name.ends_with(each); });
  return ending == kRunFileEndings.end() ? std::string_view() : *ending;
}

}  // namespace quantladder::core
