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
    {"SOURCE", ":files"},
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

// Returns the option that takes `word`, or the word after it, as its value; nullptr where none does.
const CLI::Option* option_named(const CLI::App& command, const std::string& word) {
  const CLI::Option* option = word.empty() || word.front() != '-' ? nullptr : command.get_option_no_throw(word);
  return option == nullptr || type_of(*option).empty() ? nullptr : option;
}

// Returns the argument that comes after `words`, which begin with the command's own; the last one may be repeated.
const CLI::Option* next_argument(const CLI::App& command, const std::vector<std::string>& words) {
  const auto arguments = command.get_options([](const CLI::Option* option) { return option->get_positional(); });
  if (arguments.empty()) return nullptr;
  std::size_t given = 0;
  for (auto word = std::find(words.begin(), words.end(), command.get_name()) + 1; word < words.end(); ++word) {
    const bool is_value = option_named(command, *(word - 1)) != nullptr;
    if (!is_value && word->compare(0, 1, "-") != 0) ++given;
  }
  return arguments[std::min(given, arguments.size() - 1)];
}

void add_words_of(const CLI::App& command, Words& words, const std::vector<std::string>& before,
                  const std::string& begun) {
  const std::size_t equals = begun.find('=');
  if (const auto* option = option_named(command, before.back())) {
    add_values(words, option);
  } else if (equals != std::string::npos) {
    add_values(words, option_named(command, begun.substr(0, equals)), begun.substr(0, equals + 1));
  } else if (begun.compare(0, 1, "-") == 0) {
    add_options(words, command);
  } else {
    add_values(words, next_argument(command, before));
  }
}

// Returns the command of this command line; `app` itself where none is named yet.
const CLI::App& command_in(const std::vector<std::string>& words, const CLI::App& app) {
  const CLI::App* found = &app;
  for (const std::string& word : words) {
    for (const CLI::App* command : commands_of(*found)) {
      if (command->get_name() != word) continue;
      found = command;
      break;
    }
  }
  return *found;
}

}  // namespace

std::string completions(const CLI::App& app, std::vector<std::string> words) {
  const std::string begun = words.back() == "=" ? "" : words.back();
  words.pop_back();
  words.erase(std::remove(words.begin(), words.end(), "="), words.end());  // bash makes three words of "--metric=tg"
  Words found(begun);
  const CLI::App& command = command_in(words, app);
  const auto commands = commands_of(command);
  if (commands.empty()) add_words_of(command, found, words, begun);
  for (const CLI::App* one : commands) found.add(one->get_name(), one->get_description());
  if (!commands.empty()) add_options(found, command);
  return found.lines();
}

}  // namespace quantladder::cli
