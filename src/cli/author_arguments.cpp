// verify, suite, doctor, selftest, inspect, cache, extract and judge: for those who write tasks, choose a file or doubt
// a verdict.
#include "cli/command_arguments.h"

namespace quantladder::cli {
namespace {

void add_verify(CLI::App& app, int& code) {
  const auto [command, options] =
      add_command(app, code, "verify", "Prove a suite: references pass, wrong solutions and junk fail", verify_command);
  command->add_option("suites", options->suites, "Suites by name or folder [all]")->type_name("SUITE");
  command->add_option("--task", options->tasks, "Only this task of the suites (repeatable)")->type_name("ID");
  command->add_option("--repeat", options->repeats, "Judge each candidate this often")
      ->check(CLI::Range(1, 100000))
      ->type_name("N");
  command->add_flag("--references-only", options->references_only, "Only the reference solutions");
  command->add_option("--jobs", options->jobs, "Judgements at once")->check(CLI::Range(1, 256))->type_name("N");
  add_sandbox(command, options->sandbox);
  add_json(command, options->output);
}

std::vector<std::string> ids_of_data_sets() {
  std::vector<std::string> ids;
  for (const auto& row : core::kIds<tasks::DataSet>) ids.emplace_back(row.id);
  return ids;
}

void add_suite(CLI::App& app, int& code) {
  auto* suite = app.add_subcommand("suite", "Make a suite of a public data set");
  suite->require_subcommand(1);
  const auto [command, options] =
      add_command(*suite, code, "import", "Make a suite's folder of a data set that you have", suite_import_command);
  command
      ->add_option_function<std::string>(
          "data_set",
          [options = options](const std::string& id) {
            options->import.data_set = *core::parse_id<tasks::DataSet>(id);
          },
          "What the source is")
      ->required()
      ->check(CLI::IsMember(ids_of_data_sets()))
      ->type_name("DATA_SET");
  command->add_option("source", options->import.source, "Its file, or a folder of its files")
      ->required()
      ->check(check_not_empty)
      ->type_name("SOURCE");
  command->add_option("--out", options->import.out, "The suite's folder, new or empty; its name becomes the suite's id")
      ->required()
      ->check(check_not_empty)
      ->type_name("DIR");
  command->add_flag("--skip-malformed", options->import.skip_malformed, "Leave out what cannot be read, and list it");
  add_json(command, options->output);
}

void add_doctor(CLI::App& app, int& code) {
  const auto [command, options] = add_command(
      app, code, "doctor", "Check this machine: server, Python, sandbox, runtimes, GPU meter, disk", doctor_command);
  command->add_option("inputs", options->inputs, "What this configuration or these suites need [all suites]")
      ->type_name("CONFIG|SUITE");
  command->add_flag("--prepare", options->prepare, "Install the Python packages of the suites, fill compilers' caches");
  add_sandbox(command, options->sandbox);
  add_json(command, options->output);
}

void add_selftest(CLI::App& app, int& code) {
  const auto [command, options] =
      add_command(app, code, "selftest", "How exactly the client measures times on this machine, and what it costs",
                  selftest_command);
  command->add_option("--streams", options->streams, "Answers that are streamed at once [16]")
      ->check(CLI::Range(1, 400))
      ->type_name("N");
  command->add_option("--tokens-per-event", options->tokens_per_event, "As a server that drafts tokens sends them [1]")
      ->check(CLI::Range(1, 64))
      ->type_name("K");
  add_json(command, options->output);
}

void add_inspect(CLI::App& app, int& code) {
  const auto [command, options] =
      add_command(app, code, "inspect", "What is in a GGUF file, and what is odd about it", inspect_command);
  command->add_option("file", options->file, "The model; of several shards the first")->required()->type_name("A.gguf");
  command->add_option("other", options->other, "What differs in this file")->type_name("B.gguf");
  command->add_flag("--deep", options->deep, "Read all data too: scales that are no numbers, equal tensors");
  add_json(command, options->output);
}

void add_cache(CLI::App& app, int& code) {
  const auto [command, options] =
      add_command(app, code, "cache", "Baselines and made files that are kept", cache_command);
  auto* prune = command->add_flag("--prune", options->prune, "Remove what killed sessions have left");
  command->add_option("--older-than", options->older_than, "With --prune: also what was not used for so many days")
      ->check(CLI::Range(0.0, 36500.0))
      ->needs(prune)
      ->type_name("DAYS");
  add_json(command, options->output);
}

void add_extract(CLI::App& app, int& code) {
  const auto [command, options] =
      add_command(app, code, "extract", "Which files a model's reply holds, and by which rule", extract_command);
  command->add_option("reply", options->reply, "The reply")->required()->type_name("REPLY.md");
  command->add_option("--task", options->task, "The task it answers; without it all files that the reply names")
      ->type_name("SUITE/ID");
  command->add_option("--to", options->to, "Write the files into this folder")->type_name("DIR");
  add_json(command, options->output);
}

void add_judge(CLI::App& app, int& code) {
  const auto [command, options] =
      add_command(app, code, "judge", "Judge one reply or solution with a task's hidden tests", judge_command);
  auto* task = command->add_option("--task", options->task, "Whose tests")->type_name("SUITE/ID");
  auto* tests = command->add_option("--tests", options->tests, "A test file instead of a task")->type_name("FILE.py");
  task->excludes(tests);
  command->add_option("--module", options->module, "With --tests: the module it imports")
      ->needs(tests)
      ->type_name("NAME");
  command->add_option("--needs", options->needs, "With --tests: a runtime that they need (repeatable)")
      ->needs(tests)
      ->type_name("NAME");
  auto* reply = command->add_option("--reply", options->reply, "A model's reply: extracted first")->type_name("FILE");
  auto* solution = command->add_option("--solution", options->solution, "Code as it is")->type_name("FILE|DIR");
  reply->excludes(solution);
  add_sandbox(command, options->sandbox);
  add_json(command, options->output);
}

}  // namespace

void add_author_commands(CLI::App& app, int& code) {
  add_verify(app, code);
  add_suite(app, code);
  add_doctor(app, code);
  add_selftest(app, code);
  add_inspect(app, code);
  add_cache(app, code);
  add_extract(app, code);
  add_judge(app, code);
}

}  // namespace quantladder::cli
