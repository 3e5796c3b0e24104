#include <fmt/format.h>

#include <algorithm>

#include "cli/parser_words.h"
#include "quantladder/tasks/suite.h"

namespace quantladder::cli {
namespace {

constexpr const char* kTables = "csv|tsv|json|jsonl";

// The shell itself completes a type of value so. A type without a row is known to the configuration alone.
struct ShellsJob {
  std::string_view type;
  std::string_view what;
  std::string_view suffixes = "";  // empty: every file
};
constexpr ShellsJob kShellsJobs[] = {
    {"CONFIG | A.gguf B.gguf ...", ":files", "json|jsonc|gguf"},
    {"CONFIG", ":files", "json|jsonc"},
    {"A.gguf", ":files", "gguf"},
    {"F16.gguf", ":files", "gguf"},
    {"FILE.json", ":files", "json|jsonc"},
    {"B.gguf", ":files", "gguf"},
    {"RUN", ":files", kTables},
    {"RUN [RUN_NEW]", ":files", kTables},
    {"TABLE", ":files", kTables},
    {"FILE.csv", ":files", "csv"},
    {"FILE.py", ":files", "py"},
    {"REPLY.md", ":files"},
    {"FILE", ":files"},
    {"FILE|DIR", ":files"},
    {"DIR", ":folders"},
    {"SUITE", ":folders"},
};

// The words that begin as the user began.
class Words {
 public:
  explicit Words(std::string begun) : begun_(std::move(begun)) {}

  void add(const std::string& word, const std::string& description = "") {
    if (word.compare(0, begun_.size(), begun_) == 0) lines_ += word + "\t" + description + "\n";
  }
  void leave_to_shell(const std::string& type) {
    for (const ShellsJob& job : kShellsJobs) {
      if (job.type == type) lines_ += fmt::format("{}\t{}\n", job.what, job.suffixes);
    }
  }
  const std::string& lines() const { return lines_; }

 private:
  std::string begun_;
  std::string lines_;
};

void add_options(Words& words, const CLI::App& command) {
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) words.add("--" + name, option->get_description());
  }
}

// `before` stands before the value in the same word, as in "--metric=tg".
void add_values(Words& words, const CLI::Option* option, const std::string& before = "") {
  if (option == nullptr) return;
  for (const std::string& choice : choices_of(*option)) words.add(before + choice);
  const std::string type = type_of(*option);
  if (type == "SUITE") {
    for (const auto& folder : tasks::find_suites()) words.add(before + folder.filename().string());
  }
  words.leave_to_shell(type);
}

const CLI::Option* positional_of(const CLI::App& command) {
  const auto options = command.get_options([](const CLI::Option* option) { return option->get_positional(); });
  return options.empty() ? nullptr : options.front();
}

// Returns the option that takes `word`, or the word after it, as its value; nullptr where none does.
const CLI::Option* option_named(const CLI::App& command, const std::string& word) {
  const CLI::Option* option = word.empty() || word.front() != '-' ? nullptr : command.get_option_no_throw(word);
  return option == nullptr || type_of(*option).empty() ? nullptr : option;
}

void add_words_of(const CLI::App& command, Words& words, const std::string& before_it, const std::string& begun) {
  const std::size_t equals = begun.find('=');
  if (const auto* option = option_named(command, before_it)) {
    add_values(words, option);
  } else if (equals != std::string::npos) {
    add_values(words, option_named(command, begun.substr(0, equals)), begun.substr(0, equals + 1));
  } else if (begun.compare(0, 1, "-") == 0) {
    add_options(words, command);
  } else {
    add_values(words, positional_of(command));
  }
}

// Returns the command of this command line; nullptr where none is named yet.
const CLI::App* command_in(const std::vector<std::string>& words, const std::vector<const CLI::App*>& commands) {
  for (const std::string& word : words) {
    for (const CLI::App* command : commands) {
      if (command->get_name() == word) return command;
    }
  }
  return nullptr;
}

}  // namespace

std::string completions(const CLI::App& app, std::vector<std::string> words) {
  const std::string begun = words.back() == "=" ? "" : words.back();
  words.pop_back();
  words.erase(std::remove(words.begin(), words.end(), "="), words.end());  // bash makes three words of "--metric=tg"
  Words found(begun);
  const auto commands = commands_of(app);
  if (const CLI::App* command = command_in(words, commands)) {
    add_words_of(*command, found, words.back(), begun);
  } else {
    for (const CLI::App* one : commands) found.add(one->get_name(), one->get_description());
    add_options(found, app);
  }
  return found.lines();
}

}  // namespace quantladder::cli
