// How long a verdict takes: with everything started ahead of time, from nothing as by `quantladder judge`, and by plain
// pytest without any protection, one after the other in each round, so that what else the machine does meets all alike.
//   judge_latency [ROUNDS] [PYTHON]
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <thread>
#include <vector>

#include "quantladder/core/error.h"
#include "quantladder/judge/judge.h"
#include "quantladder/sys/files.h"
#include "quantladder/sys/process.h"

namespace {

using namespace quantladder;
using Clock = std::chrono::steady_clock;

constexpr const char* kTests = "from solution import double\n\n\ndef test_double():\n    assert double(2) == 4\n";
constexpr const char* kAnswer = "def double(n):\n    return 2 * n\n";

judge::Assignment trivial() {
  judge::Assignment assignment;
  assignment.name = "tiny/double";
  assignment.module = "solution";
  assignment.tests = {{"test_double.py", kTests}};
  assignment.tests_sha256 = "none";
  return assignment;
}

void expect_pass(const core::Judgement& judgement) {
  if (judgement.outcome == core::Outcome::pass) return;
  throw core::Error(core::ErrorKind::environment,
                    fmt::format("not a pass but {}: {}", core::to_id(judgement.outcome), judgement.reason));
}

double ms(const std::function<void()>& act) {
  const auto begin = Clock::now();
  act();
  return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

double quantile(std::vector<double> values, double at) {
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(at * static_cast<double>(values.size() - 1))];
}

// Verdicts a second, everything that a verdict costs included.
double throughput(judge::Judge& judge, int jobs, int verdicts) {
  judge.prepare(jobs);
  const double total = ms([&] {
    std::vector<std::jthread> threads;
    for (int job = 0; job < jobs; ++job) {
      threads.emplace_back([&] {
        for (int i = 0; i < verdicts / jobs; ++i) {
          expect_pass(judge.check(trivial(), {{"solution.py", kAnswer}}));
          judge.prepare(jobs);
        }
      });
    }
  });
  return 1000.0 * verdicts / total;
}

void run(int rounds, const std::string& python) {
  const auto warm_judge = judge::make_judge({judge::Isolation::sandboxed, python});
  const judge::SandboxFacts& facts = warm_judge->sandbox();
  const sys::TempDir folder;
  sys::write_file(folder.path() / "test_double.py", kTests);
  sys::write_file(folder.path() / "solution.py", kAnswer);
  std::filesystem::current_path(folder.path());
  std::map<std::string, std::vector<double>> times;
  for (int round = 0; round <= rounds; ++round) {
    const double plain = ms([&] {
      const auto result =
          sys::run_program({facts.python, "-m", "pytest", "-q", "test_double.py"}, std::chrono::minutes(1));
      if (!result.status.success()) throw core::Error(core::ErrorKind::environment, "pytest: " + result.out);
    });
    warm_judge->prepare(1);
    const double warm = ms([&] { expect_pass(warm_judge->check(trivial(), {{"solution.py", kAnswer}})); });
    std::unique_ptr<judge::Judge> judge;
    const double start = ms([&] { judge = judge::make_judge({judge::Isolation::sandboxed, python}); });
    const double first = ms([&] { expect_pass(judge->check(trivial(), {{"solution.py", kAnswer}})); });
    const double end = ms([&] { judge.reset(); });
    if (round == 0) continue;  // fills caches
    times["plain pytest"].push_back(plain);
    times["verdict, warm"].push_back(warm);
    times["from nothing"].push_back(start + first + end);
    times["- start"].push_back(start);
    times["- first verdict"].push_back(first);
    times["- end"].push_back(end);
  }
  fmt::print("sandbox: tier {}: {}\npython: {}\n{} rounds\n", core::to_id(facts.tier), facts.detail, facts.python,
             rounds);
  const double plain = quantile(times["plain pytest"], 0.5);
  for (const char* name : {"plain pytest", "verdict, warm", "from nothing", "- start", "- first verdict", "- end"}) {
    const auto& values = times[name];
    fmt::print("{:<15} median {:6.1f} ms   quartiles {:6.1f} to {:6.1f}   {:.2f} x plain\n", name,
               quantile(values, 0.5), quantile(values, 0.25), quantile(values, 0.75), quantile(values, 0.5) / plain);
  }
  fmt::print("verdicts per second: {:.1f} one at a time, {:.1f} with 2 in parallel\n",
             throughput(*warm_judge, 1, 2 * rounds), throughput(*warm_judge, 2, 2 * rounds));
}

}  // namespace

int main(int count, char** arguments) {
  try {
    run(count > 1 ? std::max(1, std::atoi(arguments[1])) : 20, count > 2 ? arguments[2] : "");
    return 0;
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
}
