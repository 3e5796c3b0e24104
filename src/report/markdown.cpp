#include <fmt/format.h>

#include <functional>

#include "escape.h"
#include "quantladder/report/render.h"
#include "text.h"

namespace quantladder::report {
namespace {

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         static_cast<unsigned char>(c) >= 0x80;
}

// An underscore inside a word is plain text in CommonMark; escaping it would only make the source harder to read.
bool starts_markup(const std::string& text, std::size_t i) {
  const char c = text[i];
  if (c == '_') return !(i > 0 && i + 1 < text.size() && is_word(text[i - 1]) && is_word(text[i + 1]));
  if (c == '(') return i > 0 && text[i - 1] == ']';
  return std::string_view("\\`*<|~").find(c) != std::string_view::npos;
}

std::string escape(const std::string& raw) {
  const std::string text = to_line(raw);
  std::string escaped;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '&')
      escaped += "&amp;";
    else if (text[i] == '#' && i == 0)
      escaped += "\\#";
    else if (starts_markup(text, i))
      escaped += std::string("\\") + text[i];
    else
      escaped += text[i];
  }
  return escaped;
}

struct MarkdownWriter {
  std::string text;

  void operator()(const Paragraph& paragraph) {
    const bool loud = paragraph.tone != Tone::plain;
    text += (loud ? "**" : "") + escape(paragraph.text) + (loud ? "**" : "") + "\n\n";
  }
  void operator()(const Bullets& bullets) {
    for (const std::string& item : bullets.items) text += "- " + escape(item) + "\n";
    text += "\n";
  }
  void operator()(const Code& code) {
    text += "```sh\n";
    for (const std::string& line : code.lines) text += to_line(line) + "\n";
    text += "```\n\n";
  }
  void operator()(const Table& table) {
    std::string titles = "|";
    std::string rule = "|";
    for (const Column& column : table.columns) {
      titles += " " + escape(column.title) + " |";
      rule += is_right_aligned(column.form) ? " ---: |" : " --- |";
    }
    text += titles + "\n" + rule + "\n";
    for (const auto& row : table.rows) {
      text += "|";
      for (std::size_t i = 0; i < row.size(); ++i) text += " " + escape(to_text(row[i], table.columns[i].form)) + " |";
      text += "\n";
    }
    text += "\n";
  }
  // As GitHub shows a picture of the reader's theme.
  void operator()(const Chart& chart) {
    text += fmt::format(
        "<picture><source media=\"(prefers-color-scheme: dark)\" srcset=\"charts/{0}-dark.svg\">"
        "<img alt=\"{1}\" src=\"charts/{0}.svg\"></picture>\n\n{2}\n\n",
        chart.id, escape_markup(chart.title + ": " + chart.description), escape(chart.caption));
  }
};

}  // namespace

std::string to_markdown(const Document& document) {
  MarkdownWriter writer;
  writer.text = "# " + escape(document.title) + "\n\n";
  for (const Section& section : document.sections) {
    writer.text += "## " + escape(section.title) + "\n\n";
    for (const Block& block : section.blocks) std::visit(std::ref(writer), block);
  }
  while (writer.text.size() > 1 && writer.text[writer.text.size() - 2] == '\n') writer.text.pop_back();
  return writer.text;
}

std::string to_markdown(const Report& report) { return to_markdown(make_document(report, Extent::full)); }

}  // namespace quantladder::report
