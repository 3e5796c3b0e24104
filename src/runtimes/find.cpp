#include "quantladder/runtimes/find.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <set>
#include <sstream>
#include <string_view>

#include "quantladder/core/error.h"
#include "quantladder/sys/process.h"
#include "runtimes/last_line.h"

namespace quantladder::runtimes {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kAskLimit{30};

std::vector<fs::path> places_of(const RuntimeRow& row) {
  std::vector<fs::path> places;
  const char* path = std::getenv("PATH");
  std::istringstream folders(path == nullptr ? "" : path);
  for (std::string folder; std::getline(folders, folder, ':');) {
    if (!folder.empty()) places.push_back(fs::path(folder) / row.program);
  }
  return places;
}

// Every sandbox has these.
bool is_in_system(const fs::path& path) {
  constexpr std::array<std::string_view, 5> kSystem{"usr", "bin", "sbin", "lib", "lib64"};
  const fs::path relative = path.relative_path();
  return !relative.empty() && std::find(kSystem.begin(), kSystem.end(), relative.begin()->string()) != kSystem.end();
}

// Such a folder would show generated code more than a runtime.
bool holds_home(const fs::path& folder) {
  const char* home = std::getenv("HOME");
  std::error_code unreadable;
  const fs::path own = home == nullptr ? fs::path() : fs::weakly_canonical(home, unreadable);
  const auto from_folder = own.lexically_relative(folder);
  return folder == folder.root_path() || (!from_folder.empty() && *from_folder.begin() != "..");
}

std::vector<std::string> environment_with(const RuntimeRow& row) {
  std::vector<std::string> variables;
  for (char** variable = environ; *variable != nullptr; ++variable) variables.emplace_back(*variable);
  // The first of two with one name counts for some programs, the last for others.
  for (const auto& [name, value] : row.env) {
    std::erase_if(variables, [&, start = name + "="](const auto& variable) { return variable.starts_with(start); });
    variables.push_back(name + "=" + value);
  }
  return variables;
}

// Returns the folders that the program names, its home first; none where it does not answer, and then `problem` says
// why.
std::vector<fs::path> ask_folders(const RuntimeRow& row, const fs::path& program, std::string& problem) {
  sys::SpawnOptions options;
  options.argv = {program.string()};
  options.argv.insert(options.argv.end(), row.describe.begin(), row.describe.end());
  options.env = environment_with(row);
  options.working_dir = "/";  // a version that a project chose says nothing here
  sys::RunResult result;
  try {
    result = sys::run_program(options, {.timeout = kAskLimit});
  } catch (const core::Error& error) {
    problem = error.what();
    return {};
  }
  std::vector<fs::path> folders;
  std::istringstream lines(result.out);
  for (std::string line; std::getline(lines, line);) {
    std::error_code unreadable;
    const fs::path folder = fs::canonical(line, unreadable);
    if (!unreadable && fs::is_directory(folder, unreadable)) folders.push_back(folder);
    if (folders.empty()) break;  // the first is its home
  }
  if (result.status.success() && !folders.empty()) return folders;
  const std::string last = last_line_of(result.err);
  problem = fmt::format("does not tell where it lies ({})", last.empty() ? to_string(result.status) : last);
  return {};
}

Candidate describe_program(const RuntimeRow& row, const fs::path& place) {
  std::error_code unreadable;
  Candidate found{.program = fs::canonical(place, unreadable)};
  if (row.describe.empty()) {
    if (!is_in_system(found.program)) found.folders.push_back(found.program.parent_path());
    return found;
  }
  const std::vector<fs::path> folders = ask_folders(row, place, found.problem);
  if (folders.empty()) return found;
  found.program = folders.front() / "bin" / row.program;
  for (const fs::path& folder : folders) {
    const bool is_home = folder == folders.front();
    // Packages that other users can't read are none that an answer can use.
    if (!is_in_system(folder) && (is_home || closed_folder(folder).empty())) found.folders.push_back(folder);
  }
  if (access(found.program.c_str(), X_OK) != 0) {
    found.problem =
        fmt::format("names {} as its home, where there is no {}", folders.front().string(), found.program.string());
  }
  return found;
}

// Says why the sandbox could not hold it.
void look_for_obstacles(Candidate& found) {
  for (const fs::path& folder : found.folders) {
    if (!found.problem.empty()) return;
    if (const fs::path closed = closed_folder(folder); !closed.empty()) {
      found.problem = fmt::format(
          "can't be executed in the sandbox, whose user may not enter {}: install it outside, for example in "
          "/usr/local",
          closed.string());
    } else if (holds_home(folder)) {
      found.problem = fmt::format(
          "can't be shown to answers, because {} holds more than it: install it in a folder of "
          "its own",
          folder.string());
    }
  }
}

}  // namespace

fs::path closed_folder(const fs::path& path) {
  if (geteuid() != 0) return {};
  fs::path way;
  for (const fs::path& part : path) {
    way /= part;
    std::error_code unreadable;
    const fs::file_status status = fs::status(way, unreadable);
    if (fs::is_directory(status) && (status.permissions() & fs::perms::others_exec) == fs::perms::none) return way;
  }
  return {};
}

std::vector<Candidate> find_candidates(const RuntimeRow& row) {
  std::vector<Candidate> candidates;
  std::set<fs::path> seen;
  for (const fs::path& place : places_of(row)) {
    std::error_code unreadable;
    if (!fs::is_regular_file(place, unreadable) || access(place.c_str(), X_OK) != 0) continue;
    if (!seen.insert(fs::canonical(place, unreadable)).second) continue;
    Candidate found = describe_program(row, place);
    const auto is_same = [&](const Candidate& other) { return other.program == found.program; };
    if (std::any_of(candidates.begin(), candidates.end(), is_same)) continue;  // behind another shim
    look_for_obstacles(found);
    if (!found.problem.empty()) found.program = place;  // which people know it by
    candidates.push_back(std::move(found));
  }
  return candidates;
}

}  // namespace quantladder::runtimes
