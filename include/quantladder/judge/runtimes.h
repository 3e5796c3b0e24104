// The runtimes that the tasks of some suites need, as they were found on this machine.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "quantladder/core/judgement.h"
#include "quantladder/tasks/suite.h"

namespace quantladder::judge {

struct RuntimeFacts {
  std::string name;     // of the table of runtimes
  std::string suite;    // of a Python package: the suite that brings it; else empty
  std::string version;  // of what was found, also when it is too old; may be empty where nothing is usable
  std::string place;    // the program, or the folder of the packages
  std::string problem;  // why no answer can be judged with it; empty: it has worked in the sandbox
  std::string remedy;   // what to install or to do; empty when there is no problem
};

// One entry for each runtime that is needed; of a package for each suite that needs it.
struct Runtimes {
  std::vector<RuntimeFacts> found;
  std::map<std::string, std::filesystem::path> packages;  // by suite: the folder that its answers import from

  // Returns why nothing can be judged for `task`, with the remedy, in one line; empty when all it needs works.
  std::string why_not(const tasks::Task& task) const { return why_not(task.suite, task.needs); }
  std::string why_not(const std::string& suite, const std::vector<std::string>& needs) const;
  // Returns those of what a task of `suite` needs.
  core::RuntimeVersions versions_of(const std::string& suite, const std::vector<std::string>& needs) const;
  // Returns all of it: that of a package as "SUITE/fastapi".
  core::RuntimeVersions versions() const;
  const RuntimeFacts* find(const std::string& name, const std::string& suite) const;  // nullptr: nobody looked
};

}  // namespace quantladder::judge
