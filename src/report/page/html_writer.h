// The blocks of a document as HTML.
#pragma once

#include <string>

#include "quantladder/report/document.h"

namespace quantladder::report {

std::string to_html(const Block& block);

// Returns "<section id=...><h2>...": what the section holds; `id_of_section` is its fragment.
std::string to_html(const Section& section);
std::string id_of_section(const std::string& title);

// Returns a table whose columns can be sorted: numbers by their value, what is not known last.
std::string to_html(const Table& table);

}  // namespace quantladder::report
