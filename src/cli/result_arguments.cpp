// report, compare, history, recommend, import and rescore: what is made of results that are there.
#include <fmt/format.h>

#include "cli/command_arguments.h"
#include "quantladder/app/publish.h"
#include "quantladder/core/error.h"
#include "quantladder/report/measure.h"
#include "quantladder/report/render.h"

namespace quantladder::cli {
namespace {

constexpr double kLeastAlpha = 1e-6;  // of `history`
constexpr double kMostAlpha = 0.5;

std::vector<std::string> ids_of_formats() {
  std::vector<std::string> ids;
  for (const report::Format& each : report::formats()) {
    if (each.write != nullptr) ids.emplace_back(each.id);
  }
  return ids;
}

void add_report(CLI::App& app, int& code) {
  const auto [command, options] = add_command(
      app, code, "report", "Make the page, report.md with its charts, the card and summary.json of a run's records",
      report_command);
  command->add_option("run", options->run, "The run's folder")->required()->type_name("RUN");
  command
      ->add_option("--format", options->formats,
                   fmt::format("Write only this (repeatable) [{}]", fmt::join(app::written_formats({}), ", ")))
      ->check(CLI::IsMember(ids_of_formats()));
  command->add_option("--out", options->out, "Write the files there, and leave the run's folder as it is")
      ->check(check_not_empty)
      ->type_name("DIR");
  command->add_flag("--raw", options->raw, "With --format csv: no ' before texts that begin as a formula does");
  command->add_flag("--png", options->png, "Also draw the charts and the card as PNG, by rsvg-convert");
  command->add_flag("--all-pairs", options->all_pairs, "Also a chart of the verdict on each pair of models");
  command
      ->add_option("--max-bytes", options->max_bytes,
                   "Leave texts out of a page that would become larger, those of passes first [64MB]")
      ->check([](const std::string& text) { return text.starts_with('-') ? "it must not be below 0" : ""; })
      ->transform(CLI::AsSizeValue(false))
      ->type_name("SIZE");
  command->add_flag("--open", options->open, "Open the page in $BROWSER, or as xdg-open does");
  add_json(command, options->output);
}

// Offers the measures that models are compared by, and takes their instances as well.
CLI::Validator check_metric() {
  std::vector<std::string> ids;
  for (const report::Measure& measure : report::measures()) {
    if (measure.readings != nullptr) ids.emplace_back(measure.id);
  }
  const auto check = [](std::string& id) {
    try {
      report::metric_of(id);
      return std::string();
    } catch (const core::Error& error) {
      return std::string(error.what());
    }
  };
  return CLI::Validator(check, CLI::IsMember(ids).get_description());
}

void add_compare(CLI::App& app, int& code) {
  const auto [command, options] = add_command(
      app, code, "compare", "Is B as good as A? One verdict in words, and as the exit code", compare_command);
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
                   "What is too small to matter: points, or per cent [what the run declared, else 5 % of the "
                   "attainable; kld 10, ppl 1]")
      ->check(check_positive)
      ->type_name("POINTS");
  command
      ->add_option("--metric", options->metric,
                   "What is compared [score; without points kld, else the first other figure]")
      ->type_name("METRIC")
      ->check(check_metric());
  command->add_flag("--unpaired", options->unpaired, "Do not pair by iteration or round");
  command->add_flag("--allow-different", options->allow_different, "Also where suite or sampling differ");
  add_scale(command, options->scale);
  add_json(command, options->output);
}

void add_history(CLI::App& app, int& code) {
  const auto [command, options] = add_command(
      app, code, "history", "A model over many nights: what changed, when, and what changed with it", history_command);
  command->add_option("inputs", options->inputs, "Runs or tables of scores, one a night; or the folder that holds runs")
      ->required()
      ->type_name("RUN");
  command->add_option("--model", options->model, "Only this model [every model]")
      ->check(check_not_empty)
      ->type_name("ID");
  command
      ->add_option("--alpha", options->alpha,
                   "Probability that anything is ever flagged of a model that stays as it is, at most [0.05]")
      ->check(CLI::Range(kLeastAlpha, kMostAlpha))
      ->type_name("P");
  command->add_option("--out", options->out, "Write history.html into this folder, with charts of every figure")
      ->check(check_not_empty)
      ->type_name("DIR");
  command->add_flag("--open", options->open, "Open that page in $BROWSER, or as xdg-open does");
  add_scale(command, options->scale);
  add_json(command, options->output);
}

void add_recommend(CLI::App& app, int& code) {
  const auto [command, options] = add_command(
      app, code, "recommend", "Which model to run under your limits, and why none of the others", recommend_command);
  command->add_option("run", options->run, "The run's folder, or a table of scores (CSV, JSON)")
      ->required()
      ->type_name("RUN");
  add_limits(command, options->limits);
  command->add_option("--share", options->percent, "Of the requests that must be served well [as the run says, 95]")
      ->check(check_percent)
      ->type_name("PERCENT");
  add_scale(command, options->scale);
  add_json(command, options->output);
}

void add_import(CLI::App& app, int& code) {
  const auto [command, options] =
      add_command(app, code, "import", "Make a run of results that came from elsewhere", import_command);
  command
      ->add_option("tables", options->tables,
                   "Columns model,iteration,score or model,iteration,task,passed[,points][,seed]; points_earned in "
                   "place of passed. Or published files of several agents on one server, one for each model")
      ->required()
      ->type_name("TABLE");
  command
      ->add_option("--levels", options->levels,
                   "Check it against published pass rates: model,task,rate or model,task,passed,trials; points")
      ->type_name("FILE.csv");
  command->add_option("--vram", options->vram, "With published files: what a model's GPU held, in MB (repeatable)")
      ->check(check_not_empty)
      ->type_name("MODEL=MB");
  add_out(command, options->out);
  add_scale(command, options->scale);
  add_json(command, options->output);
}

void add_rescore(CLI::App& app, int& code) {
  const auto [command, options] = add_command(
      app, code, "rescore", "Extract and judge the stored replies again, without any server", rescore_command);
  command->add_option("run", options->run, "The run's folder")->required()->type_name("RUN");
  command->add_option("--suite", options->suites, "Only the replies to this suite (repeatable)")->type_name("ID");
  command
      ->add_option("--tests-from", options->tests_from,
                   "Where a suite of the run lies now (repeatable) [where the run's own lies]")
      ->check(check_not_empty)
      ->type_name("[SUITE=]DIR");
  command->add_flag("--all", options->all, "Also the replies that these tests and this extractor judged already");
  add_sandbox(command, options->sandbox);
  add_json(command, options->output);
}

}  // namespace

void add_result_commands(CLI::App& app, int& code) {
  add_report(app, code);
  add_compare(app, code);
  add_history(app, code);
  add_recommend(app, code);
  add_import(app, code);
  add_rescore(app, code);
}

}  // namespace quantladder::cli
