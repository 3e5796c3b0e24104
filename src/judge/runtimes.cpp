#include <fmt/format.h>

#include <algorithm>

#include "quantladder/core/lists.h"
#include "quantladder/judge/judge.h"
#include "quantladder/judge/runtimes.h"

namespace quantladder::judge {

namespace {

void add_new(std::vector<std::filesystem::path>& folders, const std::vector<std::filesystem::path>& others) {
  for (const auto& folder : others) {
    if (std::find(folders.begin(), folders.end(), folder) == folders.end()) folders.push_back(folder);
  }
}

}  // namespace

void Provision::add(const Provision& other) {
  env.insert(env.end(), other.env.begin(), other.env.end());
  add_new(read_only, other.read_only);
  add_new(programs, other.programs);
  in_use.insert(in_use.end(), other.in_use.begin(), other.in_use.end());
}

const Runtimes& Judge::runtimes() const {
  static const Runtimes none;
  return none;
}

core::RuntimeVersions Judge::versions() const {
  core::RuntimeVersions versions = runtimes().versions();
  if (!sandbox().python_version.empty()) versions["python"] = sandbox().python_version;
  return versions;
}

const RuntimeFacts* Runtimes::find(const std::string& name, const std::string& suite) const {
  const auto fits = [&](const RuntimeFacts& each) {
    return each.name == name && (each.suite.empty() || each.suite == suite);
  };
  const auto facts = std::find_if(found.begin(), found.end(), fits);
  return facts == found.end() ? nullptr : &*facts;
}

std::string Runtimes::why_not(const std::string& suite, const std::vector<std::string>& needs) const {
  std::string reasons;
  for (const std::string& name : needs) {
    const RuntimeFacts* facts = find(name, suite);
    if (facts == nullptr) {
      core::add_part(reasons, fmt::format("needs {}, which was not looked for", name), "; ");
    } else if (!facts->problem.empty()) {
      core::add_part(reasons, fmt::format("needs {}: {}; remedy: {}", name, facts->problem, facts->remedy), "; ");
    }
  }
  return reasons;
}

core::RuntimeVersions Runtimes::versions_of(const std::string& suite, const std::vector<std::string>& needs) const {
  core::RuntimeVersions versions;
  for (const std::string& name : needs) {
    const RuntimeFacts* facts = find(name, suite);
    if (facts != nullptr && facts->problem.empty()) versions[name] = facts->version;
  }
  return versions;
}

core::RuntimeVersions Runtimes::versions() const {
  core::RuntimeVersions versions;
  for (const RuntimeFacts& each : found) {
    if (each.problem.empty()) versions[each.suite.empty() ? each.name : each.suite + "/" + each.name] = each.version;
  }
  return versions;
}

}  // namespace quantladder::judge
