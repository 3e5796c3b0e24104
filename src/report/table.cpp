#include "quantladder/report/table.h"

#include <fmt/format.h>

#include <array>
#include <cmath>

#include "text.h"

namespace quantladder::report {
namespace {

struct FormInfo {
  Form form;
  std::string (*print)(double);  // nullptr: words, left-aligned
};

std::string to_count(double value) { return fmt::format("{:.0f}", value); }
std::string to_difference(double value) { return (value > 0 ? "+" : "") + to_text(value); }
std::string to_p(double value) { return value < 0.001 ? "<0.001" : fmt::format("{:.3f}", value); }
std::string to_bits(double value) { return fmt::format("{:.2f}", value); }
// Three significant digits: divergences span four orders of magnitude.
std::string to_nats(double value) {
  const double size = std::fabs(value);
  if (size == 0 || size >= 100) return fmt::format("{:.0f}", value);
  if (size < 1e-5) return fmt::format("{:.1e}", value);
  return fmt::format("{:.{}f}", value, 2 - static_cast<int>(std::floor(std::log10(size))));
}
std::string to_bytes(double value) { return to_size(static_cast<std::uint64_t>(value)); }

constexpr std::array<FormInfo, 12> kForms{{
    {Form::text, nullptr},
    {Form::prose, nullptr},
    {Form::count, to_count},
    {Form::score, to_text},
    {Form::rate, to_rate},
    {Form::points, to_points},
    {Form::difference, to_difference},
    {Form::p, to_p},
    {Form::size, to_bytes},
    {Form::duration, to_duration},
    {Form::bits, to_bits},
    {Form::nats, to_nats},
}};

const FormInfo& info(Form form) { return kForms[static_cast<std::size_t>(form)]; }

// Only a difference shows its sign, and its limits do not repeat it.
std::string with_interval(const Value& value, double number, Form form) {
  const auto print = info(form).print != nullptr ? info(form).print : to_count;
  if (!value.interval) return print(number);
  const auto limit = form == Form::difference ? static_cast<std::string (*)(double)>(to_text) : print;
  return fmt::format("{} [{}, {}]", print(number), limit(value.interval->lo), limit(value.interval->hi));
}

}  // namespace

bool is_right_aligned(Form form) { return info(form).print != nullptr; }

bool wraps(Form form) { return form == Form::prose; }

std::string to_text(const Value& value, Form form) {
  if (!value.text.empty()) return value.text;
  if (const auto* words = std::get_if<std::string>(&value.data)) return or_missing(*words);
  if (const auto* number = std::get_if<double>(&value.data)) return with_interval(value, *number, form);
  if (const auto* count = std::get_if<std::int64_t>(&value.data))
    return with_interval(value, static_cast<double>(*count), form);
  return kMissing;
}

}  // namespace quantladder::report
