#include "quantladder/runtimes/python_packages.h"

#include <fmt/format.h>
#include <sys/utsname.h>

#include <sstream>

#include "quantladder/core/error.h"
#include "quantladder/core/words.h"
#include "quantladder/runtimes/kept.h"
#include "quantladder/runtimes/version.h"
#include "quantladder/sys/files.h"
#include "quantladder/sys/process.h"
#include "runtimes/last_line.h"

namespace quantladder::runtimes {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::minutes kInstallLimit{20};
constexpr std::size_t kHashLetters = 12;

void run_or_throw(const std::vector<std::string>& argv, const std::string& remedy) {
  const sys::RunResult result = sys::run_program(argv, kInstallLimit);
  if (result.status.success()) return;
  const std::string said = last_line_of(result.err.empty() ? result.out : result.err);
  throw core::Error(core::ErrorKind::environment,
                    fmt::format("{} does not work here ({}); {}", fmt::format("{} -m {}", argv[0], argv[2]),
                                said.empty() ? to_string(result.status) : said, remedy));
}

// Returns what is wrong with one requirement.
std::string fault_of(const std::string& requirement) {
  if (requirement.front() == '-') return "holds an option; only packages are taken";
  if (requirement.find("==") == std::string::npos) return "must pin its version with ==";
  if (requirement.find("--hash=sha256:") == std::string::npos) return "must have a --hash=sha256:";
  return "";
}

}  // namespace

std::string fault_of_requirements(const std::string& text) {
  std::istringstream lines(text);
  std::string requirement;
  int number = 0;
  int first = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    const std::string part(core::trimmed(std::string_view(line).substr(0, line.find('#'))));
    if (requirement.empty()) first = number;
    const bool goes_on = part.ends_with('\\');
    requirement += goes_on ? part.substr(0, part.size() - 1) : part;
    if (goes_on || requirement.empty()) continue;
    if (const std::string fault = fault_of(requirement); !fault.empty())
      return fmt::format("line {}: {}", first, fault);
    requirement.clear();
  }
  return requirement.empty() ? "" : fmt::format("line {}: does not end", first);
}

fs::path folder_of_packages(const std::string& requirements_sha256, const std::string& python_version) {
  utsname machine{};
  uname(&machine);
  return kept_folder() / fmt::format("python-{}-{}-{}", minor_version(python_version), machine.machine,
                                     requirements_sha256.substr(0, kHashLetters));
}

void prepare_packages(const fs::path& requirements, const std::string& python, const fs::path& folder,
                      const std::function<void()>& on_start) {
  const auto install = [&](const fs::path& half) {
    const sys::TempDir work("quantladder-pip");
    const std::string own = (work.path() / "venv").string();
    run_or_throw({python, "-m", "venv", own}, "apt install python3-venv");
    run_or_throw({own + "/bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input",
                  "--require-hashes", "--no-deps", "--only-binary", ":all:", "--target", half.string(), "-r",
                  requirements.string()},
                 "see to it that pip reaches its index, then repeat this");
  };
  keep(folder, install, on_start);
}

}  // namespace quantladder::runtimes
