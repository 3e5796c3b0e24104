#include "judge/split/interpreter.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <sstream>

#include "quantladder/sys/process.h"

namespace quantladder::judge {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kAskLimit{30};

// Prints each folder on a line of its own, and an empty line after each list.
constexpr const char* kDescribeYourself =
    "import os, site, sys\n"
    "print('%d.%d.%d' % sys.version_info[:3])\n"
    "print(sys.executable, sys.prefix, sys.base_prefix, '', sep='\\n')\n"
    "print(*filter(os.path.isdir, site.getsitepackages()), '', sep='\\n')\n";

// Root's sandboxes run as another user, who cannot use what lies in a folder of root's alone, such as /root/.pyenv.
bool within_reach(const std::string& program) {
  if (geteuid() != 0) return true;
  std::error_code error;
  fs::path folder = fs::canonical(program, error).parent_path();
  for (; !error && folder != folder.root_path(); folder = folder.parent_path()) {
    if ((fs::status(folder, error).permissions() & fs::perms::others_exec) == fs::perms::none) return false;
  }
  return !error;
}

}  // namespace

std::vector<std::string> name_candidates(const std::string& python) {
  if (!python.empty()) return {python};
  const std::string system = "/usr/bin/python3";
  const std::string first = sys::find_program("python3").value_or("");
  if (first == system) return {system};
  return within_reach(first) ? std::vector{first, system} : std::vector{system, first};
}

// A shim, such as pyenv's, costs 100 ms a start and needs its own files: so the interpreter says what it is, once.
std::optional<Interpreter> find_interpreter(const std::string& name) {
  const auto program = sys::find_program(name);
  if (!program) return std::nullopt;
  const sys::RunResult result = sys::run_program({*program, "-s", "-c", kDescribeYourself}, kAskLimit);
  std::istringstream lines(result.out);
  Interpreter found;
  if (!result.status.success() || !std::getline(lines, found.version) || !std::getline(lines, found.program) ||
      found.program.empty())
    return std::nullopt;
  for (std::string prefix; std::getline(lines, prefix) && !prefix.empty();) {
    const bool known = prefix == "/usr" || prefix.rfind("/usr/", 0) == 0 || prefix.size() < 2;
    if (!known && std::find(found.prefixes.begin(), found.prefixes.end(), prefix) == found.prefixes.end()) {
      found.prefixes.push_back(prefix);
    }
  }
  for (std::string folder; std::getline(lines, folder) && !folder.empty();) found.site_packages.push_back(folder);
  return found;
}

}  // namespace quantladder::judge
