// Asks the parser about itself, for the shells' completion and the man page. CLI11 is included here.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace quantladder::cli {

// Adds the hidden commands `complete` and `manual`, which print the two texts below.
void add_parser_commands(CLI::App& app);

// Returns one line for each word that may stand in place of the last of `words`, with its description after a tab.
// The lines ":folders" and ":files" leave the rest to the shell; after a tab stand the suffixes that fit ("json|gguf").
std::string completions(const CLI::App& app, std::vector<std::string> words);

// Returns the man page's part on the options of each command, in roff.
std::string manual_of_options(const CLI::App& app);

// Returns the commands that the help of `app`, itself a command perhaps, names.
std::vector<const CLI::App*> commands_of(const CLI::App& app);

// Returns the words by which a command is called: "suite import".
std::string full_name(const CLI::App& command);

// Returns the name of an option's value, such as "POINTS"; empty for a flag.
std::string type_of(const CLI::Option& option);

// Returns the words of a closed set, empty for every other option.
std::vector<std::string> choices_of(const CLI::Option& option);

}  // namespace quantladder::cli
