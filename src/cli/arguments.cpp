#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <set>

#include "cli/command_arguments.h"
#include "cli/exit_code.h"
#include "cli/parser_words.h"
#include "cli/say.h"
#include "quantladder/core/version.h"
#include "quantladder/report/advice.h"
#include "quantladder/sys/checked_json.h"

namespace quantladder::cli {
namespace {

constexpr const char* kFooter =
    "\nExit codes: 0 done; 1 the candidate failed (judge), a suite does not hold (verify), a file is odd (inspect), "
    "the\n"
    "candidate is worse (compare), a model got worse (history), no model meets the limits (recommend), a table\n"
    "contradicts itself (import), times cannot be trusted (selftest); 2 usage; 3 environment; 4 incomplete (run it\n"
    "again to go on); 5 the data cannot tell (compare, history, recommend, load find); 130 interrupted; 70 a bug.\n"
    "Results go to stdout, progress and notes to stderr.";

// "inputs is required" names our variable; the help names the same thing otherwise.
std::string in_words_of_the_help(const CLI::App& app, const std::string& complaint) {
  for (const CLI::App* command : app.get_subcommands()) {
    for (const CLI::Option* option : command->get_options()) {
      if (complaint != option->get_name() + " is required") continue;
      return full_name(*command) + ": " + type_of(*option) + " is missing: " + option->get_description();
    }
    if (const std::string words = in_words_of_the_help(*command, complaint); words != complaint) return words;
  }
  return complaint;
}

// Returns a complaint; empty when all arguments can be in a record.
std::string unusable_argument(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    if (sys::is_utf8(argv[i])) continue;
    return fmt::format("argument {} is not UTF-8, so no record could name it; rename the file or folder", i);
  }
  return sys::is_utf8(std::filesystem::current_path().string())
             ? ""
             : "the name of this folder is not UTF-8, so no record could name what is in it; rename it";
}

// Returns a complaint; empty when the first word is a command of `app`, or an option.
std::string unknown_command(const CLI::App& app, int argc, char** argv) {
  const std::string word = argc > 1 ? argv[1] : "";
  if (word.empty() || word.front() == '-') return "";
  for (const CLI::App* command : app.get_subcommands([&](const CLI::App* each) { return each->get_name() == word; })) {
    return commands_of(*command).empty() ? "" : unknown_command(*command, argc - 1, argv + 1);
  }
  std::set<std::string> known;
  for (const CLI::App* command : commands_of(app)) known.insert(command->get_name());
  const std::string near = sys::nearest_word(word, known);
  const std::string hint =
      near.empty() ? fmt::format("there are: {}", fmt::join(known, ", ")) : fmt::format("did you mean \"{}\"?", near);
  return fmt::format("unknown command \"{}\"; {}", word, hint);
}

}  // namespace

void add_json(CLI::App* command, Output& output) {
  command->add_flag_callback(
      "--json", [&output] { output = Output::json; }, "Print JSON for scripts");
}

void add_out(CLI::App* command, std::string& folder) {
  command->add_option("--out", folder, "The run's folder [results/<name>-<hash>]")
      ->check(check_not_empty)
      ->type_name("DIR");
}

void add_sandbox(CLI::App* command, judge::JudgeOptions& sandbox) {
  command->add_flag_callback(
      "--unsafe-no-sandbox", [&sandbox] { sandbox.isolation = judge::Isolation::unsafe_none; },
      "Run generated code without a sandbox; the results are stamped with it");
  command->add_option("--python", sandbox.python, "Interpreter that runs the hidden tests (it must import pytest)")
      ->type_name("FILE");
}

void add_limits(CLI::App* command, std::map<std::string, double>& limits, std::string_view except) {
  const auto add = [&](const std::string& option, const std::string& key, const std::string& what, std::string unit) {
    std::transform(unit.begin(), unit.end(), unit.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    command
        ->add_option_function<double>(
            option, [&limits, key](double value) { limits[key] = value; }, what)
        ->check(check_positive)
        ->type_name(unit);
  };
  for (const report::Measure& measure : report::measures()) {
    if (measure.limit.empty() || measure.id == except) continue;
    const bool size = measure.form == report::Form::size;  // given in GiB, everything else in the measure's unit
    const char* side = measure.goal == stats::Goal::higher ? "At least" : "At most";
    add(report::limit_option(measure), report::limit_key(measure),
        fmt::format("{} this many {}{}", side, size ? "GiB " : "", measure.limit),
        size ? "GIB" : std::string(measure.unit));
  }
  add("--agents", "min_agents", "The same as --min-agents", "AGENTS");
  add("--max-loss", "max_loss", "Shown to lose at most this much against the best of the run", "POINTS");
}

CLI::Option* add_scale(CLI::App* command, std::optional<double>& scale) {
  return command
      ->add_option("--scale", scale,
                   "The full score of a table of scores, such as 1 or 10 [as its column's name or per cent signs say]")
      ->check(check_positive)
      ->type_name("N");
}

std::string check_positive(const std::string& text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole && std::isfinite(value) && value > 0 ? "" : "\"" + text + "\" is no number above 0";
}

std::string check_percent(const std::string& text) {
  const std::string complaint = check_positive(text);
  if (!complaint.empty()) return complaint;
  const double percent = std::stod(text);
  if (percent <= 1) return "\"" + text + "\" is in percent: 95, not 0.95";
  return percent < 100 ? "" : "\"" + text + "\" must be less than 100: no number of requests shows that all are served";
}

std::string check_not_empty(const std::string& text) {
  return text.empty() ? "an empty name; is a variable not set?" : "";
}

int run_arguments(int argc, char** argv) {
  CLI::App app{"Which quantization of this model should I run? Measured on a task ladder, judged by hidden tests.",
               "quantladder"};
  app.set_version_flag("--version", std::string("quantladder ") + core::kVersion);
  app.require_subcommand(1);
  app.footer(kFooter);
  app.get_formatter()->column_width(34);
  int code = kDone;
  add_measuring_commands(app, code);
  add_result_commands(app, code);
  add_author_commands(app, code);
  add_parser_commands(app);
  for (const std::string& problem : {unusable_argument(argc, argv), unknown_command(app, argc, argv)}) {
    if (problem.empty()) continue;
    say("error: " + problem);
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
