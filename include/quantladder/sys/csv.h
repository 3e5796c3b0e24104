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
  char separator = ',';              // of its fields

  // Index of a column; -1 when there is none.
  int column(std::string_view name) const;
};

// Returns the bytes of a file as UTF-8 without a byte order mark; UTF-16 is known by its mark, or by its zero bytes.
// Throws core::Error(usage) saying what a file is instead that is no text: a workbook, an archive, a database ...
std::string table_text(std::string_view bytes, const std::string& source);

// Reads RFC 4180: quotes as needed, "" for a quote, line breaks within quotes, blanks around quotes; lines end with LF,
// CRLF or CR. The text is encoded as table_text reads, and separated as a first line "sep=;" says, else by commas, or
// by semicolons or tabs when the header holds no comma. Fields are trimmed of spaces unless quoted, empty rows are
// passed over; so are columns that hold the rows' numbers (the first one without a name, "index", "Unnamed: 0") or
// nothing under no name. Throws core::Error(usage) naming line and column for a missing header, an empty or repeated
// column name, a row of another length, and a quote out of place or never closed.
CsvTable parse_csv(std::string_view bytes, const std::string& source);

}  // namespace quantladder::sys
