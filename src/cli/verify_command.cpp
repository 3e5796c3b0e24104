#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/progress.h"
#include "cli/say.h"
#include "quantladder/core/error.h"
#include "quantladder/judge/verify.h"

namespace quantladder::cli {
namespace {

// Says what `row` must come to, and what it came to instead.
std::string what_must_be(const judge::VerifyRow& row) {
  if (row.must_pass) return "the reference must pass: " + row.judgement.reason;
  const std::string breaks = row.breaks.empty() ? "" : ", it breaks: " + row.breaks;
  if (!row.must_lose) return "this must fail" + breaks;
  return fmt::format("this must lose {}{}; it loses {} and earns {:g} points ({})", fmt::join(*row.must_lose, ", "),
                     breaks, row.lost.empty() ? "nothing" : fmt::format("{}", fmt::join(row.lost, ", ")),
                     row.judgement.earned.value_or(0), row.judgement.reason);
}

void print_row(const judge::VerifyRow& row) {
  if (!row.not_verified.empty()) {
    fmt::print("none {:<22} not verified: it {}\n", row.task, row.not_verified);
    return;
  }
  const bool good = row.as_expected();
  fmt::print("{:<4} {:<22} {:<34} {:<14} {:>2}/{:<2} {:>6.0f} ms\n", good ? "ok" : "BAD", row.task, row.candidate,
             core::to_id(row.judgement.outcome), row.judgement.tests_passed, row.judgement.tests_total, row.slowest_ms);
  if (!good) {
    if (row.judged > 1) fmt::print("     {} of {} times:\n", row.unexpected, row.judged);
    fmt::print("     {}\n", what_must_be(row));
  }
  std::fflush(stdout);
}

nlohmann::ordered_json row_json(const judge::VerifyRow& row) {
  return {{"task", row.task},
          {"candidate", row.candidate},
          {"breaks", row.breaks},
          {"must_pass", row.must_pass},
          {"must_lose", row.must_lose ? nlohmann::ordered_json(*row.must_lose) : nlohmann::ordered_json()},
          {"lost", row.lost},
          {"as_expected", row.as_expected()},
          {"not_verified", row.not_verified},
          {"judged", row.judged},
          {"unexpected", row.unexpected},
          {"outcome", core::to_id(row.judgement.outcome)},
          {"reason", row.judgement.reason},
          {"tests_passed", row.judgement.tests_passed},
          {"tests_total", row.judgement.tests_total},
          {"slowest_ms", row.slowest_ms}};
}

// The suites `names`, or all, that have at least one of `tasks`. A task that none of them has is refused before
// anything is judged.
std::vector<tasks::Suite> load_suites(const std::vector<std::string>& names, const std::vector<std::string>& tasks) {
  std::vector<tasks::Suite> suites;
  std::vector<std::string> known;
  std::vector<std::filesystem::path> folders;
  for (const std::string& name : names) folders.push_back(tasks::find_suite(name));
  for (const auto& folder : names.empty() ? tasks::find_suites() : folders) {
    tasks::Suite suite = names.empty() ? tasks::load_suite(folder) : tasks::load_suite_with_tasks(folder);
    if (suite.tasks.empty()) continue;  // nothing in it is judged
    for (const tasks::Task& task : suite.tasks) known.push_back(task.id);
    const bool asked = std::any_of(tasks.begin(), tasks.end(), [&](const auto& id) { return suite.find(id); });
    if (asked || tasks.empty()) suites.push_back(std::move(suite));
  }
  for (const std::string& id : tasks) {
    if (std::find(known.begin(), known.end(), id) != known.end()) continue;
    throw core::Error(core::ErrorKind::usage,
                      fmt::format("--task {}: no such task; there are: {}", id, fmt::join(known, ", ")));
  }
  return suites;
}

struct Count {
  int candidates = 0;
  int bad = 0;
  int not_verified = 0;  // tasks
};

void print_total(const VerifyOptions& options, const Count& count, std::size_t suites) {
  fmt::print("\n{} candidates of {} suites, each judged {} time(s): {}\n", count.candidates, suites, options.repeats,
             count.bad == 0 ? "all as they must be" : fmt::format("{} NOT as they must be", count.bad));
  if (count.not_verified > 0)
    fmt::print("{} task(s) NOT verified: what they need is missing here\n", count.not_verified);
}

}  // namespace

int verify_command(const VerifyOptions& options) {
  const auto suites = load_suites(options.suites, options.tasks);
  const auto judge = judge::make_judge(options.sandbox, suites, {.say = say});
  const judge::VerifyScope scope{
      .candidates = options.references_only ? judge::Candidates::references : judge::Candidates::all,
      .tasks = options.tasks,
      .repeats = options.repeats};
  nlohmann::ordered_json rows = nlohmann::ordered_json::array();
  Count count;
  for (const tasks::Suite& suite : suites) {
    JudgingProgress progress(suite.id);
    const auto take_row = [&](const judge::VerifyRow& row) {
      if (!row.not_verified.empty()) {
        ++count.not_verified;
      } else {
        ++count.candidates;
        if (!row.as_expected()) ++count.bad;
      }
      rows.push_back(row_json(row));
      progress.clear();
      if (options.output == Output::text) print_row(row);
    };
    judge::verify_suite(*judge, suite, scope, options.jobs,
                        {take_row, [&](int done, int total) { progress.show(done, total); }});
  }
  if (options.output == Output::json) {
    fmt::print("{}\n", rows.dump(2));
  } else {
    print_total(options, count, suites.size());
  }
  if (count.bad > 0) return kCandidateFailed;
  return count.not_verified > 0 ? kEnvironment : kDone;
}

}  // namespace quantladder::cli
