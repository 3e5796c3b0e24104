#include "terminal_table.h"

#include <algorithm>
#include <numeric>
#include <sstream>

#include "text.h"

namespace quantladder::report {
namespace {

constexpr int kGap = 2;
constexpr int kNarrowestText = 24;  // a free-text column is broken no narrower than this

// A table as it will be read.
struct Texts {
  std::vector<Column> columns;
  std::vector<std::vector<std::string>> rows;
};

Texts texts_of(const Table& table) {
  Texts texts;
  for (const Column& column : table.columns) texts.columns.push_back({to_line(column.title), column.form});
  for (const auto& row : table.rows) {
    texts.rows.emplace_back();
    for (std::size_t i = 0; i < row.size(); ++i) {
      texts.rows.back().push_back(to_line(to_text(row[i], table.columns[i].form)));
    }
  }
  return texts;
}

int longest_word(const std::string& title) {
  int width = 0;
  std::istringstream words(title);
  for (std::string word; words >> word;) width = std::max(width, display_width(word));
  return width;
}

// Of each column the widest value, and its title by `width_of_title`.
std::vector<int> natural_widths(const Texts& table, int (*width_of_title)(const std::string&)) {
  std::vector<int> widths;
  for (std::size_t column = 0; column < table.columns.size(); ++column) {
    widths.push_back(width_of_title(table.columns[column].title));
    for (const auto& row : table.rows) widths.back() = std::max(widths.back(), display_width(row[column]));
  }
  return widths;
}

int total_width(const std::vector<int>& widths) {
  return std::accumulate(widths.begin(), widths.end(), 0) + kGap * static_cast<int>(widths.size() - 1);
}

int narrowest(const Column& column, int natural) {
  return wraps(column.form) ? std::min(natural, kNarrowestText) : natural;
}

// Column indexes of each part; every part starts with column 0 and takes as many more as fit.
std::vector<std::vector<std::size_t>> parts_of(const Texts& table, const std::vector<int>& natural, int width) {
  std::vector<std::vector<std::size_t>> parts;
  int used = 0;
  for (std::size_t column = 1; column < natural.size(); ++column) {
    const int needed = kGap + narrowest(table.columns[column], natural[column]);
    if (parts.empty() || used + needed > width) {
      parts.push_back({0});
      used = narrowest(table.columns[0], natural[0]);
    }
    parts.back().push_back(column);
    used += needed;
  }
  if (parts.empty()) parts.push_back({0});
  return parts;
}

// Free-text columns give up what is too much, the widest first.
std::vector<int> fit(const Texts& table, const std::vector<std::size_t>& part, const std::vector<int>& natural,
                     int width) {
  std::vector<int> widths;
  for (const std::size_t column : part) widths.push_back(natural[column]);
  while (total_width(widths) > width) {
    std::size_t widest = part.size();
    for (std::size_t i = 0; i < part.size(); ++i) {
      if (!wraps(table.columns[part[i]].form) || widths[i] <= kNarrowestText) continue;
      if (widest == part.size() || widths[i] > widths[widest]) widest = i;
    }
    if (widest == part.size()) break;
    widths[widest] = std::max(kNarrowestText, widths[widest] - (total_width(widths) - width));
  }
  return widths;
}

std::string pad(const std::string& text, int width, Form form) {
  const std::string space(static_cast<std::size_t>(std::max(0, width - display_width(text))), ' ');
  return is_right_aligned(form) ? space + text : text + space;
}

std::string without_trailing_space(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

using Cells = std::vector<std::vector<std::string>>;  // each with its lines

void add_row(const Cells& cells, const std::vector<int>& widths, const std::vector<Form>& forms, bool is_header,
             std::vector<TableLine>& lines) {
  std::size_t height = 1;
  for (const auto& cell : cells) height = std::max(height, cell.size());
  for (std::size_t i = 0; i < height; ++i) {
    std::string line;
    for (std::size_t column = 0; column < cells.size(); ++column) {
      if (column > 0) line += std::string(kGap, ' ');
      // The last lines of titles stand above their values.
      const std::size_t skipped = is_header ? height - cells[column].size() : 0;
      const bool has_line = i >= skipped && i - skipped < cells[column].size();
      line += pad(has_line ? cells[column][i - skipped] : "", widths[column], forms[column]);
    }
    lines.push_back({without_trailing_space(line), is_header});
  }
}

std::vector<std::string> lines_of(const std::string& text, int width) {
  return display_width(text) > width ? wrap(text, width) : std::vector<std::string>{text};
}

void add_table_part(const Texts& table, const std::vector<std::size_t>& part, const std::vector<int>& widths,
                    std::vector<TableLine>& lines) {
  std::vector<Form> forms;
  Cells header;
  for (std::size_t i = 0; i < part.size(); ++i) {
    forms.push_back(table.columns[part[i]].form);
    header.push_back(lines_of(table.columns[part[i]].title, widths[i]));
  }
  add_row(header, widths, forms, true, lines);
  for (const auto& row : table.rows) {
    Cells cells;
    for (std::size_t i = 0; i < part.size(); ++i) cells.push_back(lines_of(row[part[i]], widths[i]));
    add_row(cells, widths, forms, false, lines);
  }
}

}  // namespace

std::vector<TableLine> lay_out(const Table& typed, int width) {
  const Texts table = texts_of(typed);
  std::vector<TableLine> lines;
  if (table.columns.empty()) return lines;
  std::vector<int> natural = natural_widths(table, [](const std::string& title) { return display_width(title); });
  if (total_width(natural) > width) natural = natural_widths(table, longest_word);
  for (const auto& part : parts_of(table, natural, width)) {
    if (!lines.empty()) lines.push_back({});
    add_table_part(table, part, fit(table, part, natural, width), lines);
  }
  return lines;
}

}  // namespace quantladder::report
