// What a program that failed says of it.
#pragma once

#include <sstream>
#include <string>

namespace quantladder::runtimes {

// Returns the last line that is not empty.
inline std::string last_line_of(const std::string& text) {
  std::istringstream lines(text);
  std::string last;
  for (std::string line; std::getline(lines, line);) {
    if (!line.empty()) last = line;
  }
  return last;
}

}  // namespace quantladder::runtimes
