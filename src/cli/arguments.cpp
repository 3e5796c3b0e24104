// The command line. The only file that includes CLI11.
#include "cli/arguments.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <cmath>
#include <set>

#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/say.h"
#include "quantladder/core/version.h"
#include "sys/checked_json.h"

namespace quantladder::cli {
namespace {

constexpr const char* kFooter =
    "\nExit codes: 0 done; 1 the candidate failed (judge), a suite does not hold (verify), the candidate is worse\n"
    "(compare), no model meets the limits (recommend), a table contradicts itself (import); 2 usage; 3 environment;\n"
    "4 incomplete (run it again to go on); 5 the data cannot tell (compare, recommend); 130 interrupted; 70 a bug.\n"
    "Results go to stdout, progress and notes to stderr.";

void add_json(CLI::App* command, Output& output) {
  command->add_flag_callback(
      "--json", [&output] { output = Output::json; }, "Print JSON for scripts");
}

void add_sandbox(CLI::App* command, SandboxOptions& sandbox) {
  command->add_flag("--unsafe-no-sandbox", sandbox.unsafe_no_sandbox,
                    "Run generated code without a sandbox; the results are stamped with it");
  command->add_option("--python", sandbox.python, "Interpreter that runs the hidden tests (it must import pytest)")
      ->type_name("FILE");
}

void add_selection(CLI::App* command, RunOptions& options) {
  command->add_option("inputs", options.inputs, "A configuration (.json), or the GGUF files to compare")
      ->required()
      ->type_name("CONFIG | A.gguf B.gguf ...");
  command->add_option("--model", options.models, "Only this model (repeatable)")->type_name("ID");
  command->add_option("--task,--level", options.tasks, "Only this task of the suite (repeatable)")->type_name("ID");
  command->add_option("--iterations", options.iterations, "Instead of the configuration's number")
      ->check(CLI::Range(1, 100000))
      ->type_name("N");
  command->add_flag("--rerun", options.rerun,
                    "Also the cells that have a result: same seeds, earlier attempts stay on disk");
  command->add_option("--out", options.out, "The run's folder [results/<name>-<hash>]")->type_name("DIR");
}

// CLI11's own check lets "nan" and "inf" through.
std::string check_positive(const std::string& text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole && std::isfinite(value) && value > 0 ? "" : "\"" + text + "\" is no number above 0";
}

CLI::Option* add_margin(CLI::App* command, double& margin) {
  return command->add_option("--margin", margin, "Equivalent means: within this many points [5]")
      ->check(check_positive)
      ->type_name("POINTS");
}

void add_run(CLI::App& app, RunOptions& options, int& code) {
  auto* command = app.add_subcommand("run", "Measure and compare the models of a configuration, or GGUF files");
  add_selection(command, options);
  command->add_flag("--dry-run", options.dry_run, "Only say what would be run");
  auto* stop = command->add_flag("--stop-when-decided", options.stop_when_decided,
                                 "Look after each round, and stop once every comparison is decided or has no chance");
  add_margin(command, options.margin)->needs(stop);
  add_sandbox(command, options.sandbox);
  add_json(command, options.output);
  command->callback([&] { code = options.dry_run ? plan_command(options) : run_command(options); });
}

void add_power(CLI::App* command, RunOptions& options, PowerOptions& power) {
  auto* wanted = command->add_flag("--power", power.wanted, "Also what this run could find, and what it would take");
  command->add_option("--difference", power.difference, "With --power: the difference you care about [10]")
      ->check(check_positive)
      ->needs(wanted)
      ->type_name("POINTS");
  add_margin(command, options.margin)->needs(wanted);
  auto* pilot = command->add_option("--pilot", power.pilot, "With --power: the spread seen in this run or table")
                    ->needs(wanted)
                    ->type_name("RUN");
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

void add_plan(CLI::App& app, RunOptions& options, PowerOptions& power, int& code) {
  auto* command = app.add_subcommand("plan", "What would run, about how long, and which cells are done");
  add_selection(command, options);
  add_power(command, options, power);
  add_json(command, options.output);
  command->callback([&] { code = plan_command(options, power); });
}

void add_report(CLI::App& app, ReportOptions& options, int& code) {
  auto* command =
      app.add_subcommand("report", "Derive summary.json, report.md and the tables again from a run's records");
  command->add_option("run", options.run, "The run's folder")->required()->type_name("RUN");
  add_json(command, options.output);
  command->callback([&] { code = report_command(options); });
}

void add_compare(CLI::App& app, CompareOptions& options, int& code) {
  auto* command = app.add_subcommand("compare", "Is B as good as A? One verdict in words, and as the exit code");
  command->add_option("inputs", options.inputs, "A run or a table of scores (.csv); or two, the older one first")
      ->required()
      ->expected(1, 2)
      ->type_name("RUN [RUN_NEW]");
  command->add_option("--baseline", options.baseline, "Compare against this model [the run's baseline, else its first]")
      ->type_name("ID");
  command->add_option("--candidate", options.candidate, "Only this model [every other]")->type_name("ID");
  command->add_flag("--all-pairs", options.all_pairs,
                    "Each model with each: more comparisons, so a stricter correction");
  command
      ->add_option("--margin", options.margin,
                   "What is too small to matter: points, or per cent of a speed [what the run declared, else 5]")
      ->check(check_positive)
      ->type_name("POINTS");
  command->add_option("--metric", options.metric, "What is compared [score]")
      ->check(CLI::IsMember({"score", "tg", "pp", "ttft", "vram"}));
  command->add_flag("--unpaired", options.unpaired, "Do not pair by iteration or round");
  command->add_flag("--allow-different", options.allow_different, "Also where suite or sampling differ");
  add_json(command, options.output);
  command->callback([&] { code = compare_command(options); });
}

void add_recommend(CLI::App& app, RecommendOptions& options, int& code) {
  auto* command = app.add_subcommand("recommend", "Which model to run under your limits, and why none of the others");
  command->add_option("run", options.run, "The run's folder, or a table of scores")->required()->type_name("RUN");
  const auto limit = [&](const char* name, std::optional<double>& value, const char* unit, const char* help) {
    command->add_option(name, value, help)->check(check_positive)->type_name(unit);
  };
  limit("--min-tg", options.min_tg, "T/S", "At least this many tokens per second");
  limit("--max-ttft", options.max_ttft_ms, "MS", "At most this long to the first token");
  limit("--max-vram", options.max_vram_gib, "GIB", "At most this much VRAM");
  limit("--max-size", options.max_size_gib, "GIB", "At most so large a file");
  limit("--max-loss", options.max_loss, "POINTS", "Shown to lose at most this much against the best of the run");
  add_json(command, options.output);
  command->callback([&] { code = recommend_command(options); });
}

void add_import(CLI::App& app, ImportOptions& options, int& code) {
  auto* command = app.add_subcommand("import", "Make a run of a table of scores that came from elsewhere");
  command
      ->add_option("table", options.table,
                   "Columns model,iteration,score or model,iteration,task,passed[,points][,seed]")
      ->required()
      ->type_name("FILE.csv");
  command
      ->add_option("--levels", options.levels,
                   "Check it against published pass rates: model,task,rate or model,task,passed,trials; points")
      ->type_name("FILE.csv");
  command->add_option("--out", options.out, "The run's folder [results/<name>-<hash>]")->type_name("DIR");
  add_json(command, options.output);
  command->callback([&] { code = import_command(options); });
}

void add_rescore(CLI::App& app, RescoreOptions& options, int& code) {
  auto* command = app.add_subcommand("rescore", "Extract and judge the stored replies again, without any server");
  command->add_option("run", options.run, "The run's folder")->required()->type_name("RUN");
  command->add_flag("--all", options.all, "Also the replies that these tests and this extractor judged already");
  add_sandbox(command, options.sandbox);
  add_json(command, options.output);
  command->callback([&] { code = rescore_command(options); });
}

void add_verify(CLI::App& app, VerifyOptions& options, int& code) {
  auto* command = app.add_subcommand("verify", "Prove a suite: references pass, wrong solutions and junk fail");
  command->add_option("suites", options.suites, "Suites by name or folder [all]")->type_name("SUITE");
  command->add_option("--repeat", options.repeats, "Judge each candidate this often")
      ->check(CLI::Range(1, 100000))
      ->type_name("N");
  command->add_flag("--references-only", options.references_only, "Only the reference solutions");
  command->add_option("--jobs", options.jobs, "Judgements at once")->check(CLI::Range(1, 256))->type_name("N");
  add_sandbox(command, options.sandbox);
  add_json(command, options.output);
  command->callback([&] { code = verify_command(options); });
}

void add_doctor(CLI::App& app, DoctorOptions& options, int& code) {
  auto* command = app.add_subcommand("doctor", "Check this machine: server, Python, sandbox, GPU meter, disk");
  command->add_option("config", options.config, "Also what this configuration needs")->type_name("CONFIG");
  add_sandbox(command, options.sandbox);
  add_json(command, options.output);
  command->callback([&] { code = doctor_command(options); });
}

void add_extract(CLI::App& app, ExtractOptions& options, int& code) {
  auto* command = app.add_subcommand("extract", "Which files a model's reply holds, and by which rule");
  command->add_option("reply", options.reply, "The reply")->required()->type_name("REPLY.md");
  command->add_option("--task", options.task, "The task it answers")->type_name("SUITE/ID");
  command->add_option("--to", options.to, "Write the files into this folder")->type_name("DIR");
  add_json(command, options.output);
  command->callback([&] { code = extract_command(options); });
}

void add_judge(CLI::App& app, JudgeOptions& options, int& code) {
  auto* command = app.add_subcommand("judge", "Judge one reply or solution with a task's hidden tests");
  auto* task = command->add_option("--task", options.task, "Whose tests")->type_name("SUITE/ID");
  auto* tests = command->add_option("--tests", options.tests, "A test file instead of a task")->type_name("FILE.py");
  task->excludes(tests);
  command->add_option("--module", options.module, "With --tests: the module it imports")
      ->needs(tests)
      ->type_name("NAME");
  auto* reply = command->add_option("--reply", options.reply, "A model's reply: extracted first")->type_name("FILE");
  auto* solution = command->add_option("--solution", options.solution, "Code as it is")->type_name("FILE|DIR");
  reply->excludes(solution);
  add_sandbox(command, options.sandbox);
  add_json(command, options.output);
  command->callback([&] { code = judge_command(options); });
}

// "inputs is required" names our variable; the help names the same thing otherwise.
std::string in_words_of_the_help(const CLI::App& app, const std::string& complaint) {
  for (const CLI::App* command : app.get_subcommands()) {
    for (const CLI::Option* option : command->get_options()) {
      if (complaint != option->get_name() + " is required") continue;
      return command->get_name() + ": " + option->get_type_name() + " is missing: " + option->get_description();
    }
  }
  return complaint;
}

// Empty when the first word is a command, or an option.
std::string unknown_command(const CLI::App& app, int argc, char** argv) {
  const std::string word = argc > 1 ? argv[1] : "";
  std::set<std::string> known;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    known.insert(command->get_name());
  }
  if (word.empty() || word.front() == '-' || known.count(word) != 0) return "";
  const std::string near = sys::nearest_word(word, known);
  const std::string hint =
      near.empty() ? fmt::format("there are: {}", fmt::join(known, ", ")) : fmt::format("did you mean \"{}\"?", near);
  return fmt::format("unknown command \"{}\"; {}", word, hint);
}

}  // namespace

int run_arguments(int argc, char** argv) {
  CLI::App app{"Which quantization of this model should I run? Measured on a task ladder, judged by hidden tests.",
               "quantladder"};
  app.set_version_flag("--version", std::string("quantladder ") + core::kVersion);
  app.require_subcommand(1);
  app.footer(kFooter);
  app.get_formatter()->column_width(34);
  int code = kDone;
  RunOptions run, plan;
  PowerOptions power;
  ReportOptions report;
  CompareOptions compare;
  RecommendOptions recommend;
  ImportOptions import;
  RescoreOptions rescore;
  VerifyOptions verify;
  DoctorOptions doctor;
  ExtractOptions extract;
  JudgeOptions judge;
  add_run(app, run, code);
  add_plan(app, plan, power, code);
  add_report(app, report, code);
  add_compare(app, compare, code);
  add_recommend(app, recommend, code);
  add_import(app, import, code);
  add_rescore(app, rescore, code);
  add_verify(app, verify, code);
  add_doctor(app, doctor, code);
  add_extract(app, extract, code);
  add_judge(app, judge, code);
  if (const std::string unknown = unknown_command(app, argc, argv); !unknown.empty()) {
    say("error: " + unknown);
    return kUsage;
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::RequiredError& error) {
    say("error: " + in_words_of_the_help(app, error.what()) + "\nRun with --help for more information.");
    return kUsage;
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kDone : kUsage;
  }
  return code;
}

}  // namespace quantladder::cli
