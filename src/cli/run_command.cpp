#include <fmt/format.h>
#include <fmt/ranges.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/spdlog.h>

#include "cli/candidates_table.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/progress.h"
#include "cli/say.h"
#include "cli/signals.h"
#include "quantladder/app/candidates.h"
#include "quantladder/app/inputs.h"
#include "quantladder/app/load_search.h"
#include "quantladder/app/power.h"
#include "quantladder/app/prepare.h"
#include "quantladder/app/publish.h"
#include "quantladder/app/run_folder.h"
#include "quantladder/app/run_rule.h"
#include "quantladder/bench/run.h"
#include "quantladder/core/error.h"
#include "quantladder/core/version.h"
#include "quantladder/report/summary.h"

namespace quantladder::cli {
namespace {

judge::JudgeOptions judge_options(const RunOptions& options, const bench::Experiment& experiment) {
  judge::JudgeOptions chosen = options.sandbox;
  if (chosen.python.empty()) chosen.python = experiment.judging.python;
  return chosen;
}

// The log says what happened when, over all sessions of the run, for whoever finds a nightly job's result in the
// morning.
std::shared_ptr<spdlog::logger> open_log(const std::filesystem::path& folder) {
  auto log = spdlog::basic_logger_st("run", (folder / "run.log").string());
  log->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %v");
  log->flush_on(spdlog::level::info);
  log->info("quantladder {} on {}", core::kVersion, folder.string());
  return log;
}

// A look at a part of the models or tasks would be a look at another comparison than the declared one.
void refuse_partial_looks(const RunOptions& options) {
  if (!options.stop_when_decided || (options.models.empty() && options.tasks.empty() && !options.rerun)) return;
  throw core::Error(core::ErrorKind::usage,
                    "--stop-when-decided looks at the whole run; leave out --model, --task and "
                    "--rerun");
}

int to_exit_code(bench::RunEnd end) {
  switch (end) {
    case bench::RunEnd::complete:
    case bench::RunEnd::stopped_early:
      return kDone;
    case bench::RunEnd::invalid:
    case bench::RunEnd::incomplete:
      return kIncomplete;
    case bench::RunEnd::interrupted:
      return kInterrupted;
  }
  return kBug;
}

const char* what_is_missing(bool filtered) {
  return filtered
             ? "What was asked for this time was measured already. Other cells of the run are missing: the same "
               "command "
               "without --model, --suite and --task goes on with them."
             : "What was asked for this time was measured already. An earlier command on this folder asked for more "
               "iterations or models, which are not complete; that command goes on with them.";
}

void say_how_it_ended(bench::RunEnd end, int to_run, bool all_there, const bench::Selection& selection,
                      const std::string& folder) {
  const bool rerun = selection.repeat == bench::Repeat::rerun;
  if (end == bench::RunEnd::stopped_early) {
    say("Stopped early: every comparison is decided, or has little chance to be. Without --stop-when-decided the same "
        "command measures the rest; what was looked at stays accounted for.");
  }
  if (end == bench::RunEnd::complete && to_run == 0) {
    say(all_there ? "This run was complete already; nothing was measured. More iterations or models extend it."
                  : what_is_missing(selection.is_filtered()));
  }
  if (rerun && end != bench::RunEnd::complete) {
    say("Not all cells were rerun; the others keep their earlier result. --rerun starts with all selected cells "
        "again.");
  } else if (end == bench::RunEnd::incomplete) {
    say("Some cells have no score yet; the report says why. Where a server did not start, mend that first: then the "
        "same "
        "command goes on with them.");
  }
  if (end == bench::RunEnd::invalid) {
    say("Some cells are invalid: the model thought where it should not, or the reverse. They have no score, and the "
        "same command would not repeat them. Correct \"thinking\" or the model's chat template in a new run.");
  }
  if (!rerun && end == bench::RunEnd::interrupted) say("Interrupted; the same command goes on from here.");
  say(fmt::format("Report: {}/report.md", folder));
}

void say_what_to_know(const core::Manifest& manifest) {
  for (const auto& note : report::find_incomparable(manifest.models)) say(fmt::format("note: {}", note));
  for (const auto& note : report::find_odd_files(manifest.models)) say(fmt::format("note: {}", note));
  if (manifest.scored_items().empty()) return;
  const auto few = app::too_few_iterations(manifest.iterations, static_cast<int>(manifest.models.size()) - 1);
  if (!few.empty()) say("warning: " + few);
}

int interrupted_early() {
  say("Interrupted before anything was measured; the same command begins again.");
  return kInterrupted;
}

struct Measured {
  bench::RunEnd end = bench::RunEnd::complete;
  int to_run = 0;
};

Measured measure(const app::Inputs& inputs, store::RunStore& store, judge::Judge* judge, sys::MemoryMeter& meter,
                 bench::StopRule* rule, app::MadeModels* files, const RunOptions& options, std::stop_token stop) {
  app::IterationWriter iterations(store);
  std::optional<app::LivePage> page;
  if (options.live) page.emplace(store);
  const auto launcher = llama::make_server_launcher();
  const auto completer = llama::make_completer();
  bench::Bench machine{*launcher, *completer, judge, meter, llama::check_settings, rule};
  if (files != nullptr) machine.bring_file = [files](const std::string& model) { return files->bring(model); };
  machine.per_token = options.per_token;
  Progress progress(open_log(store.folder()), [&](const core::Record& record) {
    iterations.take(record);
    if (page) page->refresh();
  });
  int to_run = 0;
  const app::MeasureStep step = [&](const auto& suites, const auto& selection) {
    const auto end = bench::run_experiment(inputs.experiment, suites, selection, store, machine, progress, stop);
    to_run += progress.planned();
    return end;
  };
  const auto end = app::measure_all(inputs, store, step, say);
  return {end, to_run};
}

// Returns the suites with only those tasks that this command measures: what others need is not looked for.
std::vector<tasks::Suite> selected_suites(const app::Inputs& inputs) {
  std::vector<tasks::Suite> suites = inputs.suites;
  for (tasks::Suite& suite : suites) {
    std::erase_if(suite.tasks,
                  [&](const tasks::Task& task) { return !inputs.selection.covers_item(suite.id, task.id); });
  }
  std::erase_if(suites, [](const tasks::Suite& suite) { return suite.tasks.empty(); });
  return suites;
}

// Returns nullptr where nothing is judged: such a run needs neither Python nor a sandbox.
std::unique_ptr<judge::Judge> make_needed_judge(const RunOptions& options, const app::Inputs& inputs) {
  const bool is_needed = std::any_of(inputs.suites.begin(), inputs.suites.end(),
                                     [](const auto& suite) { return core::row_of(suite.kind).is_judged; });
  if (!is_needed) return nullptr;
  return judge::make_judge(judge_options(options, inputs.experiment), selected_suites(inputs), {.say = say});
}

// A prompt may name the versions of what judges.
void ask_as_judged(app::Inputs& inputs, const judge::Judge* judge) {
  if (judge == nullptr) return;
  for (tasks::Suite& suite : inputs.suites) {
    suite = tasks::with_versions(std::move(suite), judge->versions());
  }
}

// Puts on disk what was decided, before the first request. Returns the manifest as it is then.
core::Manifest write_down(store::RunStore& store, const core::Manifest& now, const core::Session& session,
                          const bench::Experiment& experiment) {
  core::Manifest manifest;
  store.update_manifest([&] { return manifest = app::reconcile(store, now, experiment.source); });
  store.add_session(session);
  sys::replace_file(store.folder() / "config.json", experiment.text);
  return manifest;
}

struct MadeHere {
  std::unique_ptr<app::MadeModels> files;  // nullptr: the experiment is no sweep
  app::MakingResult result;
};
// Makes what the models of a sweep are; of other experiments nothing.
MadeHere make_models(app::Inputs& inputs, const RunOptions& options, std::stop_token stop) {
  if (!inputs.experiment.sweep) return {};
  sweep::Plan candidates = app::plan_sweep(inputs.experiment, inputs.suites);
  if (options.output == Output::text) print_candidates(candidates);
  MadeHere made{.files = std::make_unique<app::MadeModels>(std::move(candidates), say, std::move(stop))};
  made.result = made.files->make_new([&](const std::string& id) { return inputs.selection.covers_model(id); });
  for (const std::string& fault : made.result.failed) say("warning: " + fault);
  if (!made.result.stopped) app::take_candidates(made.files->plan(), inputs.experiment);
  return made;
}

// Neither a part of the models nor an unfinished run shows which file is the one to keep.
void let_files_go(app::MadeModels& files, const report::Report& report, const app::Inputs& inputs, bench::RunEnd end) {
  const core::Keep keep = files.plan().settings.keep;
  const bool is_over = end == bench::RunEnd::complete || end == bench::RunEnd::stopped_early;
  if (keep == core::Keep::all || !is_over || !inputs.selection.is_whole()) return;
  const auto kept = keep == core::Keep::chosen ? app::chosen_models(report) : std::set<std::string>();
  const std::vector<std::string> gone = files.let_go_but(kept);
  if (!gone.empty())
    say(fmt::format("Removed the files of {}; what is measured later makes them again.", fmt::join(gone, ", ")));
}

// A look at a part of the models or suites would show less than the whole. A dropped model that is asked for by name is
// measured.
void screen(app::Inputs& inputs, store::RunStore& store, const core::Manifest& manifest, app::RunRule& rule) {
  if (!inputs.experiment.screening) return;
  bench::Selection& selection = inputs.selection;
  if (selection.is_whole()) rule.screening.emplace(store, manifest, [](const std::string& line) { say(line); });
  selection.dropped = store.screening_log().value_or(core::ScreeningLog{}).dropped();
  for (const std::string& model : selection.models) selection.dropped.erase(model);
}

void declare_looks(const app::Inputs& inputs, const RunOptions& options, store::RunStore& store,
                   const core::Manifest& manifest, app::RunRule& rule) {
  if (!options.stop_when_decided && !(options.stops_by_default && app::may_stop_early(store))) return;
  rule.early.emplace(store, manifest, options.margin, [](const std::string& line) { say(line); });
  const auto doubt = app::equivalence_doubt(inputs, options.margin, store.folder().string());
  if (!doubt.empty()) say("warning: " + doubt);
}

}  // namespace

int run_command(const RunOptions& options) {
  return options.dry_run ? plan_command(options) : run_inputs(app::load_inputs(options.asked()), options);
}

int run_inputs(app::Inputs inputs, const RunOptions& options) {
  const StopOnSignal signals;
  refuse_partial_looks(options);
  if (const auto& note = inputs.experiment.context_note; !note.empty()) say("note: " + note);
  app::check_programs_and_keys(inputs);
  const MadeHere made = make_models(inputs, options, signals.token());
  if (made.result.stopped) return interrupted_early();
  const auto folder = app::run_folder(inputs.experiment, inputs.suites, options.out);
  const auto judge = make_needed_judge(options, inputs);
  ask_as_judged(inputs, judge.get());
  const auto meter = sys::make_memory_meter();
  JudgingProgress references("references");
  const app::Told told{say, [&](int done, int total) { references.show(done, total); }};
  const core::Manifest now = app::prepare_manifest(inputs, judge.get(), *meter, folder.filename().string(), told);
  if (signals.token().stop_requested()) return interrupted_early();
  if (options.out.empty()) app::refuse_silent_fork(folder, now, inputs.experiment.source);
  auto store = store::RunStore::open_for_writing(folder, store::Access::together);
  core::Manifest manifest = app::reconcile(store, now, inputs.experiment.source);
  bench::claim_cells(inputs.experiment, inputs.suites, inputs.selection, store);
  // Before anything is judged or written: what is refused leaves the run as it was.
  app::RunRule rule;
  declare_looks(inputs, options, store, manifest, rule);
  screen(inputs, store, manifest, rule);
  app::take_next_step(store, manifest, inputs);
  const core::Session session = app::prepare_session(inputs, judge.get(), store, told, signals.token());
  if (signals.token().stop_requested()) return interrupted_early();
  references.clear();
  manifest = write_down(store, now, session, inputs.experiment);
  say_what_to_know(manifest);

  const Measured measured =
      measure(inputs, store, judge.get(), *meter, &rule, made.files.get(), options, signals.token());
  const app::Published published = app::publish(store);
  print_report(published.report, options.output);
  say_how_it_ended(measured.end, measured.to_run, published.complete, inputs.selection, folder.string());
  if (made.files) let_files_go(*made.files, published.report, inputs, measured.end);
  return made.result.failed.empty() ? to_exit_code(measured.end) : kIncomplete;
}

}  // namespace quantladder::cli
