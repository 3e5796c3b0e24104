// Shows a person on stderr how a run goes on: a screen that is drawn again on a terminal, plain lines elsewhere.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>

#include <spdlog/logger.h>

#include "cli/run_counts.h"
#include "cli/say.h"
#include "quantladder/bench/observer.h"

namespace quantladder::cli {

class Progress : public bench::Observer {
 public:
  // Whole lines also go to `log`; `on_committed` is called for each record that is on disk.
  Progress(std::shared_ptr<spdlog::logger> log, std::function<void(const core::Record&)> on_committed);
  int planned() const { return counts_.to_run(); }  // cells that had to be run

  void on_plan(const bench::Plan& plan) override;
  void on_group_starting(const bench::Group& group) override;
  void on_server_ready(const core::ServerStart& start) override;
  void on_generating(int in_flight) override;
  void on_generated(const core::Record& record) override;
  void on_committed(const core::Record& record) override;
  void on_dropped(const std::string& model) override;
  void on_note(const std::string& note) override;
  void on_tick() override;

 private:
  void print_line(const std::string& text);
  void draw();  // where it can be, and at most four times a second
  void draw_at_once();
  void count(const core::Record& record);

  std::shared_ptr<spdlog::logger> log_;
  std::function<void(const core::Record&)> forward_;
  const bool terminal_;
  RunCounts counts_;
  std::set<std::string> told_;  // doubts about a model, which each of its starts has
  std::map<std::pair<std::string, int>, int> left_in_iteration_;
  std::chrono::steady_clock::time_point ready_ = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point drawn_;
  LiveBlock screen_;
};

// Shows how far a long row of judgements is, on a terminal; elsewhere the results themselves tell.
class JudgingProgress {
 public:
  explicit JudgingProgress(std::string what) : what_(std::move(what)) {}  // "ladder": stands before the count
  void show(int done, int total);                                         // with the time left at the pace so far
  void clear() { line_.erase(); }  // before output on stdout; the next show() draws it again

 private:
  const std::string what_;
  const std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
  LiveLine line_;
};

}  // namespace quantladder::cli
