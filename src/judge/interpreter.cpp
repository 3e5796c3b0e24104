#include "judge/interpreter.h"

#include <algorithm>
#include <chrono>
#include <sstream>

#include "quantladder/sys/process.h"

namespace quantladder::judge {
namespace {

constexpr std::chrono::seconds kAskLimit{30};

// One folder a line, then an empty line.
constexpr const char* kDescribeYourself =
    "import os, site, sys\n"
    "print('%d.%d.%d' % sys.version_info[:3])\n"
    "print(sys.executable, sys.prefix, sys.base_prefix, '', sep='\\n')\n"
    "print(*filter(os.path.isdir, site.getsitepackages()), '', sep='\\n')\n";

// A shim, such as pyenv's, costs 100 ms a start and needs its own files: so the interpreter says what it is, once.
std::optional<Interpreter> resolve(const std::string& python) {
  const sys::RunResult result = sys::run_program({python, "-s", "-c", kDescribeYourself}, kAskLimit);
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

}  // namespace

Candidates name_candidates(const std::string& python) {
  std::vector<std::string> names{python};
  if (python.empty()) {
    names = {sys::find_program("python3").value_or("")};
    if (names.front() != "/usr/bin/python3") names.emplace_back("/usr/bin/python3");
  }
  Candidates candidates;
  for (const std::string& name : names) {
    const auto ask = [name] {
      const auto program = sys::find_program(name);
      return program ? resolve(*program) : std::nullopt;
    };
    candidates.push_back({name, std::async(std::launch::async, ask).share()});
  }
  return candidates;
}

}  // namespace quantladder::judge
