#include "cli/judging_progress.h"

#include <fmt/format.h>

#include "cli/progress.h"
#include "cli/say.h"
#include "cli/terminal.h"

namespace quantladder::cli {

JudgingProgress::JudgingProgress(std::string what)
    : what_(std::move(what)), terminal_(can_redraw()), started_(std::chrono::steady_clock::now()) {}

JudgingProgress::~JudgingProgress() { clear(); }

void JudgingProgress::show(int done, int total) {
  if (!terminal_ || done <= 0) return;
  const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - started_;
  draw_status(fmt::format("\r\033[K[{}/{}] {} judged  ETA {}", done, total, what_,
                          to_duration(spent.count() / done * (total - done))));
}

void JudgingProgress::clear() {
  if (terminal_) draw_status("\r\033[K");
}

}  // namespace quantladder::cli
