#include "html_writer.h"

#include <fmt/format.h>

#include "report/escape.h"
#include "report/text.h"

namespace quantladder::report {
namespace {

std::string_view class_of(Tone tone) {
  switch (tone) {
    case Tone::warning:
      return " class=\"warning\"";
    case Tone::error:
      return " class=\"error\"";
    case Tone::plain:
      break;
  }
  return "";
}

std::string_view class_of(Form form) {
  if (is_right_aligned(form)) return " class=\"number\"";
  return wraps(form) ? " class=\"prose\"" : "";
}

// Sorting goes by this; a text sorts by itself.
std::string sort_key(const Value& value) {
  if (const auto* number = std::get_if<double>(&value.data)) return fmt::format(" data-v=\"{}\"", *number);
  if (const auto* count = std::get_if<std::int64_t>(&value.data)) return fmt::format(" data-v=\"{}\"", *count);
  return "";
}

// Intervals are softer than the figure that they belong to.
std::string value_html(const Value& value, Form form) {
  const std::string text = to_text(value, form);
  const std::size_t bracket = value.interval ? text.find(" [") : std::string::npos;
  if (bracket == std::string::npos) return escape_markup(text);
  return fmt::format("{} <span class=\"ci\">{}</span>", escape_markup(text.substr(0, bracket)),
                     escape_markup(text.substr(bracket + 1)));
}

struct HtmlWriter {
  std::string text;

  void operator()(const Paragraph& paragraph) {
    text += fmt::format("<p{}>{}</p>\n", class_of(paragraph.tone), escape_markup(paragraph.text));
  }
  void operator()(const Bullets& bullets) {
    text += fmt::format("<ul{}>\n", class_of(bullets.tone));
    for (std::size_t i = 0; i < bullets.items.size(); ++i) {
      const std::string item = escape_markup(bullets.items[i]);
      text += i < bullets.fragments.size()
                  ? fmt::format("<li><a href=\"#{}\">{}</a></li>\n", bullets.fragments[i], item)
                  : fmt::format("<li>{}</li>\n", item);
    }
    text += "</ul>\n";
  }
  void operator()(const Code& code) {
    text += "<pre>";
    for (const std::string& line : code.lines) text += escape_markup(line) + "\n";
    text += "</pre>\n";
  }
  void operator()(const Table& table) { text += to_html(table); }
  void operator()(const Chart& chart) {
    text += fmt::format(
        "<figure id=\"chart-{}\"><h3>{}</h3><div class=\"wide\">{}</div><div class=\"narrow\">{}</div></figure>\n",
        chart.id, escape_markup(chart.title), to_svg(chart, kWideChart, Paint::page),
        to_svg(chart, kNarrowChart, Paint::page));
  }
};

// Returns nullptr where there is none.
const Chart* chart_in(const Section& section, std::size_t place) {
  return place < section.blocks.size() ? std::get_if<Chart>(&section.blocks[place]) : nullptr;
}

// Charts that are read alike lie beside each other, and are explained once.
bool has_caption_of(const Chart* neighbour, const Chart& chart) {
  return neighbour != nullptr && neighbour->caption == chart.caption;
}

}  // namespace

std::string to_html(const Table& table) {
  std::string text = "<div class=\"scroll\"><table>\n<thead><tr>";
  for (const Column& column : table.columns)
    text += fmt::format("<th scope=\"col\"{}><button type=\"button\">{}</button></th>", class_of(column.form),
                        escape_markup(column.title));
  text += "</tr></thead>\n<tbody>\n";
  for (const auto& row : table.rows) {
    text += "<tr>";
    for (std::size_t i = 0; i < row.size(); ++i) {
      const Form form = table.columns[i].form;
      const std::string_view name = i == 0 ? "th" : "td";
      text += fmt::format("<{}{}{}{}>{}</{}>", name, i == 0 ? " scope=\"row\"" : "", class_of(form), sort_key(row[i]),
                          value_html(row[i], form), name);
    }
    text += "</tr>\n";
  }
  return text + "</tbody></table></div>\n";
}

std::string to_html(const Block& block) {
  HtmlWriter writer;
  std::visit(std::ref(writer), block);
  return std::move(writer.text);
}

std::string to_html(const Section& section, const std::string& id) {
  std::string text = fmt::format("<section id=\"{}\"><h2>{}</h2>\n", id, escape_markup(section.title));
  for (std::size_t i = 0; i < section.blocks.size(); ++i) {
    const Chart* chart = chart_in(section, i);
    if (chart != nullptr && !has_caption_of(chart_in(section, i - 1), *chart)) text += "<div class=\"charts\">\n";
    text += to_html(section.blocks[i]);
    if (chart != nullptr && !has_caption_of(chart_in(section, i + 1), *chart))
      text += fmt::format("</div>\n<p class=\"caption\">{}</p>\n", escape_markup(chart->caption));
  }
  return text + "</section>\n";
}

}  // namespace quantladder::report
