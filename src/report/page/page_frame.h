// What every page has: its head with the policy against foreign script, its list of contents, and its script.
#pragma once

#include <string>

#include "quantladder/report/document.h"
#include "quantladder/report/kept_cell.h"

namespace quantladder::report {

// Returns the page up to its title and the facts below it. `reload_s`: it is loaded again so often; 0: never.
std::string page_head(const std::string& title, const std::string& facts, int reload_s = 0);

// Appends a list of the sections, then each of them.
void write_sections(const Document& document, const Append& append);

// Returns the place in which the script shows what was kept of a cell, the script, and the end.
std::string page_end();

}  // namespace quantladder::report
