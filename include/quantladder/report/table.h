// Tables of typed values: whoever draws or exports one has the numbers, and `to_text` says how people read them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "quantladder/stats/interval.h"

namespace quantladder::report {

// A cell of a table. Conversions are implicit, so that a row is written as a list of figures.
struct Value {
  std::variant<std::monostate, double, std::int64_t, std::string> data;  // monostate: not known
  std::optional<stats::Interval> interval;
  std::string text;  // what people read instead of the bare figure: "7/8 [53, 98]"; empty: as its column prints it

  Value() = default;
  Value(double number, const std::optional<stats::Interval>& limits = {}, std::string words = "")
      : data(number), interval(limits), text(std::move(words)) {}
  Value(int count) : data(std::int64_t{count}) {}
  Value(std::int64_t count) : data(count) {}
  Value(std::uint64_t count) : data(static_cast<std::int64_t>(count)) {}
  Value(std::string words) : data(std::move(words)) {}
  Value(const char* words) : data(std::string(words)) {}
  template <typename T>
  Value(const std::optional<T>& known) {
    if (known) *this = Value(*known);
  }
};

// The kind of a column's values decides how they are printed.
enum class Form { text, prose, count, score, rate, points, difference, p, size, duration, bits, nats };

struct Column {
  std::string title;
  Form form = Form::text;
};

struct Table {
  std::vector<Column> columns;
  std::vector<std::vector<Value>> rows;  // each as long as columns
};

bool is_right_aligned(Form form);
bool wraps(Form form);                               // free text: its lines may be broken to fit a terminal
std::string to_text(const Value& value, Form form);  // "-" for what is not known

}  // namespace quantladder::report
