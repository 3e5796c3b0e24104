// The Python interpreters that may judge, and what each says of itself.
#pragma once

#include <future>
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

// An interpreter that may be the judge's. The first is asked what it is from the moment on at which it is named, each
// other one when it is needed.
struct Candidate {
  std::string name;
  std::shared_future<std::optional<Interpreter>> interpreter;  // nullopt: it runs no Python
};
using Interpreters = std::vector<Candidate>;

// `python`: the only one; empty: the first of the search path and the system's, in this order unless the former is out
// of the sandbox's reach.
Interpreters name_candidates(const std::string& python);

}  // namespace quantladder::judge
