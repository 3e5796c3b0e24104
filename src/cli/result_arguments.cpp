// report, compare, recommend, import and rescore: what is made of results that are there.
#include <memory>

#include "cli/command_arguments.h"

namespace quantladder::cli {
namespace {

void add_report(CLI::App& app, int& code) {
  const auto options = std::make_shared<ReportOptions>();
  auto* command =
      app.add_subcommand("report", "Derive summary.json, report.md and the tables again from a run's records");
  command->add_option("run", options->run, "The run's folder")->required()->type_name("RUN");
  add_json(command, options->output);
  command->callback([&code, options] { code = report_command(*options); });
}

void add_compare(CLI::App& app, int& code) {
  const auto options = std::make_shared<CompareOptions>();
  auto* command = app.add_subcommand("compare", "Is B as good as A? One verdict in words, and as the exit code");
  command->add_option("inputs", options->inputs, "A run or a table of scores (CSV, JSON); or two, the older one first")
      ->required()
      ->expected(1, 2)
      ->type_name("RUN [RUN_NEW]");
  command
      ->add_option("--baseline", options->baseline, "Compare against this model [the run's baseline, else its first]")
      ->type_name("ID");
  command->add_option("--candidate", options->candidate, "Only this model [every other]")->type_name("ID");
  command->add_flag("--all-pairs", options->all_pairs,
                    "Each model with each: more comparisons, so a stricter correction");
  command
      ->add_option("--margin", options->margin,
                   "What is too small to matter: points, or per cent of a speed [what the run declared, else 5]")
      ->check(check_positive)
      ->type_name("POINTS");
  command->add_option("--metric", options->metric, "What is compared [score]")
      ->type_name("METRIC")
      ->check(CLI::IsMember({"score", "tg", "pp", "ttft", "vram"}));
  command->add_flag("--unpaired", options->unpaired, "Do not pair by iteration or round");
  command->add_flag("--allow-different", options->allow_different, "Also where suite or sampling differ");
  add_scale(command, options->scale);
  add_json(command, options->output);
  command->callback([&code, options] { code = compare_command(*options); });
}

void add_recommend(CLI::App& app, int& code) {
  const auto options = std::make_shared<RecommendOptions>();
  auto* command = app.add_subcommand("recommend", "Which model to run under your limits, and why none of the others");
  command->add_option("run", options->run, "The run's folder, or a table of scores (CSV, JSON)")
      ->required()
      ->type_name("RUN");
  const auto limit = [&](const char* name, std::optional<double>& value, const char* unit, const char* help) {
    command->add_option(name, value, help)->check(check_positive)->type_name(unit);
  };
  limit("--min-tg", options->min_tg, "T/S", "At least this many tokens per second");
  limit("--max-ttft", options->max_ttft_ms, "MS", "At most this long to the first token");
  limit("--max-vram", options->max_vram_gib, "GIB", "At most this much VRAM");
  limit("--max-size", options->max_size_gib, "GIB", "At most so large a file");
  limit("--max-loss", options->max_loss, "POINTS", "Shown to lose at most this much against the best of the run");
  add_scale(command, options->scale);
  add_json(command, options->output);
  command->callback([&code, options] { code = recommend_command(*options); });
}

void add_import(CLI::App& app, int& code) {
  const auto options = std::make_shared<ImportOptions>();
  auto* command = app.add_subcommand("import", "Make a run of a table of scores that came from elsewhere");
  command
      ->add_option("table", options->table,
                   "Columns model,iteration,score or model,iteration,task,passed[,points][,seed]")
      ->required()
      ->type_name("TABLE");
  command
      ->add_option("--levels", options->levels,
                   "Check it against published pass rates: model,task,rate or model,task,passed,trials; points")
      ->type_name("FILE.csv");
  command->add_option("--out", options->out, "The run's folder [results/<name>-<hash>]")
      ->check(check_not_empty)
      ->type_name("DIR");
  add_scale(command, options->scale);
  add_json(command, options->output);
  command->callback([&code, options] { code = import_command(*options); });
}

void add_rescore(CLI::App& app, int& code) {
  const auto options = std::make_shared<RescoreOptions>();
  auto* command = app.add_subcommand("rescore", "Extract and judge the stored replies again, without any server");
  command->add_option("run", options->run, "The run's folder")->required()->type_name("RUN");
  command->add_option("--suite", options->suite, "The suite whose tests judge now [where the run's own lies]")
      ->check(check_not_empty)
      ->type_name("SUITE");
  command->add_flag("--all", options->all, "Also the replies that these tests and this extractor judged already");
  add_sandbox(command, options->sandbox);
  add_json(command, options->output);
  command->callback([&code, options] { code = rescore_command(*options); });
}

}  // namespace

void add_result_commands(CLI::App& app, int& code) {
  add_report(app, code);
  add_compare(app, code);
  add_recommend(app, code);
  add_import(app, code);
  add_rescore(app, code);
}

}  // namespace quantladder::cli
