#include <algorithm>
#include <functional>
#include <utility>

#include "quantladder/report/render.h"
#include "terminal_table.h"
#include "text.h"

namespace quantladder::report {
namespace {

constexpr int kNarrowest = 40;

class TerminalWriter {
 public:
  TerminalWriter(int width, Colour colour) : width_(std::max(width, kNarrowest)), colour_(colour) {}

  void heading(const std::string& title) { text_ += painted(to_line(title), "1;36") + "\n"; }
  void empty_line() { text_ += "\n"; }
  std::string take() { return std::move(text_); }

  void operator()(const Paragraph& paragraph) {
    for (const std::string& line : wrap(to_line(paragraph.text), width_)) {
      text_ += painted(line, code_of(paragraph.tone)) + "\n";
    }
  }
  void operator()(const Bullets& bullets) {
    for (const std::string& item : bullets.items) {
      const char* lead = "* ";
      for (const std::string& line : wrap(to_line(item), width_ - 2)) {
        text_ += lead + painted(line, code_of(bullets.tone)) + "\n";
        lead = "  ";
      }
    }
  }
  void operator()(const Code& code) {
    for (const std::string& line : code.lines) text_ += to_line(line) + "\n";
  }
  void operator()(const Table& table) {
    for (const TableLine& line : lay_out(table, width_)) {
      text_ += (line.is_header ? painted(line.text, "1") : line.text) + "\n";
    }
  }
  void operator()(const Chart&) {}

 private:
  static const char* code_of(Tone tone) {
    switch (tone) {
      case Tone::plain:
        return "";
      case Tone::warning:
        return "33";
      case Tone::error:
        return "1;31";
    }
    return "";
  }
  std::string painted(const std::string& line, const std::string& code) const {
    if (colour_ == Colour::off || code.empty() || line.empty()) return line;
    return "\x1b[" + code + "m" + line + "\x1b[0m";
  }

  int width_;
  Colour colour_;
  std::string text_;
};

}  // namespace

std::string to_terminal(const Document& document, int width, Colour colour) {
  TerminalWriter writer(width, colour);
  writer.heading(document.title);
  for (const Section& section : document.sections) {
    writer.empty_line();
    writer.heading(section.title);
    bool first = true;
    for (const Block& block : section.blocks) {
      if (std::holds_alternative<Chart>(block)) continue;  // its numbers are in a table
      if (!first) writer.empty_line();
      first = false;
      std::visit(std::ref(writer), block);
    }
  }
  return writer.take();
}

std::string to_terminal(const Report& report, int width, Colour colour) {
  return to_terminal(make_document(report, Extent::brief), width, colour);
}

}  // namespace quantladder::report
