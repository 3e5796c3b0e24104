#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/progress.h"
#include "cli/say.h"
#include "cli/signals.h"
#include "quantladder/app/publish.h"
#include "quantladder/bench/rescore.h"
#include "quantladder/core/error.h"
#include "quantladder/judge/calibrate.h"

namespace quantladder::cli {
namespace {

std::filesystem::path find_tests(const core::SuiteFacts& suite) {
  const std::filesystem::path own = suite.path;
  return std::filesystem::exists(own / "suite.json") ? own : tasks::find_suite(suite.id);
}

void refuse_other_questions(const core::SuiteFacts& before, const tasks::Suite& suite) {
  for (const auto& old : before.items) {
    const tasks::Task* task = suite.find(old.id);
    // One that lacked a version was never sent.
    const bool is_unsent = old.prompt_sha256.empty() || (task != nullptr && task->prompt_sha256.empty());
    const bool same_prompt = task != nullptr && (is_unsent || task->prompt_sha256 == old.prompt_sha256);
    const bool same_answer =
        same_prompt && (old.language.empty() || (task->language == old.language && task->files == old.files &&
                                                 task->entry_points == old.entry_points));
    if (same_answer) continue;
    throw core::Error(
        core::ErrorKind::usage,
        fmt::format("suite {}: {} of {} is not what the replies answer; that needs a new run", suite.id,
                    same_prompt ? "what an answer consists of (files, entry_points, language)" : "the prompt", old.id));
  }
}

// The versions that the run's prompts named.
core::RuntimeVersions versions_of(const core::Manifest& manifest) {
  core::RuntimeVersions versions = manifest.runtimes;
  if (!manifest.python_version.empty()) versions["python"] = manifest.python_version;
  return versions;
}

// The suites of code that judge now, each by the id that the run knows it by. `named`: a name or folder that is taken
// for the run's suite of that id, or for its only one; empty: none.
std::vector<tasks::Suite> suites_of(const core::Manifest& manifest, const std::string& named) {
  std::vector<tasks::Suite> suites;
  const auto code = std::count_if(manifest.suites.begin(), manifest.suites.end(),
                                  [](const auto& each) { return each.kind == core::SuiteKind::code; });
  bool taken = named.empty();
  for (const core::SuiteFacts& before : manifest.suites) {
    if (before.kind != core::SuiteKind::code) continue;
    tasks::Suite suite;
    if (!named.empty()) suite = tasks::load_code_suite(tasks::find_suite(named));
    const bool is_named = !named.empty() && (code == 1 || suite.id == before.id);
    if (!is_named) suite = tasks::load_code_suite(find_tests(before));
    taken = taken || is_named;
    suite = tasks::with_versions(std::move(suite), versions_of(manifest));
    refuse_other_questions(before, suite);
    suite.id = before.id;
    suites.push_back(std::move(suite));
  }
  if (taken) return suites;
  throw core::Error(core::ErrorKind::usage, fmt::format("--suite {}: the run has no suite of that id", named));
}

// The run's own, so that the same interpreter judges as before, unless another one is asked for.
judge::JudgeOptions judge_options(const RescoreOptions& options, const core::Manifest& manifest) {
  judge::JudgeOptions chosen = options.sandbox;
  if (!chosen.python.empty() || manifest.python.empty()) return chosen;
  if (std::filesystem::exists(manifest.python)) {
    chosen.python = manifest.python;
  } else {
    say(fmt::format("note: {}, which judged this run, is not on this machine; another interpreter judges now",
                    manifest.python));
  }
  return chosen;
}

void refuse_imported(const core::Manifest& manifest, const std::string& run) {
  if (!manifest.imported) return;
  throw core::Error(core::ErrorKind::usage, fmt::format("{}: imported from {}: it holds scores and no replies to judge",
                                                        run, manifest.imported->source));
}

void calibrate_here(judge::Judge& judge, std::vector<tasks::Suite>& suites, std::stop_token stop) {
  for (tasks::Suite& suite : suites) {
    std::vector<std::string> ids;
    for (const auto& task : suite.tasks) ids.push_back(task.id);
    JudgingProgress progress("references");
    judge::calibrate(
        judge, suite, ids, [&](int done, int total) { progress.show(done, total); }, stop);
  }
}

void adopt_tests(store::RunStore& store, core::Manifest manifest, const std::vector<tasks::Suite>& suites,
                 const judge::Judge& judge) {
  const judge::SandboxFacts& sandbox = judge.sandbox();
  for (core::SuiteFacts& facts : manifest.suites) {
    const auto suite =
        std::find_if(suites.begin(), suites.end(), [&](const auto& each) { return each.id == facts.id; });
    if (suite == suites.end()) continue;
    facts.path = suite->folder.string();
    facts.version = suite->version;
    facts.tests_sha256 = suite->tests_sha256;
    for (auto& task : facts.items) task.tests_sha256 = suite->find(task.id)->tests_sha256;
  }
  manifest.sandbox_tier = sandbox.tier;
  manifest.sandbox_detail = sandbox.detail;
  manifest.python = sandbox.python;
  manifest.python_version = sandbox.python_version;
  for (const auto& [name, version] : judge.runtimes().versions()) manifest.runtimes[name] = version;
  store.write_manifest(manifest);
}

void say_what_is_not_judged(const judge::Runtimes& runtimes, const std::vector<tasks::Suite>& suites) {
  for (const tasks::Suite& suite : suites) {
    for (const tasks::Task& task : suite.tasks) {
      const std::string reason = runtimes.why_not(task);
      if (!reason.empty()) say(fmt::format("note: {} is not judged again: it {}", task.qualified_id(), reason));
    }
  }
}

void list_changes(const std::vector<bench::Rescored>& rescored) {
  int changed = 0;
  for (const auto& each : rescored) {
    const core::Outcome now = each.record.outcome();
    if (now == each.before) continue;
    ++changed;
    fmt::print(stderr, "{} (attempt {}): {} -> {}\n", core::to_string(each.record.cell), each.record.attempt,
               core::to_id(each.before), core::to_id(now));
  }
  fmt::print(stderr, "{} replies judged again, {} outcomes changed\n", rescored.size(), changed);
}

}  // namespace

int rescore_command(const RescoreOptions& options) {
  const auto manifest = store::RunStore::open(options.run).manifest();
  auto store = store::RunStore::open_for_writing(options.run);
  refuse_imported(*manifest, options.run);
  std::vector<tasks::Suite> suites = suites_of(*manifest, options.suite);
  const auto judge = judge::make_judge(judge_options(options, *manifest), suites, {.say = say});
  say_what_is_not_judged(judge->runtimes(), suites);
  const StopOnSignal signals;
  calibrate_here(*judge, suites, signals.token());
  const auto scope = options.all ? bench::RescoreScope::all : bench::RescoreScope::outdated;
  JudgingProgress progress("replies");
  const auto rescored = bench::rescore(
      store, suites, *judge, 2, scope, [&](int done, int total) { progress.show(done, total); }, signals.token());
  progress.clear();
  if (signals.token().stop_requested()) {
    say("Interrupted; what was judged is kept, and the same command goes on from here.");
    return kInterrupted;
  }
  adopt_tests(store, *manifest, suites, *judge);
  list_changes(rescored);
  print_report(app::publish(store).report, options.output);
  return kDone;
}

}  // namespace quantladder::cli
