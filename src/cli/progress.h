// Shows a person on stderr how a run goes on: a status line with an ETA on a terminal, plain lines elsewhere.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>

#include <spdlog/logger.h>

#include "quantladder/bench/observer.h"

namespace quantladder::cli {

class Progress : public bench::Observer {
 public:
  // Whole lines also go to `log`; `on_committed` is called for each record that is on disk.
  Progress(std::shared_ptr<spdlog::logger> log, std::function<void(const core::Record&)> on_committed);
  ~Progress() override;
  int planned() const { return total_; }  // cells that had to be run

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
  void draw();
  std::string status() const;
  std::string eta() const;

  struct Tally {
    int to_run = 0;
    int settled = 0;
    int left_out = 0;         // not run
    double generating_s = 0;  // wall time since its servers were ready
  };

  std::shared_ptr<spdlog::logger> log_;
  std::function<void(const core::Record&)> forward_;
  const bool terminal_;
  using Pace = std::pair<std::string, core::SuiteKind>;  // a model's cells of one kind go at one pace
  std::map<Pace, Tally> tallies_;
  std::set<std::string> told_;  // doubts about a model, which each of its starts has
  std::map<std::pair<std::string, int>, int> left_in_iteration_;
  int total_ = 0;
  int settled_ = 0;
  int scored_ = 0;
  int passed_ = 0;
  int in_flight_ = 0;
  double last_rate_ = 0;
  std::string model_;
  int iteration_ = 0;
  std::chrono::steady_clock::time_point ready_ = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point drawn_;
};

// Shows how far a long row of judgements is, on a terminal; elsewhere the results themselves tell.
class JudgingProgress {
 public:
  explicit JudgingProgress(std::string what);  // "ladder": stands before the count
  ~JudgingProgress();
  JudgingProgress(const JudgingProgress&) = delete;
  JudgingProgress& operator=(const JudgingProgress&) = delete;

  void show(int done, int total);  // with the time left at the pace so far
  void clear();                    // before other output; the next show() draws it again

 private:
  const std::string what_;
  const bool terminal_;
  const std::chrono::steady_clock::time_point started_;
};

// Returns "45 s", "3 min 20 s", "2 h 05 min".
std::string to_duration(double seconds);

}  // namespace quantladder::cli
