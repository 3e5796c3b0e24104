#include "quantladder/llama/bench_tool.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "llama/arguments.h"
#include "llama/bench_arguments.h"
#include "llama/bench_output.h"
#include "llama/printable.h"
#include "llama/server_log.h"
#include "llama/tools.h"
#include "quantladder/sys/files.h"
#include "quantladder/sys/process.h"

namespace quantladder::llama {
namespace {

constexpr std::array<BenchEndRow, 9> kEnds{{
    {BenchEnd::measured, "measured", false},
    {BenchEnd::refused, "refused", false},
    {BenchEnd::not_loaded, "not_loaded", false},
    {BenchEnd::no_context, "no_context", false},
    {BenchEnd::died, "died", true},
    {BenchEnd::silent, "silent", true},
    {BenchEnd::timed_out, "timed_out", true},
    {BenchEnd::stopped, "stopped", true},
    {BenchEnd::not_understood, "not_understood", false},
}};

// What llama-bench says on stderr before it gives up.
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

double in_s(std::chrono::milliseconds span) { return std::chrono::duration<double>(span).count(); }

bool is_same_test(const BenchTest& a, const BenchTest& b) {
  return a.prompt == b.prompt && a.generated == b.generated && a.depth == b.depth;
}

// One start of the program, and what comes of its tests.
class Start {
 public:
  Start(std::size_t number, const std::vector<BenchTest>& tests, const BenchWatch& watch)
      : number_(number), tests_(tests), watch_(watch) {}

  BenchStart run(BenchCommand command);
  std::vector<BenchResult> take_results() { return std::move(results_); }

 private:
  void take(const std::string& object);
  void add(BenchResult result);
  bool has_result(const BenchTest& test) const;
  BenchResult missing(const BenchTest& test, const sys::RunResult& run) const;

  std::size_t number_;
  const std::vector<BenchTest>& tests_;
  const BenchWatch& watch_;
  BenchStart start_;
  std::vector<BenchResult> results_;
  BenchOutput output_{[this](const std::string& object) { take(object); }};
  std::string strange_;  // the first object that is no result of a test that was asked for
};

BenchStart Start::run(BenchCommand command) {
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
  start_.exit = sys::to_string(run.status);
  for (const auto& test : tests_) {
    if (!has_result(test)) add(missing(test, run));
  }
  return std::move(start_);
}

bool Start::has_result(const BenchTest& test) const {
  return std::any_of(results_.begin(), results_.end(), [&](const auto& each) { return is_same_test(each.test, test); });
}

void Start::add(BenchResult result) {
  result.start = number_;
  results_.push_back(std::move(result));
  if (watch_.on_result) watch_.on_result(results_.back());
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

// Not by the exit status: a program that did all its tests may end badly, and one that did none may end well.
BenchResult Start::missing(const BenchTest& test, const sys::RunResult& run) const {
  const std::string words = telling_line(run.err);
  const auto because = [&](BenchEnd end, const std::string& what) {
    return BenchResult{test, end, words.empty() ? what : what + ": " + words};
  };
  switch (run.end) {
    case sys::RunEnd::stopped:
      return {test, BenchEnd::stopped, "interrupted"};
    case sys::RunEnd::timed_out:
      return because(BenchEnd::timed_out, fmt::format("not done after {:g} s", in_s(watch_.timeout)));
    case sys::RunEnd::silent:
      return because(BenchEnd::silent, fmt::format("silent for {:g} s", in_s(*watch_.silence)));
    case sys::RunEnd::exited:
      break;
  }
  for (const auto& sign : kSigns) {
    if (run.err.find(sign.words) != std::string::npos) return because(sign.end, start_.exit);
  }
  if (!run.status.success()) return because(BenchEnd::died, start_.exit);
  const std::string& wrote = strange_.empty() ? output_.stray() : strange_;
  return {test, BenchEnd::not_understood,
          wrote.empty() ? "it ended without a line for this test"
                        : "it wrote what is no result of this test: " + make_one_line(wrote)};
}

}  // namespace

const BenchEndRow& row_of(BenchEnd end) { return kEnds.at(static_cast<std::size_t>(end)); }

std::string to_string(const BenchTest& test) {
  std::string text = test.generated > 0 ? fmt::format("tg{}", test.generated) : fmt::format("pp{}", test.prompt);
  return test.depth > 0 ? fmt::format("{} @ d{}", text, test.depth) : text;
}

std::vector<double> BenchResult::tokens_per_s() const {
  std::vector<double> rates;
  for (const double ns : samples_ns) rates.push_back((test.prompt + test.generated) * 1e9 / ns);
  return rates;
}

BenchRun run_bench(const core::Model& model, const std::vector<BenchTest>& tests, const BenchWatch& watch) {
  const BinaryKnowledge& program = know_tool(Tool::bench, model.server);
  BenchRun run{.program = program.facts};
  std::vector<BenchTest> possible;
  for (const auto& test : tests) {
    const auto obstacle = find_obstacle(model, program.flags, test);
    if (!obstacle) possible.push_back(test);
    if (!obstacle) continue;
    run.results.push_back({test, BenchEnd::refused, *obstacle});
    if (watch.on_result) watch.on_result(run.results.back());
  }
  for (const auto& group : group_tests(possible)) {
    Start start(run.starts.size(), group, watch);
    run.starts.push_back(start.run(make_bench_command(model, program.facts.path, program.flags, group)));
    for (auto& result : start.take_results()) run.results.push_back(std::move(result));
  }
  const auto place = [&](const BenchResult& result) { return std::find(tests.begin(), tests.end(), result.test); };
  std::sort(run.results.begin(), run.results.end(), [&](const auto& a, const auto& b) { return place(a) < place(b); });
  return run;
}

}  // namespace quantladder::llama
