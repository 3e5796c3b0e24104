// Finds out where in a package the files that the reply names belong.
#include "extract/package.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "extract/named.h"
#include "extract/paths.h"
#include "quantladder/core/lists.h"

namespace quantladder::extract {
namespace {

using std::string;
using std::string_view;

constexpr std::size_t kMostExtraFiles = 16;

string rule_of(const std::set<LabelSource>& sources) {
  constexpr std::array<const char*, 4> kRules{"files.info", "files.comment", "files.heading", "files.sentence"};
  return sources.size() > 1 ? "files.mixed" : kRules[static_cast<std::size_t>(*sources.begin())];
}

class Collector {
 public:
  Collector(const Document& document, const Spec& spec, const Language& language)
      : document_(document), spec_(spec), language_(language) {
    const string& first = spec.files.front();
    root_ = first.substr(0, first.rfind('/') == string::npos ? 0 : first.rfind('/') + 1);
    for (const string& file : spec.files) {
      while (!file.starts_with(root_)) root_ = root_.substr(0, root_.find_last_of('/', root_.size() - 2) + 1);
    }
    found_ = named_blocks(document, language, [this](string_view path) {
      const auto given = given_path(path);
      return given && known_part(*given);
    });
    notes_ = found_.notes;
  }

  core::Answer collect() {
    const string folder = replies_folder();
    place(folder);
    return finish(folder);
  }

 private:
  // Returns the longest file of the spec that `path` ends with ("core.py" of "src/queue/core.py"); nullptr when there
  // is none.
  const string* known_part(const string& path) const {
    const string* longest = nullptr;
    for (const string& file : spec_.files) {
      const string_view part = string_view(file).substr(root_.size());
      const bool border =
          path.size() == part.size() || (path.size() > part.size() && path[path.size() - part.size() - 1] == '/');
      if (path.ends_with(part) && border && (!longest || file.size() > longest->size())) longest = &file;
    }
    return longest;
  }

  // Returns the folder under which the reply has most of the files; the spec's own when it has as many there.
  string replies_folder() const {
    std::map<string, std::set<const string*>> found;
    for (const NamedBlock& candidate : found_.files) {
      const string* file = known_part(candidate.path);
      if (!file) continue;
      const std::size_t part = file->size() - root_.size();
      found[candidate.path.substr(0, candidate.path.size() - part)].insert(file);
    }
    string best = root_;
    std::size_t most = found.contains(root_) ? found[root_].size() : 0;
    for (const auto& [folder, files] : found) {
      if (files.size() <= most) continue;
      best = folder;
      most = files.size();
    }
    return best;
  }

  // Returns the path under the spec's folder; empty when the file is neither there nor in the folder that stands for
  // it.
  string placed_path(const string& path, const string& folder) const {
    const bool exact = std::find(spec_.files.begin(), spec_.files.end(), path) != spec_.files.end();
    if (exact || (!root_.empty() && path.starts_with(root_))) return path;
    const string* named = known_part(path);
    if (named && path.size() == named->size() - root_.size()) return *named;  // the name without any folder
    const bool inside = folder.empty() ? path.find('/') == string::npos : path.starts_with(folder);
    return inside ? root_ + path.substr(folder.size()) : string{};
  }

  void place(const string& folder) {
    for (const NamedBlock& candidate : found_.files) {
      const string path = placed_path(candidate.path, folder);
      if (path.empty()) {
        note(notes_, "left aside " + printable(candidate.path));
        continue;
      }
      const auto before = placed_.find(path);
      if (before != placed_.end() && candidate.source == LabelSource::sentence) continue;
      if (before != placed_.end()) note(notes_, path + " is given again: the later one is taken");
      if (before == placed_.end()) order_.push_back(path);
      placed_[path] = &candidate;
    }
  }

  core::Answer finish(const string& folder) {
    const string missing = missing_files();
    if (found_.files.empty() && found_.unnamed > 0) {
      return no_answer("none.unnamed", "no code block says which file it is", notes_);
    }
    if (found_.files.empty()) return no_answer("none.no-code", "no named file in the reply", notes_);
    if (!missing.empty()) return no_answer("files.incomplete", "not in the reply: " + missing, notes_);
    if (folder != root_) note(notes_, "the reply's folder '" + printable(folder) + "' is taken as '" + root_ + "'");
    core::Answer answer{{}, "", "", notes_};
    std::set<LabelSource> sources;
    for (const string& file : spec_.files) take(file, answer, sources);
    for (const string& file : order_) {
      if (std::find(spec_.files.begin(), spec_.files.end(), file) != spec_.files.end() || is_side_file(file)) continue;
      if (answer.files.size() >= spec_.files.size() + kMostExtraFiles) break;
      note(answer.notes, file + " is not asked for: kept beside the others");
      take(file, answer, sources);
    }
    answer.rule = found_.fenced ? rule_of(sources) : "whole-text.files";
    return answer;
  }

  string missing_files() const {
    string missing;
    for (const string& file : spec_.files) {
      if (!placed_.contains(file)) core::add_part(missing, file);
    }
    return missing;
  }

  void take(const string& file, core::Answer& answer, std::set<LabelSource>& sources) const {
    const NamedBlock& candidate = *placed_.at(file);
    answer.files.push_back({file, content_of(document_.lines, candidate.block, language_)});
    sources.insert(candidate.source);
  }

  // The reply's own tests and set-up have no place beside the hidden tests.
  static bool is_side_file(string_view file) {
    const string_view name = file.substr(file.rfind('/') == string_view::npos ? 0 : file.rfind('/') + 1);
    return name.starts_with("test_") || name.ends_with("_test.py") || name == "conftest.py" || name == "setup.py";
  }

  const Document& document_;
  const Spec& spec_;
  const Language& language_;
  string root_;  // the folder that all files of the spec are in, with its '/', or empty
  NamedBlocks found_;
  std::vector<string> notes_;
  std::map<string, const NamedBlock*> placed_;
  std::vector<string> order_;
};

}  // namespace

core::Answer collect_package(const Document& document, const Spec& spec, const Language& language) {
  return Collector(document, spec, language).collect();
}

core::Answer collect_named(const Document& document, const Language& language) {
  const NamedBlocks found = named_blocks(document, language, [](string_view) { return true; });
  core::Answer answer{{}, "", "", found.notes};
  std::map<string_view, std::size_t> places;
  std::set<LabelSource> sources;
  for (const NamedBlock& file : found.files) {
    const string_view path = string_view(file.path).substr(file.path.starts_with('/') ? 1 : 0);
    const auto [place, is_new] = places.emplace(path, answer.files.size());
    if (!is_new && file.source == LabelSource::sentence) continue;
    if (!is_new) note(answer.notes, file.path + " is given again: the later one is taken");
    if (is_new) answer.files.push_back({string(path), ""});
    answer.files[place->second].content = content_of(document.lines, file.block, language);
    sources.insert(file.source);
  }
  if (answer.files.empty() || (answer.files.size() == 1 && *sources.begin() == LabelSource::sentence)) return {};
  if (found.unnamed > 0)
    note(answer.notes,
         "left aside, as nothing says which file it is: " + std::to_string(found.unnamed) + " of the code blocks");
  answer.rule = found.fenced ? rule_of(sources) : "whole-text.files";
  return answer;
}

}  // namespace quantladder::extract
