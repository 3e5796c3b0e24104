// The commands of the command line. CLI11 is included by what includes this, and nowhere else. Each command owns its
// options; its exit code goes to `code`.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "cli/commands.h"

namespace quantladder::cli {

void add_measuring_commands(CLI::App& app, int& code);
void add_result_commands(CLI::App& app, int& code);
void add_author_commands(CLI::App& app, int& code);

// What several commands take.
void add_json(CLI::App* command, Output& output);
void add_out(CLI::App* command, std::string& folder);
void add_sandbox(CLI::App* command, SandboxOptions& sandbox);
CLI::Option* add_scale(CLI::App* command, std::optional<double>& scale);

// Empty for a finite number above 0, else a complaint: CLI11's own check lets "nan" and "inf" through.
std::string check_positive(const std::string& text);
std::string check_not_empty(const std::string& text);  // as of a script's variable that is not set

}  // namespace quantladder::cli
