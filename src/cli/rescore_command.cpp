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
#include "quantladder/core/lists.h"
#include "quantladder/judge/calibrate.h"

namespace quantladder::cli {
namespace {

std::filesystem::path find_tests(const core::SuiteFacts& suite) {
  const std::filesystem::path own = suite.path;
  return std::filesystem::exists(own / "suite.json") ? own : tasks::find_suite(suite.id);
}

// What is asked of an episode belongs to all its levels.
void refuse_other_conversations(const core::SuiteFacts& before, const tasks::Suite& suite) {
  const auto is_other = [&](const core::ItemFacts& old) { return old.prompt_sha256 != suite.prompts_sha256; };
  if (std::none_of(before.items.begin(), before.items.end(), is_other)) return;
  throw core::Error(
      core::ErrorKind::usage,
      fmt::format("suite {}: its conversations are not those that the replies answer; that needs a new run", suite.id));
}

void refuse_other_questions(const core::SuiteFacts& before, const tasks::Suite& suite) {
  if (suite.kind != before.kind)
    throw core::Error(core::ErrorKind::usage,
                      fmt::format("suite {}: {} is of kind \"{}\", and the run's is of kind \"{}\"", before.id,
                                  suite.folder.string(), core::to_id(suite.kind), core::to_id(before.kind)));
  if (suite.kind == core::SuiteKind::load) return refuse_other_conversations(before, suite);
  for (const auto& old : before.items) {
    const tasks::Task* task = suite.find(old.id);
    // One that lacked a version was never sent.
    const bool is_unsent = old.prompt_sha256.empty() || (task != nullptr && task->prompt_sha256.empty());
    const bool same_prompt = task != nullptr && (is_unsent || task->prompt_sha256 == old.prompt_sha256);
    const bool same_answer =
        same_prompt && (old.language.empty() || (task->language == old.language && task->files == old.files &&
                                                 task->entry_points == old.entry_points));
    if (same_answer && task->points == old.points && task->test_points == old.test_points) continue;
    if (same_answer) {
      throw core::Error(
          core::ErrorKind::usage,
          fmt::format("suite {}: {} has other points than when the run began, or they fall on other tests; "
                      "that needs a new run",
                      suite.id, old.id));
    }
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

// The folder or name that --tests-from gives for a suite: by its id, or for the only one that is judged.
class TestsFrom {
 public:
  TestsFrom(const std::vector<std::string>& given, std::size_t suites) : suites_(suites) {
    for (const std::string& each : given) {
      const auto equals = each.find('=');
      const bool named = equals != std::string::npos && each.find('/') > equals;  // no folder with "=" in its name
      const std::string suite = named ? each.substr(0, equals) : "";
      const auto is_same = [&](const Given& other) { return other.suite == suite; };
      if (std::any_of(given_.begin(), given_.end(), is_same))
        throw core::Error(core::ErrorKind::usage, fmt::format("--tests-from {}: given twice for one suite", each));
      given_.push_back({named ? each.substr(0, equals) : "", named ? each.substr(equals + 1) : each});
    }
  }

  std::optional<std::string> of(const core::SuiteFacts& suite) {
    for (Given& each : given_) {
      if (each.suite != suite.id && !(each.suite.empty() && suites_ == 1)) continue;
      each.taken = true;
      return each.folder;
    }
    return std::nullopt;
  }

  void refuse_unused() const {
    for (const Given& each : given_) {
      if (each.taken) continue;
      throw core::Error(
          core::ErrorKind::usage,
          each.suite.empty()
              ? fmt::format("--tests-from {}: several suites of the run are judged; write SUITE={}", each.folder,
                            each.folder)
              : fmt::format("--tests-from {}={}: no suite of that id is judged", each.suite, each.folder));
    }
  }

 private:
  struct Given {
    std::string suite;  // empty: the only one
    std::string folder;
    bool taken = false;
  };
  std::vector<Given> given_;
  std::size_t suites_;
};

std::vector<core::SuiteFacts> judged_suites(const core::Manifest& manifest, const std::vector<std::string>& only) {
  std::vector<core::SuiteFacts> suites;
  std::string known;
  for (const core::SuiteFacts& suite : manifest.suites) {
    if (!core::row_of(suite.kind).is_judged) continue;
    core::add_part(known, suite.id);
    suites.push_back(suite);
  }
  for (const std::string& id : only) {
    const auto is_it = [&](const auto& suite) { return suite.id == id; };
    if (std::any_of(suites.begin(), suites.end(), is_it)) continue;
    throw core::Error(core::ErrorKind::usage,
                      fmt::format("--suite {}: the run judges no such suite; there are: {}", id, known));
  }
  std::erase_if(suites, [&](const auto& suite) { return !core::covers(only, suite.id); });
  return suites;
}

// The suites that judge now, each by the id that the run knows it by.
std::vector<tasks::Suite> suites_of(const core::Manifest& manifest, const RescoreOptions& options) {
  const std::vector<core::SuiteFacts> asked = judged_suites(manifest, options.suites);
  TestsFrom elsewhere(options.tests_from, asked.size());
  std::vector<tasks::Suite> suites;
  for (const core::SuiteFacts& before : asked) {
    const auto given = elsewhere.of(before);
    const auto folder = given ? tasks::find_suite(*given) : find_tests(before);
    tasks::Suite suite = tasks::load_suite_with_tasks(folder);
    suite.id = before.id;
    for (tasks::Task& task : suite.tasks) task.suite = before.id;
    suite = tasks::with_versions(std::move(suite), versions_of(manifest));
    refuse_other_questions(before, suite);
    suites.push_back(std::move(suite));
  }
  elsewhere.refuse_unused();
  return suites;
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

// Where a runtime is missing, the old ones judged it.
void adopt_tests(core::ItemFacts& item, const tasks::Suite& suite, const judge::Runtimes& runtimes) {
  const auto is_missing = [&](const tasks::Task& task) { return !runtimes.why_not(task).empty(); };
  if (suite.kind == core::SuiteKind::load) {
    if (std::none_of(suite.tasks.begin(), suite.tasks.end(), is_missing)) item.tests_sha256 = suite.tests_sha256;
    return;
  }
  const tasks::Task& task = *suite.find(item.id);
  if (!is_missing(task)) item.tests_sha256 = task.tests_sha256;
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
    for (auto& item : facts.items) adopt_tests(item, *suite, judge.runtimes());
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
    if (each.now == each.before && each.points_now == each.points_before) continue;
    ++changed;
    const std::string points =
        each.turn.empty() ? fmt::format(", {:g} -> {:g} points", each.points_before, each.points_now) : "";
    fmt::print(stderr, "{} (attempt {}){}: {} -> {}{}\n", core::to_string(each.cell), each.attempt,
               each.turn.empty() ? "" : ", " + each.turn, core::to_id(each.before), core::to_id(each.now), points);
  }
  fmt::print(stderr, "{} replies judged again, {} changed their outcome or their points\n", rescored.size(), changed);
}

}  // namespace

int rescore_command(const RescoreOptions& options) {
  const auto manifest = store::RunStore::open(options.run).manifest();
  auto store = store::RunStore::open_for_writing(options.run);
  refuse_imported(*manifest, options.run);
  std::vector<tasks::Suite> suites = suites_of(*manifest, options);
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
