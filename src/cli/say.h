// Text for people on stderr. Used by one thread.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "cli/terminal.h"

namespace quantladder::cli {

// Writes the lines above what a LiveBlock shows. Control characters are written as \x1b. A log on a full disk must not
// hide what went wrong: no failure to write is told.
void say(const std::string& line);

// Lines at the end of the terminal that are drawn over again and again, while say() writes above them. The cursor rests
// below them and is never hidden: whatever ends the program leaves it at the beginning of a line. Of several blocks the
// one that was drawn last is shown.
class LiveBlock {
 public:
  // Makes the lines, each narrower than the terminal and all together lower. Asked at each drawing, so that they follow
  // its size.
  using Lines = std::function<std::vector<std::string>(TerminalSize)>;
  explicit LiveBlock(Lines lines) : lines_(std::move(lines)) {}
  ~LiveBlock() { erase(); }
  LiveBlock(const LiveBlock&) = delete;
  LiveBlock& operator=(const LiveBlock&) = delete;

  void draw();   // nothing while another program has the terminal
  void erase();  // until it is drawn again

 private:
  friend void say(const std::string& line);
  std::string put_up();  // what draws it over what is shown

  const Lines lines_;
};

// One such line; nothing where can_redraw() is false. What is too long for the terminal is cut out of its middle.
class LiveLine {
 public:
  LiveLine();
  void show(const std::string& text);
  void erase() { block_.erase(); }

 private:
  std::string text_;
  LiveBlock block_;
};

}  // namespace quantladder::cli
