// run and plan: what is measured.
#include <fmt/format.h>

#include <memory>

#include "cli/command_arguments.h"
#include "quantladder/core/sweep.h"

namespace quantladder::cli {
namespace {

void add_selection(CLI::App* command, RunOptions& options) {
  command->add_option("inputs", options.inputs, "A configuration (.json), or the GGUF files to compare")
      ->required()
      ->type_name("CONFIG | A.gguf B.gguf ...");
  command->add_option("--model", options.models, "Only this model (repeatable)")->type_name("ID");
  command->add_option("--suite", options.suites, "Only this suite (repeatable)")->type_name("ID");
  command->add_option("--task,--level", options.tasks, "Only this task of the suite (repeatable)")->type_name("ID");
  command->add_option("--iterations", options.iterations, "Instead of the configuration's number")
      ->check(CLI::Range(1, 100000))
      ->type_name("N");
  command->add_flag("--rerun", options.rerun,
                    "Also the cells that have a result: same seeds, earlier attempts stay on disk");
  add_out(command, options.out);
}

void add_live(CLI::App* command, bool& live) {
  command->add_flag("--live", live,
                    "Write report.html every 10 s while it runs; on a CPU that costs a little of the speeds");
}

// What every command that measures takes.
void add_where_and_how(CLI::App* command, RunOptions& run) {
  add_live(command, run.live);
  add_out(command, run.out);
  add_sandbox(command, run.sandbox);
  add_json(command, run.output);
}

CLI::Option* add_margin(CLI::App* command, std::optional<double>& margin) {
  return command->add_option("--margin", margin, "Equivalent means: within this many points [5 % of the attainable]")
      ->check(check_positive)
      ->type_name("POINTS");
}

void add_run(CLI::App& app, int& code) {
  const auto [command, options] =
      add_command(app, code, "run", "Measure and compare the models of a configuration, or GGUF files", run_command);
  add_selection(command, *options);
  command->add_flag("--dry-run", options->dry_run, "Only say what would be run");
  command->add_flag("--per-token", options->per_token, "Of suites of fidelity, also keep the figures of each token");
  add_live(command, options->live);
  auto* stop = command->add_flag("--stop-when-decided", options->stop_when_decided,
                                 "Look after each round, and stop once every comparison is decided or has no chance");
  add_margin(command, options->margin)->needs(stop);
  add_sandbox(command, options->sandbox);
  add_json(command, options->output);
}

void add_power(CLI::App* command, RunOptions& options, app::PowerQuestion& power) {
  auto* wanted = command->add_flag("--power")->description("Also what this run could find, and what it would take");
  command->add_option("--difference", power.difference, "With --power: the difference you care about [10]")
      ->check(check_positive)
      ->needs(wanted)
      ->type_name("POINTS");
  add_margin(command, options.margin)->needs(wanted);
  auto* pilot = command->add_option("--pilot", power.pilot, "With --power: the spread seen in this run or table")
                    ->needs(wanted)
                    ->type_name("RUN");
  add_scale(command, power.scale)->needs(pilot);
  auto* assume = command->add_option("--assume", power.assume, "With --power: assumed pass rates, one or one per task")
                     ->delimiter(',')
                     ->check(CLI::Range(0.0, 1.0))
                     ->needs(wanted)
                     ->excludes(pilot)
                     ->type_name("RATE,...");
  command->add_option("--correlation", power.correlation, "With --assume: between two models' scores [0]")
      ->check(CLI::Range(-1.0, 1.0))
      ->needs(assume)
      ->type_name("R");
}

void add_plan(CLI::App& app, int& code) {
  const auto options = std::make_shared<RunOptions>();
  const auto power = std::make_shared<app::PowerQuestion>();
  auto* command = app.add_subcommand("plan", "What would run, about how long, and which cells are done");
  add_selection(command, *options);
  add_power(command, *options, *power);
  add_json(command, options->output);
  command->callback([&code, options, power, command] {
    code = plan_command(*options, command->count("--power") > 0 ? std::optional(*power) : std::nullopt);
  });
}

void add_size(CLI::App* command, const char* option, std::optional<double>& gib, const char* what) {
  command->add_option(option, gib, what)->check(check_positive)->type_name("GIB");
}

void add_screening(CLI::App* command, ScreeningOptions& options, RunOptions& run, const std::string& suites,
                   std::string_view own_limit = "") {
  command->add_option("--suite", options.suites, fmt::format("What is measured (repeatable) [{}]", suites))
      ->type_name("SUITE");
  add_limits(command, options.limits, own_limit);
  command->add_flag("--no-screening", options.no_screening, "Measure what is shown to be beaten to the end, too");
  command->add_option("--model", run.models, "Only this one (repeatable)")->type_name("ID");
  command->add_flag("--dry-run", run.dry_run, "Only say what would be made and run");
  add_where_and_how(command, run);
}

void add_imatrix(CLI::App* command, SweepOptions& options) {
  auto* file = command->add_option("--imatrix", options.imatrix, "Importance matrix that llama-imatrix wrote")
                   ->type_name("FILE");
  auto* text = command->add_option("--imatrix-text", options.imatrix_text, "Make an importance matrix of this text")
                   ->excludes(file)
                   ->type_name("FILE");
  command->add_option("--imatrix-chunks", options.imatrix_chunks, "Of so many chunks of 512 tokens [the whole text]")
      ->check(CLI::Range(1, 100000))
      ->needs(text)
      ->type_name("N");
}

std::vector<std::string> ids_of_keep() {
  std::vector<std::string> ids;
  for (const auto& row : core::kIds<core::Keep>) ids.emplace_back(row.id);
  return ids;
}

void add_sweep(CLI::App& app, int& code) {
  const auto [command, options] =
      add_command(app, code, "sweep", "Make a model's quantizations from one file, and measure which of them to take",
                  sweep_command);
  command->add_option("source", options->source, "The model in F16, BF16 or F32")->required()->type_name("F16.gguf");
  command
      ->add_option("--recipes", options->recipes, "What is made of it [presets from eight to three bits, and mixtures]")
      ->type_name("FILE.json");
  add_imatrix(command, *options);
  add_size(command, "--max-size", options->max_size_gib, "Candidates above this many GiB are never made");
  add_size(command, "--budget", options->budget_gib, "Make nothing where all would take more than this many GiB");
  command->add_option("--keep", options->keep, "Which made files stay; none: one at a time [all]")
      ->check(CLI::IsMember(ids_of_keep()))
      ->type_name("KEEP");
  command->add_flag("--allow-requantize", options->allow_requantize, "Also of a source that is quantized already");
  command
      ->add_option("--made-from", options->made_from,
                   "The quantization that the source was made from again, which it flatters")
      ->type_name("QUANT");
  add_screening(command, options->screening, options->run, "fidelity and speed-small", "size");
}

void add_choose(CLI::App& app, int& code) {
  const auto [command, options] =
      add_command(app, code, "choose",
                  "Which of these files to take: distance, speed, and tasks for what is not beaten", choose_command);
  command->add_option("files", options->files, "The GGUF files to choose from")
      ->required()
      ->expected(2, 1000)
      ->type_name("A.gguf B.gguf ...");
  command->add_option("--parent", options->parent, "Measure distances from this file, such as the F16 [the largest]")
      ->check(check_not_empty)
      ->type_name("FILE");
  add_screening(command, options->screening, options->run, "fidelity, speed-small and ladder");
}

void add_service(CLI::App* command, app::FindAsked& find) {
  command->add_option("--ttft", find.ttft_ms, "Longest time to first token, from the due time [the suite's slo]")
      ->check(check_positive)
      ->type_name("MS");
  command->add_option("--min-tg", find.tokens_per_s, "Least rate of each answer [the suite's slo]")
      ->check(check_positive)
      ->type_name("TOKENS/S");
  command->add_option("--share", find.percent, "Of the requests that must meet both [the suite's slo, 95]")
      ->check(check_percent)
      ->type_name("PERCENT");
}

void add_load(CLI::App& app, int& code) {
  auto* load = app.add_subcommand("load", "Search for the load that a model bears");
  load->require_subcommand(1);
  const auto [command, options] =
      add_command(*load, code, "find", "Find how many agents each model serves well", load_find_command);
  app::FindAsked& find = options->find;
  RunOptions& run = options->run;
  command->add_option("config", run.inputs, "A configuration with a suite of kind load")
      ->required()
      ->expected(1)
      ->type_name("CONFIG");
  add_service(command, find);
  command
      ->add_option_function<std::string>(
          "--arrivals", [&find](const std::string& id) { find.mode = *core::parse_id<core::LoadMode>(id); },
          "Search for arrivals of conversations per second instead of agents")
      ->check(CLI::IsMember({"poisson", "constant"}));
  command
      ->add_option("--most", find.most, "Search no further [the models' slots; with --queue 256; with --arrivals 64]")
      ->check(check_positive)
      ->type_name("N");
  command->add_flag("--queue", find.queue, "Also more agents than a model has slots, so that requests wait for one")
      ->excludes("--arrivals");
  command
      ->add_option("--iterations", find.episodes,
                   "Episodes of one level, at most: looks are at 3, 6, 12, ... of them [48]")
      ->check(CLI::Range(core::kFirstLook, 100000))
      ->type_name("N");
  command->add_option("--suite", find.suite, "The suite, where the configuration has several")->type_name("ID");
  command->add_option("--model", run.models, "Only this model (repeatable)")->type_name("ID");
  command->add_flag("--dry-run", run.dry_run, "Only say what would be searched");
  add_where_and_how(command, run);
}

}  // namespace

void add_measuring_commands(CLI::App& app, int& code) {
  add_run(app, code);
  add_sweep(app, code);
  add_choose(app, code);
  add_plan(app, code);
  add_load(app, code);
}

}  // namespace quantladder::cli
