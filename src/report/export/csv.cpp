#include "csv.h"

#include <fmt/format.h>

#include <cmath>

#include "quantladder/core/printable.h"
#include "report/text.h"

namespace quantladder::report {
namespace {

// Spreadsheets pass over these before they look for a formula.
bool is_blank(char32_t code) {
  return code == ' ' || code == 0xA0 || (code >= 0x2000 && code <= 0x200D) || code == 0x202F || code == 0x205F ||
         code == 0x3000 || code == 0xFEFF;
}

bool begins_formula(const std::string& line) {
  for (std::size_t at = 0; at < line.size();) {
    const core::Character next = core::character_at(line, at);
    if (!is_blank(next.code)) return std::string_view("=+-@").find(line[at]) != std::string_view::npos;
    at += next.length;
  }
  return false;
}

std::string quoted(const std::string& line) {
  const bool ends_blank = !line.empty() && (line.front() == ' ' || line.back() == ' ');
  if (!ends_blank && line.find_first_of(",\";") == std::string::npos) return line;
  std::string field = "\"";
  for (const char c : line) field += c == '"' ? std::string("\"\"") : std::string(1, c);
  return field + "\"";
}

struct ToField {
  Formulas formulas;

  std::string operator()(std::monostate) const { return ""; }
  std::string operator()(bool value) const { return value ? "true" : "false"; }
  std::string operator()(double value) const { return std::isfinite(value) ? fmt::format("{}", value) : ""; }
  std::string operator()(const std::string& text) const {
    const std::string line = to_line(text);
    return quoted(formulas == Formulas::defused && begins_formula(line) ? "'" + line : line);
  }
  template <std::integral Whole>
  std::string operator()(Whole value) const {
    return fmt::format("{}", value);
  }
};

}  // namespace

std::string csv_field(const CsvValue& value, Formulas formulas) { return std::visit(ToField{formulas}, value); }

}  // namespace quantladder::report
