// Whether a process still runs.
#pragma once

#include <sys/types.h>

#include <fstream>
#include <string>

namespace quantladder::test {

// A zombie counts as gone: whether its new parent reaps it is not ours to decide.
inline bool alive(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  std::string line;
  if (!std::getline(file, line)) return false;
  const auto name_end = line.rfind(") ");
  return name_end != std::string::npos && line[name_end + 2] != 'Z';
}

}  // namespace quantladder::test
