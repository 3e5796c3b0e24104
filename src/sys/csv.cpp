#include "quantladder/sys/csv.h"

#include <fmt/format.h>

#include <algorithm>

#include "quantladder/core/error.h"

namespace quantladder::sys {
namespace {

[[noreturn]] void refuse(const std::string& source, int line, std::size_t field, const std::string& what) {
  throw core::Error(core::ErrorKind::usage, fmt::format("{}:{}: field {}: {}", source, line, field, what));
}

std::string trimmed(const std::string& text) {
  const auto begin = text.find_first_not_of(' ');
  return begin == std::string::npos ? "" : text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

std::string in_small_letters(std::string name) {
  for (char& c : name) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return name;
}

char separator_of(std::string_view text) {
  const std::string_view header = text.substr(0, text.find('\n'));
  for (const char candidate : {',', ';', '\t'}) {
    if (header.find(candidate) != std::string_view::npos) return candidate;
  }
  return ',';
}

class Reader {
 public:
  Reader(std::string_view text, const std::string& source)
      : text_(text), source_(source), separator_(separator_of(text)) {}

  bool at_end() const { return at_ >= text_.size(); }

  CsvRow row() {
    CsvRow row{line_, {}};
    do {
      row.fields.push_back(peek() == '"' ? quoted(row.fields.size() + 1) : plain(row.fields.size() + 1));
    } while (take(separator_));
    take('\r');
    if (take('\n')) ++line_;
    return row;
  }

 private:
  char peek() const { return at_end() ? '\n' : text_[at_]; }
  bool take(char wanted) {
    if (at_end() || text_[at_] != wanted) return false;
    ++at_;
    return true;
  }
  bool field_ends() const {
    return peek() == separator_ || peek() == '\n' ||
           (peek() == '\r' && (at_ + 1 >= text_.size() || text_[at_ + 1] == '\n'));
  }

  std::string plain(std::size_t field) {
    std::string value;
    while (!field_ends()) {
      if (peek() == '"') refuse(source_, line_, field, "a quote within a field that does not begin with one");
      if (peek() == '\0') refuse(source_, line_, field, "a zero byte: this is no text");
      value += text_[at_++];
    }
    return trimmed(value);
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
    if (!field_ends()) refuse(source_, line_, field, "text after the closing quote");
    return value;
  }

  std::string_view text_;
  const std::string& source_;
  char separator_;
  std::size_t at_ = 0;
  int line_ = 1;
};

void check_header(const CsvTable& table) {
  if (table.columns.empty()) {
    throw core::Error(core::ErrorKind::usage, table.source + ": empty: the first line must name the columns");
  }
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (table.columns[i].empty()) refuse(table.source, 1, i + 1, "the header has no name here");
    if (table.column(table.columns[i]) != static_cast<int>(i)) {
      refuse(table.source, 1, i + 1, fmt::format("the column \"{}\" is named twice", table.columns[i]));
    }
  }
}

}  // namespace

int CsvTable::column(std::string_view name) const {
  const auto found = std::find(columns.begin(), columns.end(), name);
  return found == columns.end() ? -1 : static_cast<int>(found - columns.begin());
}

CsvTable parse_csv(std::string_view text, const std::string& source) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  CsvTable table{source, {}, {}};
  Reader reader(text, source);
  while (!reader.at_end()) {
    CsvRow row = reader.row();
    if (row.fields.size() == 1 && row.fields.front().empty()) continue;
    if (table.columns.empty()) {
      for (const std::string& name : row.fields) table.columns.push_back(in_small_letters(name));
      check_header(table);
      continue;
    }
    if (row.fields.size() != table.columns.size()) {
      throw core::Error(core::ErrorKind::usage, fmt::format("{}:{}: {} fields, but the header names {} columns", source,
                                                            row.line, row.fields.size(), table.columns.size()));
    }
    table.rows.push_back(std::move(row));
  }
  check_header(table);
  return table;
}

}  // namespace quantladder::sys
