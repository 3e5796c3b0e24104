#include "tasks/needs.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "quantladder/core/error.h"
#include "quantladder/runtimes/python_packages.h"
#include "quantladder/runtimes/table.h"
#include "quantladder/runtimes/version.h"
#include "quantladder/sys/files.h"
#include "tasks/task_files.h"

namespace quantladder::tasks {
namespace {

// Returns the first of its needs that is a Python package; nullptr where none is.
const std::string* package_of(const Task& task) {
  const auto found = std::find_if(task.needs.begin(), task.needs.end(), [](const std::string& name) {
    return runtimes::find_row(name)->is_python_package();
  });
  return found == task.needs.end() ? nullptr : &*found;
}

void refuse_missing_packages(const Suite& suite) {
  for (const Task& task : suite.tasks) {
    const std::string* package = package_of(task);
    if (package == nullptr) continue;
    throw core::Error(core::ErrorKind::usage,
                      fmt::format("{}: /needs: \"{}\" is a Python package: name a requirements file in "
                                  "\"python_packages\" of suite.json",
                                  (suite.folder / task.id / "task.json").string(), *package));
  }
}

// Returns the version that stands for `name` in the prompts of `suite`; empty where it is not known.
std::string version_of(const Suite& suite, const std::string& name, const core::RuntimeVersions& versions) {
  for (const std::string& key : {suite.id + "/" + name, name}) {
    if (const auto found = versions.find(key); found != versions.end()) return runtimes::minor_version(found->second);
  }
  return "";
}

std::string placeholder_of(const std::string& name) { return "{" + name + "_version}"; }

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

}  // namespace

std::vector<std::string> read_needs(sys::CheckedObject& task) {
  std::vector<std::string> needs = task.strings("needs", {});
  for (const std::string& name : needs) {
    if (runtimes::find_row(name) == nullptr) task.fail("needs", runtimes::complain_of(name));
  }
  if (std::set<std::string>(needs.begin(), needs.end()).size() != needs.size()) task.fail("needs", "names one twice");
  return needs;
}

void refuse_unneeded_versions(const Suite& suite) {
  for (const Task& task : suite.tasks) {
    for (const runtimes::RuntimeRow& row : runtimes::table()) {
      if (task.prompt.find(placeholder_of(row.name)) == std::string::npos) continue;
      if (std::find(task.needs.begin(), task.needs.end(), row.name) != task.needs.end()) continue;
      throw core::Error(
          core::ErrorKind::usage,
          fmt::format("{}: {}: the task does not need {}; add \"{}\" to \"needs\" in its task.json, or "
                      "leave the version out",
                      (suite.folder / task.id / "prompt.md").string(), placeholder_of(row.name), row.name, row.name));
    }
  }
}

void read_python_packages(sys::CheckedObject& object, Suite& suite) {
  const auto name = object.optional_string("python_packages");
  if (!name) return refuse_missing_packages(suite);
  if (!is_safe_path(*name)) object.fail("python_packages", "must be a relative path without '..'");
  const auto text = sys::read_file_if_exists(suite.folder / *name);
  if (!text) object.fail("python_packages", fmt::format("there is no file {}", (suite.folder / *name).string()));
  if (const std::string fault = runtimes::fault_of_requirements(*text); !fault.empty()) {
    object.fail("python_packages", fmt::format("{}: {}", (suite.folder / *name).string(), fault));
  }
  suite.packages = PythonPackages{suite.folder / *name, sys::sha256_hex(*text)};
  bool is_needed = false;
  for (Task& task : suite.tasks) {
    if (package_of(task) == nullptr) continue;
    is_needed = true;
    task.tests_sha256 = sys::sha256_hex(task.tests_sha256 + suite.packages->sha256);
  }
  if (!is_needed) object.fail("python_packages", "no task names one of them in its \"needs\"");
}

Suite with_versions(Suite suite, const core::RuntimeVersions& versions) {
  if (suite.tasks.empty()) return suite;
  for (Task& task : suite.tasks) {
    bool is_known = true;
    std::vector<std::string> names = task.needs;
    names.emplace_back("python");
    for (const std::string& name : names) {
      const std::string placeholder = placeholder_of(name);
      const std::string version = version_of(suite, name, versions);
      if (version.empty()) {
        is_known = is_known && task.prompt.find(placeholder) == std::string::npos;
      } else {
        replace_all(task.prompt, placeholder, version);
      }
    }
    task.prompt_sha256 = is_known ? sys::sha256_hex(task.prompt) : "";
  }
  // A conversation's prompts hold answers too: its hash is of what the suite says, and the versions are the run's.
  if (suite.kind == core::SuiteKind::code) suite.prompts_sha256 = hash_of_prompts(suite);
  return suite;
}

}  // namespace quantladder::tasks
