// Text for people on stderr. Never throws: a log on a full disk must not hide what went wrong.
#pragma once

#include <cstdio>
#include <string>

namespace quantladder::cli {

inline void say(const std::string& line) { std::fputs((line + "\n").c_str(), stderr); }

// Writes no line end, for a status line that is drawn again.
inline void draw_status(const std::string& text) {
  std::fputs(text.c_str(), stderr);
  std::fflush(stderr);
}

}  // namespace quantladder::cli
