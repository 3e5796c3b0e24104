// The commands of the command line. CLI11 is included by what includes this, and nowhere else. Each command owns its
// options; its exit code goes to `code`.
#pragma once

#include <CLI/CLI.hpp>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "cli/commands.h"

namespace quantladder::cli {

void add_measuring_commands(CLI::App& app, int& code);
void add_result_commands(CLI::App& app, int& code);
void add_author_commands(CLI::App& app, int& code);

// Adds a command with its options; they live as long as the parser.
template <class Options>
std::pair<CLI::App*, std::shared_ptr<Options>> add_command(CLI::App& app, int& code, const char* name, const char* does,
                                                           int (*run)(const Options&)) {
  const auto options = std::make_shared<Options>();
  auto* command = app.add_subcommand(name, does);
  command->callback([&code, options, run] { code = run(*options); });
  return {command, options};
}

// Add options that several commands take.
void add_json(CLI::App* command, Output& output);
void add_out(CLI::App* command, std::string& folder);
void add_sandbox(CLI::App* command, judge::JudgeOptions& sandbox);
// `limits`: by the keys of a configuration. `except`: the measure that the command limits in its own way.
void add_limits(CLI::App* command, std::map<std::string, double>& limits, std::string_view except = "");
CLI::Option* add_scale(CLI::App* command, std::optional<double>& scale);

// Returns "" for a finite number above 0, else a complaint: CLI11's own check lets "nan" and "inf" through.
std::string check_positive(const std::string& text);
std::string check_percent(const std::string& text);    // likewise, above 1 and below 100
std::string check_not_empty(const std::string& text);  // as of a script's variable that is not set

}  // namespace quantladder::cli
