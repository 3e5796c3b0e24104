#include <fmt/format.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/say.h"
#include "quantladder/app/find_task.h"
#include "quantladder/core/error.h"
#include "quantladder/judge/judge.h"
#include "quantladder/runtimes/table.h"
#include "quantladder/sys/files.h"

namespace quantladder::cli {
namespace {

// A test file without a task: the module it imports is the candidate.
tasks::Suite suite_of_tests(const JudgeOptions& options) {
  for (const std::string& name : options.needs) {
    if (runtimes::find_row(name) != nullptr) continue;
    throw core::Error(core::ErrorKind::usage, fmt::format("--needs: {}", runtimes::complain_of(name)));
  }
  tasks::Suite suite;
  suite.id = "file";
  tasks::Task& task = suite.tasks.emplace_back();
  task.suite = suite.id;
  task.needs = options.needs;
  task.id = std::filesystem::path(options.tests).stem().string();
  task.language = "python";
  task.module = options.module;
  task.files = {options.module + ".py"};
  task.tests = {{std::filesystem::path(options.tests).filename().string(), sys::read_named_file(options.tests)}};
  task.tests_sha256 = sys::sha256_hex(task.tests.front().content);
  return suite;
}

core::Judgement judge_once(judge::Judge& judge, const tasks::Task& task, const JudgeOptions& options) {
  if (!options.reply.empty()) return judge::judge_reply(judge, task, sys::read_named_file(options.reply));
  auto files = app::read_solution(options.solution, task.files.front());
  return judge.check(judge::make_assignment(task), tasks::assembled(task, std::move(files)));
}

void print_json(const core::Judgement& judgement) {
  nlohmann::ordered_json tests = nlohmann::ordered_json::array();
  for (const auto& test : judgement.tests) tests.push_back({{"id", test.id}, {"status", core::to_id(test.status)}});
  const nlohmann::ordered_json json{
      {"outcome", core::to_id(judgement.outcome)},
      {"reason", judgement.reason},
      {"points_earned", judgement.earned ? nlohmann::ordered_json(*judgement.earned) : nlohmann::ordered_json()},
      {"tests_passed", judgement.tests_passed},
      {"tests_total", judgement.tests_total},
      {"tests", tests},
      {"rule", judgement.rule},
      {"sandbox", core::to_id(judgement.sandbox)},
      {"wall_ms", judgement.wall_ms}};
  fmt::print("{}\n", json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
}

void print_text(const core::Judgement& judgement) {
  const std::string points = judgement.earned ? fmt::format(", {:g} points", *judgement.earned) : "";
  fmt::print("{}  {}/{} tests passed{}  ({:.0f} ms, sandbox: {})\n", core::to_id(judgement.outcome),
             judgement.tests_passed, judgement.tests_total, points, judgement.wall_ms, core::to_id(judgement.sandbox));
  if (!judgement.reason.empty()) fmt::print("{}\n", judgement.reason);
  for (const auto& test : judgement.tests) fmt::print("  {:<8} {}\n", core::to_id(test.status), test.id);
}

}  // namespace

int judge_command(const JudgeOptions& options) {
  if (options.task.empty() == options.tests.empty()) {
    throw core::Error(core::ErrorKind::usage, "judge: name the tests with --task SUITE/ID or with --tests FILE.py");
  }
  if (options.reply.empty() == options.solution.empty()) {
    throw core::Error(core::ErrorKind::usage,
                      "judge: name the candidate with --reply FILE or with --solution FILE|DIR");
  }
  const tasks::Suite suite = options.task.empty() ? suite_of_tests(options) : app::find_suite_with(options.task);
  const tasks::Task& task = suite.tasks.front();
  const auto judge = judge::make_judge(options.sandbox, {suite}, {.say = say});
  const core::Judgement judgement =
      judge::with_second_look(judge_once(*judge, task, options), [&] { return judge_once(*judge, task, options); });
  if (options.output == Output::json) {
    print_json(judgement);
  } else {
    print_text(judgement);
  }
  if (judgement.outcome == core::Outcome::pass) return kDone;
  return core::is_scored(judgement.outcome) ? kCandidateFailed : kEnvironment;
}

}  // namespace quantladder::cli
