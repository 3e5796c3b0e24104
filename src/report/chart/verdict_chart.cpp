// Each model against each other one.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "charts.h"
#include "field_grid.h"
#include "legend.h"
#include "report/joined_table.h"
#include "report/text.h"

namespace quantladder::report {
namespace {

constexpr double kShapeRow = 26;
constexpr double kWordRow = 40;
constexpr double kVerdictShape = 11;

// What was shown of the model of a row against the one of a column.
enum class Standpoint { better, better_within_margin, worse_within_margin, worse, equivalent, undecided };
struct StandpointRow {
  Standpoint value;
  const char* words;
  const char* in_short;
  const char* role;
};
constexpr std::array<StandpointRow, 6> kStandpoints{
    {{Standpoint::better, "better", "better", "lead"},
     {Standpoint::better_within_margin, "better by less than the margin", "better", "line lead"},
     {Standpoint::worse_within_margin, "worse by less than the margin", "worse", "line worse"},
     {Standpoint::worse, "worse", "worse", "worse"},
     {Standpoint::equivalent, "equivalent within the margin", "equivalent", "tie"},
     {Standpoint::undecided, "undecided", "undecided", "line open"}}};

const StandpointRow& row_of(Standpoint value) { return kStandpoints[static_cast<std::size_t>(value)]; }

struct VerdictField {
  Standpoint standpoint = Standpoint::undecided;
  std::string difference;  // empty: there is none
  std::string tip;
};

struct VerdictMatrix {
  std::vector<std::string> models;
  std::map<std::pair<std::size_t, std::size_t>, VerdictField> fields;  // by row and column
};

Standpoint standpoint_of(const stats::Decision& decision, stats::Side side) {
  switch (decision.verdict) {
    case stats::Verdict::better:
      return decision.better == side ? Standpoint::better : Standpoint::worse;
    case stats::Verdict::better_within_margin:
      return decision.better == side ? Standpoint::better_within_margin : Standpoint::worse_within_margin;
    case stats::Verdict::equivalent:
      return Standpoint::equivalent;
    case stats::Verdict::undecided:
      break;
  }
  return Standpoint::undecided;
}

// Seen from the other side, a ratio is its inverse.
double turned(double difference, stats::Scale scale) {
  return scale == stats::Scale::difference ? 0 - difference : 100 * (1 / (1 + difference / 100) - 1);
}

VerdictField verdict_field(const Comparison& comparison, const stats::PairComparison& pair, stats::Side side) {
  const bool is_a = side == stats::Side::a;
  VerdictField field{.standpoint = standpoint_of(pair.decision, side), .difference = "", .tip = ""};
  field.tip = fmt::format("{} is {} {} {}", is_a ? pair.a : pair.b, row_of(field.standpoint).words,
                          field.standpoint == Standpoint::undecided    ? "against"
                          : field.standpoint == Standpoint::equivalent ? "to"
                                                                       : "than",
                          is_a ? pair.b : pair.a);
  if (!pair.difference) return field;
  const double difference = is_a ? *pair.difference : turned(*pair.difference, comparison.metric.measure->scale);
  field.difference = to_text(Value(difference), Form::difference);
  field.tip += fmt::format(": {} {}", field.difference, comparison.metric.unit());
  return field;
}

VerdictMatrix matrix_of(const Comparison& comparison) {
  VerdictMatrix matrix;
  for (const ComparedModel& model : comparison.models) matrix.models.push_back(model.id);
  const auto place = [&](const std::string& id) {
    return static_cast<std::size_t>(std::find(matrix.models.begin(), matrix.models.end(), id) - matrix.models.begin());
  };
  for (const stats::PairComparison& pair : comparison.pairs) {
    matrix.fields[{place(pair.a), place(pair.b)}] = verdict_field(comparison, pair, stats::Side::a);
    matrix.fields[{place(pair.b), place(pair.a)}] = verdict_field(comparison, pair, stats::Side::b);
  }
  return matrix;
}

std::string triangle(double x, double y, double size, bool up) {
  return up ? fmt::format("M{} {}h{}L{} {}z", pixels(x), pixels(y + size), pixels(size), pixels(x + size / 2),
                          pixels(y))
            : fmt::format("M{} {}h{}L{} {}z", pixels(x), pixels(y), pixels(size), pixels(x + size / 2),
                          pixels(y + size));
}

void add_verdict_shape(Drawing& drawing, Standpoint standpoint, double x, double y, double size) {
  const std::string role = row_of(standpoint).role;
  switch (standpoint) {
    case Standpoint::better:
    case Standpoint::better_within_margin:
      drawing.marks.push_back(PathMark{triangle(x, y, size, true), role});
      return;
    case Standpoint::worse:
    case Standpoint::worse_within_margin:
      drawing.marks.push_back(PathMark{triangle(x, y, size, false), role});
      return;
    case Standpoint::equivalent:
      drawing.marks.push_back(RectMark{x, y + 0.15 * size, size, 0.25 * size, role});
      drawing.marks.push_back(RectMark{x, y + 0.6 * size, size, 0.25 * size, role});
      return;
    case Standpoint::undecided:
      drawing.marks.push_back(DotMark{x + size / 2, y + size / 2, 0.36 * size, role});
      return;
  }
}

// The word is there where it has room; the shape alone says the same.
void add_verdict(Drawing& drawing, const VerdictField& field, const Frame& area, bool with_words) {
  drawing.marks.push_back(
      RectMark{area.left + 1, area.top + 1, area.right - area.left - 2, area.bottom - area.top - 2, "hit", field.tip});
  const double middle = (area.left + area.right) / 2;
  const double size = std::min(kVerdictShape, area.right - area.left - 3);
  if (!with_words) {
    add_verdict_shape(drawing, field.standpoint, middle - size / 2, (area.top + area.bottom - size) / 2, size);
    return;
  }
  const std::string word = row_of(field.standpoint).in_short;
  const double left = middle - (size + 5 + text_width(word, kSmallSize)) / 2;
  add_verdict_shape(drawing, field.standpoint, left, area.top + 5, size);
  drawing.marks.push_back(TextMark{left + size + 5, area.top + 15, word, "tick"});
  drawing.marks.push_back(TextMark{middle, area.top + 31, field.difference, "value", Anchor::middle});
}

std::vector<LegendEntry> legend_of_verdicts(const VerdictMatrix& matrix) {
  std::vector<LegendEntry> entries;
  for (const StandpointRow& row : kStandpoints) {
    const bool is_there = std::any_of(matrix.fields.begin(), matrix.fields.end(),
                                      [&](const auto& field) { return field.second.standpoint == row.value; });
    if (!is_there) continue;
    entries.push_back({row.words, [value = row.value](Drawing& drawing, double x, double y, double size) {
                         add_verdict_shape(drawing, value, x, y, size);
                       }});
  }
  return entries;
}

Drawing draw_verdicts(const VerdictMatrix& matrix, double width) {
  Drawing drawing{width, 0, {}};
  FieldGrid grid{.rows = matrix.models, .columns = matrix.models, .most_width = 170, .add_field = nullptr};
  const double least = kVerdictShape + 9 + text_width("equivalent", kSmallSize);
  const bool with_words = field_columns(grid, width).width >= least;
  grid.row_height = with_words ? kWordRow : kShapeRow;
  grid.add_field = [&](Drawing& into, std::size_t row, std::size_t column, const Frame& area) {
    into.marks.push_back(LineMark{area.left, area.top, area.right, area.top, "grid"});
    const auto field = matrix.fields.find({row, column});
    if (field != matrix.fields.end()) add_verdict(into, field->second, area, with_words);
  };
  const double top = add_legend(drawing, legend_of_verdicts(matrix), 2) + 4;
  drawing.height = add_field_grid(drawing, grid, top) + 6;
  return drawing;
}

std::string description_of_pairs(const VerdictMatrix& matrix) {
  std::string text;
  for (const auto& [place, field] : matrix.fields) {
    if (place.first < place.second) core::add_part(text, field.tip, "; ");
  }
  return text;
}

}  // namespace

std::vector<Chart> verdict_matrix(const Report& report, const CellTable& cells) {
  const Metric metric = headline_metric(report.summary);
  if (!report.comparison || report.summary.models.size() < kLeastOfMatrix) return {};
  const Comparison comparison = compare_models(cells, report.summary, {.metric = metric, .family = Family::all_pairs});
  VerdictMatrix matrix = matrix_of(comparison);
  if (matrix.models.size() < kLeastOfMatrix || matrix.models.size() > kMostOfMatrix || matrix.fields.empty()) return {};
  return {
      {.id = "verdicts",
       .section = "Comparison",
       .title = "Each model against each other",
       .description = description_of_pairs(matrix),
       .caption = fmt::format("{}: what was shown of the model of the row against the one of the column, with a margin "
                              "of {:g} {}. Holm's correction goes over all {} pairs, so a verdict here is harder to "
                              "reach than against the baseline alone. Undecided does not mean equal.",
                              metric.measure->title, comparison.margin, metric.unit(), comparison.family),
       .draw = [matrix = std::move(matrix)](double width) { return draw_verdicts(matrix, width); }}};
}

}  // namespace quantladder::report
