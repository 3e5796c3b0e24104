#include <fmt/format.h>

#include <cstdio>
#include <filesystem>

#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/judging_progress.h"
#include "cli/print_report.h"
#include "cli/sandbox_options.h"
#include "cli/say.h"
#include "cli/signals.h"
#include "quantladder/app/publish.h"
#include "quantladder/bench/rescore.h"
#include "quantladder/core/error.h"
#include "quantladder/judge/calibrate.h"

namespace quantladder::cli {
namespace {

std::filesystem::path find_tests(const RescoreOptions& options, const core::Manifest& manifest) {
  if (!options.suite.empty()) return tasks::find_suite(options.suite);
  const std::filesystem::path own = manifest.suite.path;
  return std::filesystem::exists(own / "suite.json") ? own : tasks::find_suite(manifest.suite.id);
}

tasks::Suite suite_for(const core::Manifest& manifest, const std::filesystem::path& folder) {
  const tasks::Suite suite = tasks::for_python(tasks::load_code_suite(folder), manifest.python_version);
  for (const auto& old : manifest.suite.items) {
    const tasks::Task* task = suite.find(old.id);
    const bool same_prompt = task != nullptr && task->prompt_sha256 == old.prompt_sha256;
    const bool same_answer =
        same_prompt && (old.language.empty() || (task->language == old.language && task->files == old.files &&
                                                 task->entry_points == old.entry_points));
    if (same_answer) continue;
    throw core::Error(
        core::ErrorKind::usage,
        fmt::format("suite {}: {} of {} is not what the replies answer; that needs a new run", suite.id,
                    same_prompt ? "what an answer consists of (files, entry_points, language)" : "the prompt", old.id));
  }
  return suite;
}

// The run's own, so that the same interpreter judges as before, unless another one is asked for.
judge::JudgeOptions judge_options(const RescoreOptions& options, const core::Manifest& manifest) {
  judge::JudgeOptions chosen = to_judge_options(options.sandbox);
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

void calibrate_here(judge::Judge& judge, tasks::Suite& suite, std::stop_token stop) {
  std::vector<std::string> ids;
  for (const auto& task : suite.tasks) ids.push_back(task.id);
  JudgingProgress progress("references");
  judge::calibrate(
      judge, suite, ids, [&](int done, int total) { progress.show(done, total); }, stop);
}

void adopt_tests(store::RunStore& store, core::Manifest manifest, const tasks::Suite& suite,
                 const std::filesystem::path& folder, const judge::SandboxFacts& sandbox) {
  manifest.suite.path = folder.string();
  manifest.suite.version = suite.version;
  manifest.suite.tests_sha256 = suite.tests_sha256;
  for (auto& task : manifest.suite.items) task.tests_sha256 = suite.find(task.id)->tests_sha256;
  manifest.sandbox_tier = sandbox.tier;
  manifest.sandbox_detail = sandbox.detail;
  manifest.python = sandbox.python;
  manifest.python_version = sandbox.python_version;
  store.write_manifest(manifest);
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
  const std::filesystem::path tests = find_tests(options, *manifest);
  tasks::Suite suite = suite_for(*manifest, tests);
  const auto judge = judge::make_judge(judge_options(options, *manifest));
  const StopOnSignal signals;
  calibrate_here(*judge, suite, signals.token());
  const auto scope = options.all ? bench::RescoreScope::all : bench::RescoreScope::outdated;
  JudgingProgress progress("replies");
  const auto rescored = bench::rescore(
      store, suite, *judge, 2, scope, [&](int done, int total) { progress.show(done, total); }, signals.token());
  progress.clear();
  if (signals.token().stop_requested()) {
    say("Interrupted; what was judged is kept, and the same command goes on from here.");
    return kInterrupted;
  }
  adopt_tests(store, *manifest, suite, tests, judge->sandbox());
  list_changes(rescored);
  print_report(app::publish(store).report, options.output);
  return kDone;
}

}  // namespace quantladder::cli
