#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/parser_words.h"

namespace quantladder::cli {
namespace {

// Roff takes a backslash for a command and a hyphen for one that may be printed as another sign.
std::string to_roff(const std::string& text) {
  std::string roff;
  for (const char sign : text) roff += sign == '\\' ? "\\e" : sign == '-' ? "\\-" : std::string(1, sign);
  return roff;
}

// Such as "--task ID, --level ID".
std::string to_roff(const CLI::Option& option) {
  std::string roff;
  for (const std::string& name : option.get_lnames()) {
    roff += fmt::format("{}\\fB{}\\fP", roff.empty() ? "" : ", ", to_roff("--" + name));
    if (!type_of(option).empty()) roff += fmt::format(" \\fI{}\\fP", to_roff(type_of(option)));
  }
  return roff;
}

std::string paragraph(const std::string& roff) { return (roff.find_first_of(".'") == 0 ? "\\&" : "") + roff + "\n"; }

std::string section_of(const CLI::App& command) {
  std::string arguments;
  std::string options;
  for (const CLI::Option* option : command.get_options()) {
    const auto choices = choices_of(*option);
    const std::string one_of = choices.empty() ? "" : fmt::format(" ({})", fmt::join(choices, ", "));
    const std::string text = paragraph(to_roff(option->get_description() + one_of + "."));
    if (option->get_positional()) {
      const std::string type = to_roff(type_of(*option));
      arguments += option->get_required() ? " " + type : " [" + type + "]";
      options += fmt::format(".TP\n\\fI{}\\fP\n{}", type, text);
    } else if (option->get_lnames() != std::vector<std::string>{"help"}) {
      options += fmt::format(".TP\n{}\n{}", to_roff(*option), text);
    }
  }
  return fmt::format(".SS \"quantladder {}{} [option ...]\"\n{}{}", full_name(command), arguments,
                     paragraph(to_roff(command.get_description() + ".")), options);
}

}  // namespace

std::string manual_of_options(const CLI::App& app) {
  std::string manual;
  for (const CLI::App* command : commands_of(app)) {
    manual += commands_of(*command).empty() ? section_of(*command) : manual_of_options(*command);
  }
  return manual;
}

}  // namespace quantladder::cli
