// The blocks of a document as HTML.
#pragma once

#include <string>

#include "quantladder/report/document.h"

namespace quantladder::report {

std::string to_html(const Block& block);

// Returns "<section id=...><h2>...": what the section holds.
std::string to_html(const Section& section, const std::string& id);

// Returns a table whose columns can be sorted: numbers by their value, what is not known last.
std::string to_html(const Table& table);

}  // namespace quantladder::report
