// Comma-separated values, strictly: a table that is not quite what it seems must not become numbers.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace quantladder::sys {

struct CsvRow {
  int line = 0;  // where it begins, from 1
  std::vector<std::string> fields;
};

struct CsvTable {
  std::string source;                // named in errors
  std::vector<std::string> columns;  // the header in small letters; distinct, none empty
  std::vector<CsvRow> rows;          // each with as many fields as there are columns

  // Index of a column; -1 when there is none.
  int column(std::string_view name) const;
};

// RFC 4180: quotes as needed, "" for a quote, line breaks within quotes, LF or CRLF, a byte order mark is passed over.
// Separated by commas, or by semicolons or tabs when the header holds no comma. Fields are trimmed of spaces unless
// quoted, blank lines are passed over. Throws core::Error(usage) naming line and column for a missing header, an empty
// or repeated column name, a row of another length, and a quote out of place or never closed.
CsvTable parse_csv(std::string_view text, const std::string& source);

}  // namespace quantladder::sys
