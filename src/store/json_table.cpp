#include "json_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "eval_logs.h"
#include "quantladder/core/words.h"
#include "quantladder/sys/checked_json.h"
#include "table_words.h"

namespace quantladder::store {
namespace {

using TableJson = nlohmann::json;

constexpr std::size_t kMostColumns = 100;  // far more than are known: rows that each bring others cost their square

// Python writes NaN and Infinity, which JSON does not know. Here the former is null, a value that is missing; the
// latter is a word, so that it is refused where it stands.
std::string without_words_of_python(std::string_view text) {
  constexpr std::string_view kInfinity = "Infinity";
  std::string result;
  bool in_string = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!in_string && text.substr(at, 3) == "NaN") {
      result += "null";
      at += 2;
    } else if (!in_string && text.substr(at, kInfinity.size()) == kInfinity) {
      if (result.ends_with('-')) result.pop_back();
      result += fmt::format("\"{}\"", kInfinity);
      at += kInfinity.size() - 1;
    } else {
      if (text[at] == '"') in_string = !in_string;
      if (in_string && text[at] == '\\' && at + 1 < text.size()) result += text[at++];
      result += text[at];
    }
  }
  return result;
}

std::string field_of(const TableJson& value, const std::string& key, int row, const std::string& source) {
  if (value.is_null()) return "";
  if (value.is_string()) return value.get<std::string>();
  if (value.is_structured()) refuse_row(source, row, fmt::format("\"{}\" is no single value", shown(key)));
  return value.dump();
}

// The place of the column; added where it is new.
std::size_t place_of(const std::string& name, sys::CsvTable& table) {
  const int column = table.column(name);
  if (column >= 0) return static_cast<std::size_t>(column);
  if (table.columns.size() == kMostColumns) {
    refuse(table.source, fmt::format("the rows have more than {} columns between them", kMostColumns));
  }
  table.columns.push_back(name);
  return table.columns.size() - 1;
}

sys::CsvRow row_of(const TableJson& object, int number, sys::CsvTable& table) {
  if (!object.is_object()) refuse_row(table.source, number, "this is no object with the columns as keys");
  sys::CsvRow row{number, std::vector<std::string>(table.columns.size())};
  std::set<std::string> named;
  for (const auto& [key, value] : object.items()) {
    const std::string name = core::in_small_letters(key);
    if (!named.insert(name).second) {
      refuse_row(table.source, number, fmt::format("the column \"{}\" is named twice", shown(name)));
    }
    if (name == "index" || name == "level_0") continue;
    const std::size_t place = place_of(name, table);
    row.fields.resize(table.columns.size());
    row.fields[place] = field_of(value, key, number, table.source);
  }
  return row;
}

sys::CsvTable table_of(const std::vector<TableJson>& rows, const std::string& source) {
  sys::CsvTable table{source, {}, {}};
  for (const TableJson& row : rows) table.rows.push_back(row_of(row, static_cast<int>(table.rows.size()) + 1, table));
  for (sys::CsvRow& row : table.rows) row.fields.resize(table.columns.size());
  return table;
}

// pandas' orient="columns" and to_dict("list"): under each column's name its values, by the row's number.
std::vector<TableJson> rows_of_columns(const TableJson& object, const std::string& source) {
  std::map<std::pair<std::size_t, std::string>, TableJson> by_number;  // "10" comes after "9"
  for (const auto& [name, column] : object.items()) {
    if (!column.is_structured()) refuse(source, fmt::format("\"{}\" is no column of values", shown(name)));
    for (const auto& [number, value] : column.items()) by_number[{number.size(), number}][name] = value;
  }
  std::vector<TableJson> rows;
  for (auto& [number, row] : by_number) {
    if (row.size() != object.size()) {
      refuse_row(source, static_cast<int>(rows.size()) + 1, "the columns are not all of the same length");
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

// pandas' orient="split": the names of the columns, and each row as an array.
std::vector<TableJson> rows_of_split(const TableJson& object, const std::string& source) {
  const TableJson& names = object["columns"];
  const bool are_texts =
      std::all_of(names.begin(), names.end(), [](const TableJson& name) { return name.is_string(); });
  std::vector<TableJson> rows;
  for (const TableJson& values : object["data"]) {
    if (!values.is_array() || values.size() != names.size() || !are_texts) {
      refuse_row(source, static_cast<int>(rows.size()) + 1,
                 "this is no array with a value for each name in \"columns\"");
    }
    TableJson row = TableJson::object();
    for (std::size_t i = 0; i < values.size(); ++i) row[names[i].get<std::string>()] = values[i];
    rows.push_back(std::move(row));
  }
  return rows;
}

bool has_array(const TableJson& object, const char* key) { return object.contains(key) && object[key].is_array(); }

bool holds_rows(const TableJson& object) {
  return !object.empty() &&
         std::all_of(object.begin(), object.end(), [](const TableJson& row) { return row.contains("model"); });
}

std::vector<TableJson> rows_of_object(const TableJson& object, const std::string& source) {
  if (is_lm_eval_sample(object)) return {object};
  if (object.contains("eval") && object.contains("version")) return rows_of_inspect(object, source);
  if (object.contains("results") && object.contains("configs")) {
    refuse(source, "these are lm-eval's totals and hold no rows; give the samples_*.jsonl that --log_samples writes");
  }
  if (has_array(object, "columns") && has_array(object, "data")) return rows_of_split(object, source);
  if (has_array(object, "data")) return {object["data"].begin(), object["data"].end()};  // pandas' orient="table"
  if (object.contains("model") && object["model"].is_structured()) return rows_of_columns(object, source);
  if (object.contains("model")) return {object};                  // one row
  if (holds_rows(object)) return {object.begin(), object.end()};  // pandas' orient="index"
  refuse(source, "this JSON is no table; give an array of objects with the columns as keys, or one object per line");
}

std::vector<TableJson> rows_of_lines(std::string_view text, const std::string& source) {
  std::vector<TableJson> rows;
  int number = 1;
  for (std::size_t at = 0; at < text.size(); ++number) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = text.substr(at, end - at);
    at = end + 1;
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    if (!TableJson::accept(line)) refuse(source, fmt::format("line {} is no whole JSON value", number));
    rows.push_back(sys::parse_json(line, fmt::format("{}:{}", source, number)));
  }
  return rows;
}

// More follows a first line that is whole by itself.
bool is_one_per_line(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  const std::size_t end = text.find('\n', first);
  if (text[first] != '{' || end == std::string_view::npos) return false;
  return text.find_first_not_of(" \t\r\n", end) != std::string_view::npos &&
         TableJson::accept(text.substr(first, end - first));
}

std::vector<TableJson> rows_of(const std::string& text, const std::string& source) {
  if (is_one_per_line(text)) return rows_of_lines(text, source);
  const TableJson whole = sys::parse_json(text, source);
  return whole.is_array() ? std::vector<TableJson>(whole.begin(), whole.end()) : rows_of_object(whole, source);
}

}  // namespace

sys::CsvTable read_table(std::string_view bytes, const std::string& source) {
  const std::string text = sys::table_text(bytes, source);
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos || (text[first] != '{' && text[first] != '[')) return sys::parse_csv(text, source);
  std::vector<TableJson> rows = rows_of(without_words_of_python(text), source);
  if (rows.empty()) refuse(source, "this JSON holds no row");
  if (is_lm_eval_sample(rows.front())) rows = rows_of_lm_eval(rows, source);
  return table_of(rows, source);
}

}  // namespace quantladder::store
