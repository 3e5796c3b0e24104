// Where pages are written, and how they are opened.
#pragma once

#include <filesystem>

namespace quantladder::cli {

// Throws core::Error with the remedy, before the work is done, for a folder that nothing can be written to.
void refuse_unwritable(const std::filesystem::path& folder);

// Opens the page by what BROWSER names, else by xdg-open. BROWSER may hold several commands with `:` between them, of
// which the first that is there is taken; a command may have arguments, and `%s` in one stands for the page. Throws
// core::Error(environment) where there is none.
void open_in_browser(const std::filesystem::path& page);

}  // namespace quantladder::cli
