// Where pages are written, and by what they are opened.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace quantladder::cli {

// Throws core::Error with the remedy, before the work is done, for a folder that nothing can be written to.
void refuse_unwritable(const std::filesystem::path& folder);

// Returns the command that opens the page: by what BROWSER names, else by xdg-open. BROWSER may hold several commands
// with `:` between them, of which the first that is there is taken; a command may have arguments, and `%s` in one
// stands for the page. Throws core::Error(environment) where there is none.
std::vector<std::string> find_browser(const std::filesystem::path& page);

}  // namespace quantladder::cli
