#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "axis.h"
#include "charts.h"
#include "report/document_sections.h"
#include "report/joined_table.h"
#include "report/text.h"

namespace quantladder::report {
namespace {

constexpr double kHeight = 675;
constexpr double kEdge = 48;
constexpr double kTableWidth = 560;  // beside a chart
constexpr double kRowHeight = 40;
constexpr double kLarge = 19;
constexpr double kCardGap = 14;    // between columns
constexpr double kNameInset = 16;  // of a name behind its mark
constexpr double kTitleLine = 24;
constexpr double kLeastForNames = 110;
constexpr std::size_t kTitleLines = 2;  // of a column
constexpr std::size_t kMostCardRows = 8;

struct CardColumn {
  std::string title;
  std::vector<std::string> texts;  // by model
};

struct Card {
  std::string heading;
  std::vector<std::string> sentence;  // its lines
  std::vector<CardColumn> columns;    // the first has the models' names
  std::vector<std::string> roles;     // by model
  std::size_t left_out = 0;           // models without a row
  std::optional<Chart> chart;
  std::string footer;
};

// Lines of at most `width` pixels; what does not fit into `most` lines is cut.
std::vector<std::string> lines_of(const std::string& text, double width, double size, std::size_t most) {
  std::vector<std::string> lines{""};
  std::istringstream words(to_line(text));
  for (std::string word; words >> word;) {
    word = fitted_name(word, width, size);
    const std::string longer = lines.back().empty() ? word : lines.back() + " " + word;
    if (lines.back().empty() || text_width(longer, size) <= width) {
      lines.back() = longer;
    } else if (lines.size() < most) {
      lines.push_back(word);
    } else {
      lines.back() = fitted(longer + " " + std::string(40, '.'), width, size);
      break;
    }
  }
  return lines;
}

// The figures that decide for most readers, as far as the run has them.
std::vector<CardColumn> columns_of(const Report& report) {
  const Summary& summary = report.summary;
  const std::size_t rows = std::min(summary.models.size(), kMostCardRows);
  std::vector<CardColumn> columns{{"Model", {}}};
  for (std::size_t i = 0; i < rows; ++i) columns[0].texts.push_back(summary.models[i].id());
  const std::string headline(headline_metric(summary).measure->id);
  for (const std::string& id : {std::string("size"), headline, std::string("tg"), std::string("kld")}) {
    if (!is_known(summary, id) || (id == headline && id == "kld" && columns.size() > 2)) continue;
    const Metric metric{&measure_of(id), ""};
    CardColumn column{title_of(summary, metric), {}};
    for (std::size_t i = 0; i < rows; ++i) {
      Figure figure = summary.models[i].figures.find(id)->second;
      figure.ci.reset();
      column.texts.push_back(figure_text(figure, *metric.measure));
    }
    columns.push_back(std::move(column));
  }
  return columns;
}

Card card_from(const Report& report, const CellTable& cells) {
  const core::Manifest& run = report.summary.manifest;
  Card card{.heading = run.experiment, .columns = columns_of(report)};
  card.sentence = lines_of(answer_sentence(report), kCardWidth - 2 * kEdge, 32, 4);
  const std::size_t rows = card.columns[0].texts.size();
  for (std::size_t i = 0; i < rows; ++i) card.roles.push_back(role_of(report, card.columns[0].texts[i]));
  card.left_out = run.models.size() - rows;
  if (Charts charts = score_chart(report, cells); !charts.empty()) card.chart = std::move(charts.front());
  card.footer = fmt::format("quantladder {}, run {}, {}", run.quantladder, run.run_id, day_of(run.created_at));
  return card;
}

// Returns how wide a title is on two lines, broken where that is least.
double width_of_title(const std::string& title) {
  double least = text_width(title, kLarge);
  for (std::size_t at = title.find(' '); at != std::string::npos; at = title.find(' ', at + 1))
    least = std::min(least, widest({title.substr(0, at), title.substr(at + 1)}, kLarge));
  return least;
}

// Figures get what they need, because a number that is cut is another number; names get the rest.
std::vector<double> widths_of(const std::vector<CardColumn>& columns, double width) {
  std::vector<double> widths{0};
  double left = width;
  for (std::size_t c = 1; c < columns.size(); ++c) {
    widths.push_back(kCardGap + std::max(width_of_title(columns[c].title), widest(columns[c].texts, kLarge)));
    left -= widths.back();
  }
  widths[0] = std::max(left, kLeastForNames);
  return widths;
}

void add_title(Drawing& drawing, const std::string& title, double x, double y, double room, Anchor anchor) {
  const std::vector<std::string> lines = lines_of(title, room, kLarge, kTitleLines);
  const double first = y - kTitleLine * static_cast<double>(lines.size() - 1);
  for (std::size_t i = 0; i < lines.size(); ++i)
    drawing.marks.push_back(
        TextMark{x, first + kTitleLine * static_cast<double>(i), fitted(lines[i], room, kLarge), "large soft", anchor});
}

// `top`: the base line of the columns' titles.
void add_table(Drawing& drawing, const Card& card, double top) {
  const std::vector<double> widths = widths_of(card.columns, card.chart ? kTableWidth : kCardWidth - 2 * kEdge);
  double left = kEdge;
  for (std::size_t c = 0; c < card.columns.size(); ++c) {
    const CardColumn& column = card.columns[c];
    const bool is_first = c == 0;
    const Anchor anchor = is_first ? Anchor::start : Anchor::end;
    const double room = widths[c] - kCardGap;
    const double x = is_first ? left : left + widths[c];
    add_title(drawing, column.title, x, top, room, anchor);
    for (std::size_t i = 0; i < column.texts.size(); ++i) {
      const double y = top + kRowHeight * static_cast<double>(i + 1);
      const double inset = is_first ? kNameInset : 0;
      if (is_first) drawing.marks.push_back(RectMark{kEdge, y - 16, 5, 20, card.roles[i]});
      const std::string text = is_first ? fitted_name(column.texts[i], room - inset, kLarge) : column.texts[i];
      drawing.marks.push_back(TextMark{x + inset, y, text, is_first ? "large name" : "large", anchor});
    }
    left += widths[c];
  }
  if (card.left_out > 0)
    drawing.marks.push_back(TextMark{kEdge, top + kRowHeight * static_cast<double>(card.roles.size() + 1),
                                     fmt::format("and {} more", count_of(static_cast<int>(card.left_out), "model")),
                                     "large soft"});
}

void add_chart(Drawing& drawing, const Chart& chart, double top) {
  const Drawing inner = chart.draw(kNarrowChart);
  const double left = kEdge + kTableWidth + 28;
  const double scale = std::min((kCardWidth - kEdge - left) / inner.width, (kHeight - 70 - top) / inner.height);
  drawing.marks.push_back(GroupStart{left, top, scale});
  for (const Mark& mark : inner.marks) {
    if (!std::holds_alternative<LinkStart>(mark) && !std::holds_alternative<LinkEnd>(mark))
      drawing.marks.push_back(mark);
  }
  drawing.marks.push_back(GroupEnd{});
}

Drawing draw_card(const Card& card) {
  Drawing drawing{kCardWidth, kHeight, {}};
  drawing.marks.push_back(TextMark{kEdge, 56, fitted(card.heading, kCardWidth - 2 * kEdge, kLarge), "large soft"});
  double y = 106;
  for (const std::string& line : card.sentence) {
    drawing.marks.push_back(TextMark{kEdge, y, line, "sentence"});
    y += 42;
  }
  y += 28 + kTitleLine;
  add_table(drawing, card, y);
  if (card.chart) add_chart(drawing, *card.chart, y - 26 - kTitleLine);
  drawing.marks.push_back(
      TextMark{kEdge, kHeight - 30, fitted(card.footer, kCardWidth - 2 * kEdge, kLarge), "large soft"});
  return drawing;
}

std::string table_in_words(const Card& card) {
  std::string text;
  for (std::size_t i = 0; i < card.roles.size(); ++i) {
    for (std::size_t c = 0; c < card.columns.size(); ++c) {
      const CardColumn& column = card.columns[c];
      text +=
          c == 0 ? (text.empty() ? "" : "; ") + column.texts[i] : fmt::format(", {} {}", column.title, column.texts[i]);
    }
  }
  return text;
}

}  // namespace

Chart card_of(const Report& report, const CellTable& cells) {
  const Card card = card_from(report, cells);
  return {.id = "card",
          .section = "",
          .title = answer_sentence(report),
          .description = table_in_words(card),
          .caption = "",
          .draw = [card](double) { return draw_card(card); }};
}

}  // namespace quantladder::report
