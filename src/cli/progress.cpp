#include "cli/progress.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cli/say.h"
#include "cli/terminal.h"

namespace quantladder::cli {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point from) { return std::chrono::duration<double>(Clock::now() - from).count(); }

}  // namespace

std::string to_duration(double seconds) {
  const auto total = std::llround(std::max(0.0, seconds));
  if (total < 60) return fmt::format("{} s", total);
  if (total < 3600) return fmt::format("{} min {:02} s", total / 60, total % 60);
  return fmt::format("{} h {:02} min", total / 3600, total % 3600 / 60);
}

Progress::Progress(std::shared_ptr<spdlog::logger> log, std::function<void(const core::Record&)> on_committed)
    : log_(std::move(log)), forward_(std::move(on_committed)), terminal_(can_redraw()) {}

Progress::~Progress() {
  if (terminal_) draw_status("\r\033[K");
}

void Progress::on_plan(const bench::Plan& plan) {
  total_ = plan.to_run();
  settled_ = scored_ = passed_ = 0;  // without the cells of an earlier session that were judged before
  tallies_.clear();
  for (const auto& group : plan.groups) {
    tallies_[{group.model, group.kind}].to_run += static_cast<int>(group.cells.size());
    for (const auto& cell : group.cells) ++left_in_iteration_[{group.model, cell.cell.iteration}];
  }
  print_line(fmt::format("{} cells to run in {} starts; {} of {} are done already", total_, plan.groups.size(),
                         plan.done, plan.selected));
}

void Progress::on_group_starting(const bench::Group& group) {
  model_ = group.model;
  iteration_ = 0;  // its first answer tells
  ready_ = Clock::now();
  in_flight_ = 0;
  if (terminal_) draw();
}

void Progress::on_server_ready(const core::ServerStart& start) {
  ready_ = Clock::now();
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

void Progress::on_generating(int in_flight) { in_flight_ = in_flight; }

void Progress::on_generated(const core::Record& record) {
  iteration_ = record.cell.iteration;
  if (const auto* made = record.generation()) last_rate_ = made->tokens_per_s().value_or(0);
}

void Progress::on_committed(const core::Record& record) {
  Tally& tally = tallies_[{record.cell.model, record.kind()}];
  const core::Outcome outcome = record.outcome();
  const bool ran = outcome != core::Outcome::not_run;  // what was not run says nothing about the pace
  if (ran) tally.generating_s += seconds_since(ready_);
  ready_ = Clock::now();
  if (core::is_scored(outcome)) {
    ++scored_;
    if (outcome == core::Outcome::pass) ++passed_;
  } else if (!core::has_result(outcome)) {
    print_line(fmt::format("{} (attempt {}): {}: {}", core::to_string(record.cell), record.attempt,
                           core::to_id(outcome), record.reason()));
  }
  if (core::is_settled(outcome) || !ran) {
    ++settled_;
    ++(ran ? tally.settled : tally.left_out);
    if (--left_in_iteration_[{record.cell.model, record.cell.iteration}] == 0 && !terminal_) print_line(status());
  }
  if (forward_) forward_(record);
  if (terminal_) draw();
}

void Progress::on_dropped(const std::string& model) {
  for (auto& [whose, tally] : tallies_) {
    if (whose.first != model) continue;
    const int open = tally.to_run - tally.settled - tally.left_out;
    tally.to_run -= open;
    total_ -= open;
  }
}

void Progress::on_note(const std::string& note) { print_line(note); }

void Progress::on_tick() {
  if (terminal_ && seconds_since(drawn_) > 0.25) draw();
}

void Progress::print_line(const std::string& text) {
  log_->info(text);
  say((terminal_ ? "\r\033[K" : "") + text);
  if (terminal_) draw();
}

void Progress::draw() {
  drawn_ = Clock::now();
  std::string line = status();
  const auto room = static_cast<std::size_t>(std::max(1, status_width() - 1));  // a wrapped line can't be redrawn
  if (line.size() > room) line.resize(room);
  draw_status("\r\033[K" + line);
}

std::string Progress::status() const {
  if (total_ == 0) return "";
  std::string line = fmt::format("[{}/{}]", settled_, total_);
  if (!model_.empty()) line += " " + model_;
  if (iteration_ > 0) line += fmt::format(" it {}", iteration_);
  if (in_flight_ > 0 && terminal_) line += fmt::format("  {} in flight", in_flight_);
  if (last_rate_ > 0) line += fmt::format("  {:.1f} tokens/s", last_rate_);
  if (scored_ > 0) line += fmt::format("  passed {}/{}", passed_, scored_);
  return line + "  " + eta();
}

// The remaining cells of each model and kind at their own pace so far; what was not seen yet at the pace of all.
std::string Progress::eta() const {
  double seconds = 0;
  double all_s = 0;
  int all_settled = 0;
  for (const auto& [whose, tally] : tallies_) {
    all_s += tally.generating_s;
    all_settled += tally.settled;
  }
  if (all_settled == 0) return "ETA unknown yet";
  for (const auto& [whose, tally] : tallies_) {
    const bool own = tally.settled >= 5;
    const double per_cell = own ? tally.generating_s / tally.settled : all_s / all_settled;
    seconds += per_cell * std::max(0, tally.to_run - tally.settled - tally.left_out);
  }
  return "ETA " + to_duration(seconds);
}

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
