#include "axis.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "quantladder/core/printable.h"
#include "report/text.h"

namespace quantladder::report {
namespace {

constexpr double kTextSize = 12;
constexpr const char* kCut = "\xE2\x80\xA6";
constexpr int kMostTicks = 8;
constexpr double kLeastRange = 1e-4;  // range of numbers that can be told apart, as a share of the largest

// A share of the font's size. DejaVu Sans, the widest of the usual fonts, decides.
double advance(char32_t code) {
  if (code < 0x80 && std::string_view("iljt.,:'|![]() ").find(static_cast<char>(code)) != std::string_view::npos)
    return 0.42;
  if ((code >= 'a' && code <= 'z') || (code >= '0' && code <= '9')) return 0.64;
  if (code == 'W' || code == 'M' || code == 'm' || code == '%' || code == '@') return 1.0;
  return 0.78;
}

// 1, 2, 5, 10, ...; only powers of ten where these are more than wanted.
std::vector<double> ticks_by_factors(const stats::Interval& range, int wanted) {
  const double decades = std::log10(range.hi / range.lo);
  std::vector<double> values;
  for (double power = std::floor(std::log10(range.lo)); power <= std::log10(range.hi); ++power) {
    for (const double digit : {1.0, 2.0, 5.0}) {
      const double value = digit * std::pow(10, power);
      if (digit > 1 && 2 * decades > wanted) continue;
      if (value >= range.lo && value <= range.hi) values.push_back(value);
    }
  }
  return values;
}

int ticks_wanted(double height) { return std::clamp(static_cast<int>(height / 45), 2, 6); }

}  // namespace

double text_width(const std::string& text, double size) {
  double width = 0;
  for (std::size_t i = 0; i < text.size();) {
    const core::Character next = core::character_at(text, i);
    const std::size_t length = std::max<std::size_t>(next.length, 1);
    const int columns = display_width(text.substr(i, length));
    width += columns == 2 ? 1.1 : columns * advance(next.code);
    i += length;
  }
  return width * size;
}

double text_size(const std::string& role) {
  static constexpr std::array<std::pair<std::string_view, double>, 4> kSizes{
      {{"tick", kSmallSize}, {"sub", kSmallSize}, {"sentence", 32}, {"large", 19}}};
  for (const auto& [part, size] : kSizes) {
    if (role.find(part) != std::string::npos) return size;
  }
  return kTextSize;
}

double Axis::at(double value) const {
  const double share = spacing == Spacing::even ? (value - range.lo) / (range.hi - range.lo)
                                                : std::log(value / range.lo) / std::log(range.hi / range.lo);
  return from + share * (to - from);
}

double Axis::clamped(double value) const { return at(std::clamp(value, range.lo, range.hi)); }

std::vector<double> ticks(const stats::Interval& range, int wanted, Spacing spacing) {
  if (spacing == Spacing::by_factors) return ticks_by_factors(range, wanted);
  const double raw = (range.hi - range.lo) / std::max(wanted, 1);
  const double magnitude = std::pow(10, std::floor(std::log10(raw)));
  double step = 10 * magnitude;
  for (const double each : {1.0, 2.0, 2.5, 5.0}) {
    if (each * magnitude >= raw * 0.999) {
      step = each * magnitude;
      break;
    }
  }
  std::vector<double> values;
  const double first = std::ceil(range.lo / step - 1e-9);
  for (double k = first; k * step <= range.hi + 1e-9 * step; ++k) values.push_back(k * step + 0.0);
  // One number alone is no scale.
  return values.size() < 2 && wanted < kMostTicks ? ticks(range, wanted + 1) : values;
}

stats::Interval range_of(const std::vector<double>& values, bool with_zero) {
  if (values.empty()) return {0, 1};
  auto [least, most] = std::minmax_element(values.begin(), values.end());
  double lo = with_zero ? std::min(*least, 0.0) : *least;
  double hi = with_zero ? std::max(*most, 0.0) : *most;
  if (hi - lo <= kLeastRange * std::max(std::abs(lo), std::abs(hi))) {
    const double room = hi == 0 ? 1 : std::abs(hi) * 0.1;
    lo -= with_zero && lo == 0 ? 0 : room;
    hi += room;
  }
  const double room = 0.06 * (hi - lo);
  return {lo == 0 && with_zero ? 0 : lo - room, hi == 0 && with_zero ? 0 : hi + room};
}

stats::Interval range_by_factors(std::vector<double> values) {
  for (double& value : values) value = std::log10(value);
  const stats::Interval range = range_of(values, false);
  return {std::pow(10, range.lo), std::pow(10, range.hi)};
}

std::string tick_text(double value) {
  const double clean = std::abs(value) < 1e-12 ? 0 : value;
  if (std::abs(clean) < 10'000) return fmt::format("{:.6g}", clean);
  const auto whole = std::llround(clean);
  std::string digits = std::to_string(std::llabs(whole));
  for (std::size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, ",");
  return (whole < 0 ? "-" : "") + digits;
}

std::string pixels(double value) {
  const double rounded = std::round(value * 10) / 10;
  return fmt::format("{}", rounded == 0 ? 0.0 : rounded);
}

void add_x_ticks(Drawing& drawing, const Axis& axis, const Frame& frame) {
  std::vector<std::string> texts;
  for (const double value : ticks(axis.range, kMostTicks, axis.spacing)) texts.push_back(tick_text(value));
  const double most_width = 12 + widest(texts, kSmallSize);
  const int wanted = std::clamp(static_cast<int>((frame.right - frame.left) / (1.8 * most_width)), 2, kMostTicks);
  double free_from = 0;
  for (const double value : ticks(axis.range, wanted, axis.spacing)) {
    const double x = axis.at(value);
    drawing.marks.push_back(LineMark{x, frame.top, x, frame.bottom, "grid"});
    const std::string text = tick_text(value);
    const double half = text_width(text, kSmallSize) / 2;
    if (x - half < free_from || x + half > drawing.width) continue;
    drawing.marks.push_back(TextMark{x, frame.bottom + 16, text, "tick", Anchor::middle});
    free_from = x + half + 4;
  }
}

void add_x_caption(Drawing& drawing, const Frame& frame, const std::string& caption) {
  const std::string shown = fitted(caption, drawing.width - 4, kTextSize);
  const double half = text_width(shown, kTextSize) / 2;
  const double middle = std::clamp((frame.left + frame.right) / 2, half + 2, drawing.width - half - 2);
  drawing.marks.push_back(TextMark{middle, frame.bottom + 34, shown, "axis", Anchor::middle});
}

Axis add_x_axis(Drawing& drawing, const stats::Interval& range, const Frame& frame, const std::string& caption,
                Spacing spacing) {
  const Axis axis{range, frame.left, frame.right, spacing};
  add_x_ticks(drawing, axis, frame);
  add_x_caption(drawing, frame, caption);
  return axis;
}

Axis add_y_ticks(Drawing& drawing, const stats::Interval& range, const Frame& frame, Spacing spacing) {
  const Axis axis{range, frame.bottom, frame.top, spacing};
  for (const double value : ticks(range, ticks_wanted(frame.bottom - frame.top), spacing)) {
    const double y = axis.at(value);
    drawing.marks.push_back(LineMark{frame.left, y, frame.right, y, "grid"});
    drawing.marks.push_back(TextMark{frame.left - 6, y + 4, tick_text(value), "tick", Anchor::end});
  }
  return axis;
}

Axis add_y_axis(Drawing& drawing, const stats::Interval& range, const Frame& frame, const std::string& caption,
                Spacing spacing) {
  const Axis axis = add_y_ticks(drawing, range, frame, spacing);
  drawing.marks.push_back(
      TextMark{2, frame.top - 12, fitted(caption, drawing.width - 4, kTextSize), "axis", Anchor::start});
  return axis;
}

double room_for_y_axis(const stats::Interval& range, double height, Spacing spacing) {
  std::vector<std::string> texts;
  for (const double value : ticks(range, ticks_wanted(height), spacing)) texts.push_back(tick_text(value));
  return 10 + widest(texts, kSmallSize);
}

AxisUnit axis_unit_of(const Measure& measure, double largest) {
  constexpr double kMiB = 1024.0 * 1024;
  constexpr double kGiB = 1024 * kMiB;
  if (measure.form != Form::size) return {1, std::string(measure.unit)};
  return largest >= kGiB ? AxisUnit{kGiB, "GiB"} : AxisUnit{kMiB, "MiB"};
}

std::string fitted(const std::string& text, double width, double size) {
  std::string line = to_line(text);
  if (text_width(line, size) <= width) return line;
  while (!line.empty() && text_width(line + kCut, size) > width) {
    do line.pop_back();
    while (!line.empty() && core::make_valid_utf8(line) != line);
  }
  return line + kCut;
}

std::string fitted_name(const std::string& name, double width, double size) {
  const std::string line = to_line(name);
  if (text_width(line, size) <= width) return line;
  std::vector<std::string> characters;
  for (std::size_t i = 0; i < line.size(); i += characters.back().size())
    characters.push_back(line.substr(i, std::max<std::size_t>(core::character_at(line, i).length, 1)));
  std::size_t kept = characters.size() - 1;
  const auto cut = [&] {
    std::string text;
    for (std::size_t i = 0; i < kept / 2; ++i) text += characters[i];
    text += kCut;
    for (std::size_t i = characters.size() - (kept - kept / 2); i < characters.size(); ++i) text += characters[i];
    return text;
  };
  while (kept > 0 && text_width(cut(), size) > width) --kept;
  return cut();
}

double widest(const std::vector<std::string>& texts, double size) {
  double width = 0;
  for (const std::string& text : texts) width = std::max(width, text_width(text, size));
  return width;
}

std::string role_of(const Report& report, const std::string& model) {
  for (const ModelAdvice& each : report.advice.models) {
    if (each.model != model) continue;
    switch (each.standing) {
      case Standing::recommended:
        return "lead";
      case Standing::not_told_apart:
        return "tie";
      case Standing::worse:
      case Standing::outside_limit:
        return "worse";
      case Standing::no_verdict:
      case Standing::not_measured:
        break;
    }
  }
  return "open";
}

std::string figure_text(const Figure& figure, const Measure& measure) {
  if (!figure.value) return kMissing;
  return to_text(Value(*figure.value, figure.ci, figure.text), measure.form);
}

}  // namespace quantladder::report
