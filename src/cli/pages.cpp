#include "cli/pages.h"

#include <fmt/format.h>

#include <cstdlib>
#include <sstream>
#include <string>
#include <vector>

#include "quantladder/core/error.h"
#include "quantladder/sys/files.h"
#include "quantladder/sys/process.h"

namespace quantladder::cli {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> parts_of(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::istringstream rest(text);
  for (std::string part; std::getline(rest, part, separator);) {
    if (!part.empty()) parts.push_back(part);
  }
  return parts;
}

std::vector<std::string> with_page(std::vector<std::string> line, const std::string& page) {
  bool is_named = false;
  for (std::string& word : line) {
    for (std::size_t at = word.find("%s"); at != std::string::npos; at = word.find("%s", at + page.size())) {
      word.replace(at, 2, page);
      is_named = true;
    }
  }
  if (!is_named) line.push_back(page);
  return line;
}

}  // namespace

void refuse_unwritable(const fs::path& folder) {
  if (fs::exists(folder) && !fs::is_directory(folder))
    throw core::Error(core::ErrorKind::usage, folder.string() + ": is no folder; name one with --out DIR");
  if (sys::why_not_writable(folder / "report").empty()) return;
  throw core::Error(core::ErrorKind::environment,
                    folder.string() + ": cannot be written to; write the report to another folder with --out DIR");
}

std::vector<std::string> find_browser(const fs::path& page) {
  const char* chosen = std::getenv("BROWSER");
  const std::string browsers = chosen == nullptr ? "" : chosen;
  const bool is_chosen = browsers.find_first_not_of(" :") != std::string::npos;
  for (const std::string& command : parts_of(is_chosen ? browsers : "xdg-open", ':')) {
    const std::vector<std::string> line = parts_of(command, ' ');
    if (!line.empty() && sys::find_program(line.front())) return with_page(line, fs::absolute(page).string());
  }
  throw core::Error(core::ErrorKind::environment,
                    fmt::format("--open: there is no program {}; set BROWSER to one, or leave --open away and open {} "
                                "yourself",
                                is_chosen ? browsers : "xdg-open", page.string()));
}

}  // namespace quantladder::cli
