#include "cli/say.h"

#include <fmt/format.h>
#include <signal.h>

#include <algorithm>
#include <cstdio>

#include "cli/shortened.h"
#include "quantladder/core/printable.h"
#include "quantladder/report/display_width.h"

namespace quantladder::cli {
namespace {

constexpr const char* kToEndOfLine = "\033[K";
constexpr const char* kToEndOfScreen = "\033[J";

// What stands above the cursor.
struct Shown {
  LiveBlock* block = nullptr;
  std::vector<std::string> lines;
  TerminalSize size;
};
Shown shown;

volatile sig_atomic_t was_stopped = 0;

void on_continued(int) { was_stopped = 1; }

// After Ctrl-Z the shell wrote below the lines: they are not ours to draw over any more.
void watch_for_stops() {
  struct sigaction action {};
  action.sa_handler = on_continued;
  action.sa_flags = SA_RESTART;
  sigaction(SIGCONT, &action, nullptr);
}

// On a terminal that became narrower meanwhile, lines were broken.
int rows_of(const std::vector<std::string>& lines, int columns) {
  int rows = 0;
  for (const std::string& line : lines) rows += 1 + std::max(0, report::display_width(line) - 1) / columns;
  return rows;
}

// Returns what moves the cursor to where the shown lines begin.
std::string way_back(TerminalSize size) {
  if (was_stopped != 0) shown.lines.clear();
  was_stopped = 0;
  const int rows = rows_of(shown.lines, size.columns);
  return rows > 0 ? fmt::format("\r\033[{}A", rows) : "";
}

std::string take_away() {
  const std::string text = shown.lines.empty() ? "" : way_back(size_for_drawing()) + kToEndOfScreen;
  shown.lines.clear();
  return text;
}

// At once, so that nothing flickers.
void write_text(const std::string& text) {
  std::fputs(text.c_str(), stderr);
  std::fflush(stderr);
}

}  // namespace

void say(const std::string& line) {
  std::string text = take_away() + core::printable(line, "\n\t") + "\n";
  if (shown.block != nullptr) text += shown.block->put_up();
  write_text(text);
}

std::string LiveBlock::put_up() {
  static const bool watched = (watch_for_stops(), true);
  if (!watched || !is_in_foreground()) return "";
  const TerminalSize size = size_for_drawing();
  std::vector<std::string> lines = lines_(size);
  const bool is_same_size = size.columns == shown.size.columns && size.rows == shown.size.rows;
  if (was_stopped == 0 && is_same_size && lines == shown.lines) return "";
  std::string text = way_back(size);
  for (const std::string& line : lines) text += line + kToEndOfLine + "\n";
  shown = {this, std::move(lines), size};
  return text + kToEndOfScreen;
}

void LiveBlock::draw() {
  if (const std::string text = put_up(); !text.empty()) write_text(text);
}

void LiveBlock::erase() {
  if (shown.block != this) return;
  write_text(take_away());
  shown = {};
}

LiveLine::LiveLine()
    : block_([this](TerminalSize size) { return std::vector<std::string>{shortened(text_, size.columns - 1)}; }) {}

void LiveLine::show(const std::string& text) {
  text_ = text;
  if (can_redraw()) block_.draw();
}

}  // namespace quantladder::cli
