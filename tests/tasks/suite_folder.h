// A suite on disk for tests: one-function tasks that can be spoilt key by key.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "quantladder/sys/files.h"

namespace quantladder::tasks {

class SuiteFolder {
 public:
  // Spelled as JSON, quotes included: key -> value; an empty value leaves the key out.
  using Changes = std::map<std::string, std::string>;

  const std::filesystem::path& path() const { return dir_.path(); }

  void write(const std::string& path, const std::string& content) { sys::write_file(dir_.path() / path, content); }

  void add_task(const std::string& id, const Changes& changes = {}) {
    ids_.push_back(id);
    std::string list;
    for (const std::string& each : ids_) list += (list.empty() ? "\"" : ", \"") + each + "\"";
    write("suite.json", R"({"id": "tiny", "version": "1.2", "title": "Tiny", "tasks": [)" + list + "]}");
    write(id + "/prompt.md", "Write `double(n)`, which returns twice n.\n");
    write(id + "/test_double.py",
          "import solution\n\n\ndef test_small():\n    assert solution.double(2) == 4\n\n\n"
          "def test_negative():\n    assert solution.double(-3) == -6\n");
    write(id + "/reference/solution.py", "def double(n):\n    return 2 * n\n");
    add_task_again(id, changes);
  }

  // Rewrites task.json alone.
  void add_task_again(const std::string& id, const Changes& changes) {
    Changes keys{
        {"\"id\"", "\"" + id + "\""},         {"\"title\"", "\"Double\""},           {"\"points\"", "10"},
        {"\"language\"", "\"python\""},       {"\"module\"", "\"solution\""},        {"\"files\"", "[\"solution.py\"]"},
        {"\"entry_points\"", "[\"double\"]"}, {"\"tests\"", "[\"test_double.py\"]"}, {"\"limits\"", "{\"wall_s\": 5}"}};
    for (const auto& change : changes) keys[change.first] = change.second;
    std::string text;
    for (const auto& key : keys) {
      if (!key.second.empty()) text += (text.empty() ? "{" : ",\n") + key.first + ": " + key.second;
    }
    write(id + "/task.json", text + "}\n");
  }

 private:
  sys::TempDir dir_;
  std::vector<std::string> ids_;
};

}  // namespace quantladder::tasks
