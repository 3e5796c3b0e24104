// A report as text for people.
#pragma once

#include <string>

#include "quantladder/report/document.h"

namespace quantladder::report {

enum class Colour { off, on };

// Lines of at most `width` columns (at least 40), code excepted; a table that is too wide continues below with its
// first column repeated. Characters are counted as a terminal shows them. Control characters in data are made visible.
std::string to_terminal(const Document& document, int width, Colour colour);
std::string to_terminal(const Report& report, int width, Colour colour);

// report.md, as GitHub renders it. Data cannot break out of its table cell or become markup.
std::string to_markdown(const Document& document);
std::string to_markdown(const Report& report);

}  // namespace quantladder::report
