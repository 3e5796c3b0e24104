// Finds the Python interpreters that may judge, and asks each what it is.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace quantladder::judge {

struct Interpreter {
  std::string version;  // "3.11.2"
  std::string program;  // what runs it in the sandbox, past any shim
  std::vector<std::string> prefixes;
  std::vector<std::string> site_packages;
};

// Returns `python` alone, or, when that is empty, the first of the search path and the system's, in this order unless
// the former is out of the sandbox's reach.
std::vector<std::string> name_candidates(const std::string& python);

// Asks a program that was found by such a name what it is; nullopt when there is none or it runs no Python.
std::optional<Interpreter> find_interpreter(const std::string& name);

}  // namespace quantladder::judge
