// A report as text for people and programs: one row of a table per format.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "quantladder/report/document.h"
#include "quantladder/report/kept_cell.h"

namespace quantladder::report {

enum class Colour { off, on };

// Lines of at most `width` columns (at least 40), code excepted; a table that is too wide continues below with its
// first column repeated. Characters are counted as a terminal shows them. Control characters in data are made visible.
std::string to_terminal(const Document& document, int width, Colour colour);
std::string to_terminal(const Report& report, int width, Colour colour);

// report.md, as GitHub renders it. Data cannot break out of its table cell or become markup.
std::string to_markdown(const Document& document);
std::string to_markdown(const Report& report);

// A form that a report is printed or written in.
struct Format {
  std::string_view id;
  std::string (*print)(const Report& report, int width, Colour colour);  // nullptr: it is only written
  // Writes its files; nullptr: it is only printed.
  void (*write)(const Report& report, const CellTable& cells, const ReadCell& read, const WriteFile& write_file,
                const WriteOptions& options);
  bool by_default;  // it is written where nobody names formats
};
std::span<const Format> formats();
const Format& format_of(std::string_view id);  // throws std::out_of_range for an id that there is not

}  // namespace quantladder::report
