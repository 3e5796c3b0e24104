// The runtimes that tasks may need beside the Python that judges. A new one is one row of the table.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace quantladder::runtimes {

// What a compiler makes again and again: made once for each version of it, and read by every judgement.
struct WarmCache {
  std::string variable;           // of the environment, that names the cache's folder
  std::string file;               // name of the source whose compilation fills it
  std::string text;               // of that source
  std::vector<std::string> fill;  // arguments of the program; {file} is the source's path
};

struct RuntimeRow {
  std::string name;     // in a task's "needs"
  std::string title;    // for people
  std::string program;  // looked for on PATH; empty: the Python that judges runs it
  // Arguments with which it prints its home (the folder above its bin), then further folders that it reads, a line
  // each. So a shim in a home folder, which the sandbox's user can't execute, is seen through. Empty: the program is
  // what it seems.
  std::vector<std::string> describe;
  // Arguments with which it is run in the sandbox. The first line that it prints holds the version, the last must be
  // `proves`.
  std::vector<std::string> proof;
  std::string proves;
  std::string least;  // version; empty: any
  std::vector<std::pair<std::string, std::string>> env;
  std::optional<WarmCache> cache;
  std::string install;  // what to do where it is missing or too old; empty: prepare the suite's packages

  // One of the packages that the suite brings, which the Python that judges imports.
  bool is_python_package() const { return program.empty(); }
};

const std::vector<RuntimeRow>& table();

// Returns nullptr where the table has no such name.
const RuntimeRow* find_row(const std::string& name);

// Says that there is no such runtime, and which one is near, or which there are.
std::string complain_of(const std::string& unknown_name);

}  // namespace quantladder::runtimes
