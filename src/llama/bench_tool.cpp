#include "quantladder/llama/bench_tool.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "llama/arguments.h"
#include "llama/bench_arguments.h"
#include "llama/bench_output.h"
#include "llama/binary.h"
#include "llama/ended_by_watch.h"
#include "llama/server_log.h"
#include "quantladder/core/printable.h"
#include "quantladder/sys/files.h"
#include "quantladder/sys/process.h"

namespace quantladder::llama {
namespace {

// Holds what llama-bench says on stderr before it gives up.
struct Sign {
  const char* words;
  BenchEnd end;
};
constexpr std::array<Sign, 4> kSigns{{
    {"invalid parameter", BenchEnd::refused},
    {"failed to load model", BenchEnd::not_loaded},
    {"unable to load model", BenchEnd::not_loaded},
    {"failed to create context", BenchEnd::no_context},
}};

bool is_same_test(const core::SpeedTest& a, const core::SpeedTest& b) {
  return a.prompt == b.prompt && a.generated == b.generated && a.depth == b.depth;
}

// One start of the program, and what comes of its tests.
class Start {
 public:
  Start(const BinaryFacts& program, std::size_t number, const std::vector<core::SpeedTest>& tests,
        const BenchWatch& watch)
      : number_(number), tests_(tests), watch_(watch) {
    start_.program = program.path;
    start_.version = program.version;
    start_.sha256 = program.sha256;
  }

  core::ProgramStart run(BenchCommand command);
  std::vector<BenchResult> take_results() { return std::move(results_); }

 private:
  void take(const std::string& object);
  void add(BenchResult result);
  bool has_result(const core::SpeedTest& test) const;
  BenchResult missing(const core::SpeedTest& test, const sys::RunResult& run) const;

  std::size_t number_;
  const std::vector<core::SpeedTest>& tests_;
  const BenchWatch& watch_;
  core::ProgramStart start_;
  std::vector<BenchResult> results_;
  BenchOutput output_{[this](const std::string& object) { take(object); }};
  std::string strange_;  // the first object that is no result of a test that was asked for
};

core::ProgramStart Start::run(BenchCommand command) {
  start_.argv = std::move(command.argv);
  start_.not_shared = std::move(command.not_shared);
  start_.started_at = sys::utc_now();
  const auto run = sys::run_program({.argv = start_.argv, .env = scrub_environment(environ).kept},
                                    {.timeout = watch_.timeout,
                                     .silence = watch_.silence,
                                     .stop = watch_.stop,
                                     .on_spawned = watch_.on_spawned,
                                     .on_out = [this](std::string_view text) { output_.read(text); }});
  output_.finish();
  for (const auto& test : tests_) {
    if (!has_result(test)) add(missing(test, run));
  }
  return std::move(start_);
}

bool Start::has_result(const core::SpeedTest& test) const {
  return std::any_of(results_.begin(), results_.end(), [&](const auto& each) { return is_same_test(each.test, test); });
}

void Start::add(BenchResult result) {
  result.start = number_;
  results_.push_back(std::move(result));
  if (watch_.on_result) watch_.on_result(results_.back(), start_);
}

void Start::take(const std::string& object) {
  auto line = parse_bench_line(object);
  const auto test = std::find_if(tests_.begin(), tests_.end(),
                                 [&](const auto& each) { return line && is_same_test(each, line->test); });
  if (test == tests_.end() || has_result(*test)) {
    if (strange_.empty()) strange_ = object;
    return;
  }
  if (start_.setup_json.empty()) {
    start_.setup_json = std::move(line->setup_json);
    start_.build = std::move(line->build);
    start_.backends = std::move(line->backends);
    start_.gpu = std::move(line->gpu);
  }
  const int samples = line->test.repetitions;
  if (samples == test->repetitions) return add({*test, BenchEnd::measured, "", std::move(line->samples_ns)});
  add({*test, BenchEnd::not_understood,
       fmt::format("{} usable samples where {} were asked for", samples, test->repetitions)});
}

// The exit status decides nothing: a program that did all its tests may end badly, and one that did none may end well.
BenchResult Start::missing(const core::SpeedTest& test, const sys::RunResult& run) const {
  const std::string words = telling_line(run.err);
  const auto because = [&](BenchEnd end, const std::string& what) {
    return BenchResult{test, end, words.empty() ? what : what + ": " + words};
  };
  const std::string ended = why_ended(run.end, watch_.timeout, watch_.silence);
  switch (run.end) {
    case sys::RunEnd::stopped:
      return {test, BenchEnd::stopped, ended};
    case sys::RunEnd::timed_out:
      return because(BenchEnd::timed_out, ended);
    case sys::RunEnd::silent:
      return because(BenchEnd::silent, ended);
    case sys::RunEnd::exited:
    case sys::RunEnd::unwanted:  // it writes to no pipe
      break;
  }
  for (const auto& sign : kSigns) {
    if (run.err.find(sign.words) != std::string::npos) return because(sign.end, sys::to_string(run.status));
  }
  if (!run.status.success()) return because(BenchEnd::died, sys::to_string(run.status));
  const std::string& wrote = strange_.empty() ? output_.stray() : strange_;
  return {test, BenchEnd::not_understood,
          wrote.empty() ? "it ended without a line for this test"
                        : "it wrote what is no result of this test: " + core::make_one_line(wrote)};
}

}  // namespace

BenchRun run_bench(const core::Model& model, const std::vector<core::SpeedTest>& tests, const BenchWatch& watch) {
  const BinaryKnowledge& program = know_tool(Tool::bench, model.server);
  BenchRun run{.program = program.facts};
  std::vector<core::SpeedTest> possible;
  for (const auto& test : tests) {
    const auto obstacle = find_obstacle(model, program.flags, test);
    if (!obstacle) possible.push_back(test);
    if (!obstacle) continue;
    run.results.push_back({test, BenchEnd::refused, *obstacle});
    if (watch.on_result) watch.on_result(run.results.back(), {});
  }
  for (const auto& group : group_tests(possible)) {
    Start start(program.facts, run.starts.size(), group, watch);
    run.starts.push_back(start.run(make_bench_command(model, program.facts.path, program.flags, group)));
    for (auto& result : start.take_results()) run.results.push_back(std::move(result));
  }
  const auto place = [&](const BenchResult& result) { return std::find(tests.begin(), tests.end(), result.test); };
  std::sort(run.results.begin(), run.results.end(), [&](const auto& a, const auto& b) { return place(a) < place(b); });
  return run;
}

}  // namespace quantladder::llama
