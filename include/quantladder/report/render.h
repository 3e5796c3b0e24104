// A report as text for people and programs: one row of a table per format.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

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

// Takes one file of a run's folder: its path below the folder, and what is in it.
using TakeFile = std::function<void(const std::string& path, const std::string& text)>;

struct Format {
  std::string_view id;  // "terminal", "markdown", "json"
  std::string (*print)(const Report& report, int width, Colour colour);
  // Writes its files from the report and from the cells; nullptr: it is only printed.
  void (*write)(const Report& report, const CellTable& cells, const TakeFile& take);
};
std::span<const Format> formats();
const Format& format_of(std::string_view id);  // throws std::out_of_range for an id that there is not

}  // namespace quantladder::report
