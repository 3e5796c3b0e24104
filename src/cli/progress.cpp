#include "cli/progress.h"

#include <fmt/format.h>

#include "cli/duration.h"
#include "cli/screen.h"
#include "cli/terminal.h"
#include "quantladder/core/printable.h"

namespace quantladder::cli {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point from) { return std::chrono::duration<double>(Clock::now() - from).count(); }

}  // namespace

Progress::Progress(std::shared_ptr<spdlog::logger> log, std::function<void(const core::Record&)> on_committed)
    : log_(std::move(log)),
      forward_(std::move(on_committed)),
      terminal_(can_redraw()),
      screen_([this](TerminalSize size) { return screen_lines(counts_, size); }) {}

void Progress::on_plan(const bench::Plan& plan) {
  counts_ = {};  // without the cells of an earlier session that were judged before
  for (const auto& group : plan.groups) {
    counts_.of(group.model).kinds[group.kind].to_run += static_cast<int>(group.cells.size());
    for (const auto& cell : group.cells) ++left_in_iteration_[{group.model, cell.cell.iteration}];
  }
  print_line(fmt::format("{} cells to run in {} starts; {} of {} are done already", counts_.to_run(),
                         plan.groups.size(), plan.done, plan.selected));
}

void Progress::on_group_starting(const bench::Group& group) {
  counts_.running = group.model;
  counts_.iteration = 0;  // its first answer tells
  counts_.in_flight = 0;
  ready_ = Clock::now();
  draw_at_once();
}

void Progress::on_server_ready(const core::ServerStart& start) {
  ready_ = Clock::now();
  counts_.of(start.model).begin_start(start.number);
  std::string probe = "no speed probe";
  if (!start.probe.empty()) {
    const auto& last = start.probe.back();
    const auto rate = last.tokens_per_s();
    const auto first = last.time_to_first_token_ms();
    probe = fmt::format("probe {}, first token {}", rate ? fmt::format("{:.1f} tokens/s", *rate) : "without a rate",
                        first ? fmt::format("{:.0f} ms", *first) : "unknown");
  }
  const std::string load = start.load_ms > 0 ? fmt::format(" after {:.1f} s", start.load_ms / 1000) : "";
  print_line(
      fmt::format("{}  round {}: server start {} ready{} ({})", start.model, start.round, start.number, load, probe));
  for (const std::string& doubt : start.doubts) {
    const std::string line = fmt::format("{}: {}", start.model, doubt);
    if (told_.insert(line).second) print_line(line);
  }
}

void Progress::on_generating(int in_flight) { counts_.in_flight = in_flight; }

void Progress::on_generated(const core::Record& record) {
  counts_.iteration = record.cell.iteration;
  if (const auto* made = record.generation()) counts_.of(record.cell.model).tokens_per_s = made->tokens_per_s();
}

void Progress::on_committed(const core::Record& record) {
  const core::Outcome outcome = record.outcome();
  count(record);
  if (!core::has_result(outcome)) {
    print_line(fmt::format("{} (attempt {}): {}: {}", core::to_string(record.cell), record.attempt,
                           core::to_id(outcome), record.reason()));
  }
  const bool is_over = core::is_settled(outcome) || outcome == core::Outcome::not_run;
  if (is_over && --left_in_iteration_[{record.cell.model, record.cell.iteration}] == 0 && !terminal_) {
    print_line(status_line(counts_));
  }
  if (forward_) forward_(record);
  draw();
}

void Progress::count(const core::Record& record) {
  const core::Outcome outcome = record.outcome();
  ModelCounts& model = counts_.of(record.cell.model);
  KindCounts& kind = model.kinds[record.kind()];
  const bool ran = outcome != core::Outcome::not_run;  // what was not run says nothing about the pace
  if (ran) kind.generating_s += seconds_since(ready_);
  ready_ = Clock::now();
  if (core::is_settled(outcome) || !ran) ++(ran ? kind.settled : kind.left_out);
  if (core::is_scored(outcome)) ++model.scored;
  if (outcome == core::Outcome::pass) ++model.passed;
  if (!core::has_result(outcome)) ++model.faults;
  model.see_memory(record.server_start, record.memory.peak_bytes);
}

void Progress::on_dropped(const std::string& model) { counts_.of(model).drop(); }

void Progress::on_note(const std::string& note) { print_line(note); }

void Progress::on_tick() { draw(); }

void Progress::print_line(const std::string& text) {
  const std::string line = core::printable(text, "\n\t");  // the log too is read on a terminal
  log_->info(line);
  say(line);
}

void Progress::draw() {
  constexpr double kPause = 0.25;  // seconds
  if (seconds_since(drawn_) > kPause) draw_at_once();
}

void Progress::draw_at_once() {
  if (!terminal_) return;
  drawn_ = Clock::now();
  screen_.draw();
}

void JudgingProgress::show(int done, int total) {
  if (done <= 0) return;
  line_.show(fmt::format("[{}/{}] {} judged  ETA {}", done, total, what_,
                         to_duration(seconds_since(started_) / done * (total - done))));
}

}  // namespace quantladder::cli
