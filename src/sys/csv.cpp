#include "quantladder/sys/csv.h"

#include <fmt/format.h>

#include <algorithm>

#include "quantladder/core/error.h"
#include "quantladder/core/printable.h"
#include "quantladder/core/words.h"

namespace quantladder::sys {
namespace {

[[noreturn]] void refuse(const std::string& source, int line, std::size_t field, const std::string& what) {
  throw core::Error(core::ErrorKind::usage, fmt::format("{}:{}: field {}: {}", source, line, field, what));
}

std::string without_blanks(std::string_view text) {
  const auto blank_at_an_end = [&](std::string_view blank) {
    if (text.starts_with(blank)) return text.remove_prefix(blank.size()), true;
    if (text.ends_with(blank)) return text.remove_suffix(blank.size()), true;
    return false;
  };
  while (blank_at_an_end(" ") || blank_at_an_end("\t") || blank_at_an_end("\u00A0")) {
  }
  return std::string(text);
}

// Returns the separator of a line "sep=;", in quotes or not; 0: it is none.
char separator_in(std::string_view line) {
  if (line.size() == 7 && line.front() == '"' && line.back() == '"') line = line.substr(1, 5);
  return line.size() == 5 && core::in_small_letters(std::string(line.substr(0, 4))) == "sep=" ? line[4] : '\0';
}

// "sep=;" as Excel writes and reads it, with its line end; empty: the table has none.
std::string_view separator_line(std::string_view text) {
  const std::string_view line = text.substr(0, text.find_first_of("\r\n"));
  if (separator_in(line) == '\0') return {};
  const std::size_t next = text.find_first_not_of("\r\n", line.size());
  return text.substr(0, next);
}

char separator_of(std::string_view text) {
  const std::string_view header = text.substr(0, text.find_first_of("\r\n"));
  for (const char candidate : {',', ';', '\t'}) {
    if (header.find(candidate) != std::string_view::npos) return candidate;
  }
  return ',';
}

class Reader {
 public:
  Reader(std::string_view text, const std::string& source) : text_(text), source_(source) {
    const std::string_view told = separator_line(text);
    separator_ = told.empty() ? separator_of(text) : separator_in(told.substr(0, told.find_first_of("\r\n")));
    at_ = told.size();
    line_ += told.empty() ? 0 : 1;
  }

  bool at_end() const { return at_ >= text_.size(); }
  char separator() const { return separator_; }

  CsvRow row() {
    CsvRow row{line_, {}};
    do {
      skip_blanks_before_a_quote();
      row.fields.push_back(peek() == '"' ? quoted(row.fields.size() + 1) : plain(row.fields.size() + 1));
    } while (take(separator_));
    const bool carriage = take('\r');
    if (take('\n') || carriage) ++line_;
    return row;
  }

 private:
  char peek() const { return at_end() ? '\n' : text_[at_]; }
  bool take(char wanted) {
    if (at_end() || text_[at_] != wanted) return false;
    ++at_;
    return true;
  }
  void skip_blanks_before_a_quote() {
    const std::size_t next = text_.find_first_not_of(' ', at_);
    if (next != std::string_view::npos && text_[next] == '"') at_ = next;
  }
  bool field_ends() const { return peek() == separator_ || peek() == '\n' || peek() == '\r'; }

  std::string plain(std::size_t field) {
    std::string value;
    while (!field_ends()) {
      if (peek() == '"') refuse(source_, line_, field, "a quote within a field that does not begin with one");
      if (peek() == '\0') refuse(source_, line_, field, "a zero byte: this is no text");
      if (peek() == '\x1B') refuse(source_, line_, field, "an escape sequence: this is no text of a table");
      value += text_[at_++];
    }
    return without_blanks(value);
  }

  std::string quoted(std::size_t field) {
    const int began = line_;
    take('"');
    std::string value;
    while (true) {
      if (at_end()) refuse(source_, began, field, "the quote is never closed");
      const char c = text_[at_++];
      if (c == '\n') ++line_;
      if (c == '"' && !take('"')) break;
      value += c;
    }
    while (take(' ')) {
    }
    if (!field_ends()) refuse(source_, line_, field, "text after the closing quote");
    return value;
  }

  std::string_view text_;
  const std::string& source_;
  char separator_;
  std::size_t at_ = 0;
  int line_ = 1;
};

// pandas and R write the row's number under no name, or under one of these.
bool is_index_name(const std::string& name) {
  return name == "index" || name == "level_0" || name.starts_with("unnamed: ");
}

bool is_empty(const CsvTable& table, std::size_t column) {
  return std::all_of(table.rows.begin(), table.rows.end(),
                     [&](const CsvRow& row) { return row.fields[column].empty(); });
}

// A row's number, and what Excel writes for columns that were emptied.
void drop_unnamed_columns(CsvTable& table) {
  for (std::size_t i = table.columns.size(); i-- > 0;) {
    const bool unnamed = table.columns[i].empty() && !table.rows.empty() && (i == 0 || is_empty(table, i));
    if ((!unnamed && !is_index_name(table.columns[i])) || table.columns.size() == 1) continue;
    const auto at = static_cast<std::ptrdiff_t>(i);
    table.columns.erase(table.columns.begin() + at);
    for (CsvRow& row : table.rows) row.fields.erase(row.fields.begin() + at);
  }
}

void check_header(const CsvTable& table) {
  if (table.columns.empty()) {
    throw core::Error(core::ErrorKind::usage, table.source + ": empty: the first line must name the columns");
  }
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (table.columns[i].empty()) refuse(table.source, 1, i + 1, "the header has no name here");
    if (table.column(table.columns[i]) != static_cast<int>(i)) {
      refuse(table.source, 1, i + 1,
             fmt::format("the column \"{}\" is named twice", core::printable(table.columns[i])));
    }
  }
}

}  // namespace

int CsvTable::column(std::string_view name) const {
  const auto found = std::find(columns.begin(), columns.end(), name);
  return found == columns.end() ? -1 : static_cast<int>(found - columns.begin());
}

CsvTable parse_csv(std::string_view bytes, const std::string& source) {
  const std::string text = table_text(bytes, source);
  CsvTable table{source, {}, {}};
  Reader reader(text, source);
  table.separator = reader.separator();
  while (!reader.at_end()) {
    CsvRow row = reader.row();
    const bool blank =
        std::all_of(row.fields.begin(), row.fields.end(), [](const std::string& field) { return field.empty(); });
    if (blank) continue;
    if (table.columns.empty()) {
      for (const std::string& name : row.fields) table.columns.push_back(core::in_small_letters(without_blanks(name)));
      continue;
    }
    if (row.fields.size() != table.columns.size()) {
      throw core::Error(core::ErrorKind::usage, fmt::format("{}:{}: {} fields, but the header names {} columns", source,
                                                            row.line, row.fields.size(), table.columns.size()));
    }
    table.rows.push_back(std::move(row));
  }
  drop_unnamed_columns(table);
  check_header(table);
  return table;
}

}  // namespace quantladder::sys
