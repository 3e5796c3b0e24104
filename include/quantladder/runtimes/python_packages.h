// The Python packages that a suite names: pinned, hashed, and installed once into a folder of their own.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

namespace quantladder::runtimes {

// Returns what is wrong with the text of a requirements file, as "line 3: ..."; empty when each line is one package
// with == and --hash=sha256:, and nothing else.
std::string fault_of_requirements(const std::string& text);

// Returns the folder that the packages are kept in for this version of Python ("3.11.2") on this sort of machine.
std::filesystem::path folder_of_packages(const std::string& requirements_sha256, const std::string& python_version);

// Installs them with pip into `folder`, unless they are there; wheels only, so that nothing of theirs runs. It asks the
// index that the user's own pip is configured for. Throws core::Error(environment) with pip's last line.
void prepare_packages(const std::filesystem::path& requirements, const std::string& python,
                      const std::filesystem::path& folder, const std::function<void()>& on_start);

}  // namespace quantladder::runtimes
