// A track of Exercism, or a folder laid out like one: exercises/practice/SLUG with .meta/config.json. Its tests are
// taken as they are.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "quantladder/core/error.h"
#include "quantladder/sys/checked_json.h"
#include "quantladder/sys/files.h"
#include "tasks/import/task_draft.h"
#include "tasks/import/test_text.h"
#include "tasks/task_files.h"

namespace quantladder::tasks {
namespace {

namespace fs = std::filesystem;
using core::Error;
using core::ErrorKind;
using sys::CheckedObject;

// What runs the tests of other tracks. Each does so in the answer's own process, whose word would be the verdict.
struct NativeRunner {
  std::string_view extension;
  std::string_view name;
};
constexpr NativeRunner kNativeRunners[] = {
    {".go", "go test"}, {".rb", "minitest"}, {".js", "jest"}, {".ts", "jest"}, {".rs", "cargo test"},
    {".java", "JUnit"}, {".cpp", "Catch2"},  {".c", "Unity"}, {".sh", "bats"}, {".cs", "xUnit"},
};

struct Exercise {
  fs::path folder;
  CheckedObject files;  // of its config.json

  std::string place() const { return folder.string(); }
  // The text of a file that config.json names.
  std::string read(const std::string& key, const std::string& path) const {
    if (!is_safe_path(path)) files.fail(key, fmt::format("\"{}\" must be a relative path without '..'", path));
    for (fs::path step = path; !step.empty(); step = step.parent_path()) {
      if (fs::is_symlink(folder / step)) files.fail(key, fmt::format("\"{}\" is a link, which is not followed", path));
    }
    auto text = sys::read_file_if_exists(folder / path);
    if (!text) files.fail(key, fmt::format("there is no file {}", (folder / path).string()));
    return std::move(*text);
  }
};

// The names that a text defines in its first column, in its order.
std::vector<std::string> defined_names(std::string_view text) {
  std::vector<std::string> names;
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t end = std::min(text.find('\n', from), text.size());
    std::string_view line = text.substr(from, end - from);
    from = end + 1;
    for (const std::string_view word : {"async ", "def ", "class "}) {
      if (!line.starts_with(word)) continue;
      line.remove_prefix(word.size());
      if (word == "async ") continue;
      const auto* last = std::find_if(line.begin(), line.end(), [](char c) {
        return c != '_' && std::isalnum(static_cast<unsigned char>(c)) == 0;
      });
      const std::string name(line.begin(), last);
      if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
      break;
    }
  }
  return names;
}

// The names of the stub that the example has too: a right answer need not have the others.
std::vector<std::string> entry_points_of(std::string_view stub, std::string_view example) {
  std::vector<std::string> names = defined_names(stub);
  const std::vector<std::string> there = defined_names(example);
  std::erase_if(names,
                [&](const std::string& name) { return std::find(there.begin(), there.end(), name) == there.end(); });
  return names;
}

// pytest finds test_*.py.
std::string test_name(const std::string& path) {
  const std::string stem = fs::path(path).stem().string();
  if (stem.starts_with("test_")) return stem + ".py";
  return "test_" + (stem.ends_with("_test") ? stem.substr(0, stem.size() - 5) : stem) + ".py";
}

std::string read_instructions(const Exercise& exercise) {
  std::string text;
  for (const char* name : {"introduction.md", "instructions.md", "instructions.append.md"}) {
    const std::string path = std::string(".docs/") + name;
    if (fs::exists(exercise.folder / path)) text += exercise.read("", path) + "\n";
  }
  if (text.empty()) throw Error(ErrorKind::usage, exercise.place() + "/.docs/instructions.md: missing or empty");
  return text;
}

// Throws where no tests of pytest judge the answer `solution`.
void refuse_native_runner(const Exercise& exercise, const std::string& solution) {
  const std::string extension = fs::path(solution).extension().string();
  if (extension == ".py") return;
  const auto* runner = std::find_if(std::begin(kNativeRunners), std::end(kNativeRunners),
                                    [&](const NativeRunner& row) { return row.extension == extension; });
  exercise.files.fail("solution",
                      fmt::format("the tests are run by {} in the answer's own process, which could say itself "
                                  "that they passed; import a Python track",
                                  runner == std::end(kNativeRunners) ? "a native runner" : runner->name));
}

TaskDraft make_exercism_task(Exercise exercise) {
  const std::vector<std::string> solution = exercise.files.strings("solution");
  const std::vector<std::string> example = exercise.files.strings("example");
  for (const std::string& path : solution) refuse_native_runner(exercise, path);
  if (solution.size() != 1 || example.size() != 1) {
    exercise.files.fail("solution", "one file is asked for, with one example");
  }
  const std::string stub = exercise.read("solution", solution[0]);
  TaskDraft draft;
  draft.name = draft.title = exercise.folder.filename().string();
  draft.module = fs::path(solution[0]).stem().string();
  draft.reference = {{solution[0], exercise.read("example", example[0])}};
  draft.entry_points = entry_points_of(stub, draft.reference[0].content);
  for (const std::string& path : exercise.files.strings("test")) {
    draft.tests.push_back({test_name(path), exercise.read("test", path)});
  }
  if (draft.tests.empty()) exercise.files.fail("test", "names no file");
  for (const std::string& path : exercise.files.strings("editor", {})) {
    draft.extras.push_back({path, exercise.read("editor", path)});
  }
  draft.prompt = fmt::format("{}\nThe file `{}` begins so:\n\n{}\n{}", read_instructions(exercise), solution[0],
                             fenced(stub), answer_form(solution[0]));
  return draft;
}

std::vector<fs::path> exercises_of(const fs::path& source) {
  std::vector<fs::path> folders;
  const fs::path practice = source / "exercises" / "practice";
  if (!fs::is_directory(practice)) {
    throw Error(ErrorKind::usage,
                source.string() + ": no folder exercises/practice in it; name the folder of one track");
  }
  for (const fs::directory_entry& entry : fs::directory_iterator(practice)) {
    const bool hidden = entry.path().filename().string().starts_with('.');
    if (entry.is_directory() && !entry.is_symlink() && !hidden) folders.push_back(entry.path());
  }
  std::sort(folders.begin(), folders.end());
  return folders;
}

}  // namespace

std::vector<fs::path> exercism_files(const fs::path& source) {
  std::vector<fs::path> files;
  for (const fs::path& folder : exercises_of(source)) {
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
      if (entry.is_regular_file() && !entry.is_symlink()) files.push_back(entry.path());
    }
  }
  return files;
}

void read_exercism(const fs::path& source, const TakeRow& take) {
  for (const fs::path& folder : exercises_of(source)) {
    const fs::path path = folder / ".meta/config.json";
    take(folder.string(), [&] {
      if (!fs::exists(path)) throw Error(ErrorKind::usage, path.string() + ": missing");
      const nlohmann::json config = sys::read_json_file(path);
      return make_exercism_task({folder, CheckedObject(config, path.string()).object("files")});
    });
  }
}

}  // namespace quantladder::tasks
