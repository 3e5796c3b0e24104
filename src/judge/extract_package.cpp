// A package: which block is which file.
#include "judge/extract_package.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "judge/extract_labels.h"
#include "judge/extract_paths.h"

namespace quantladder::judge::extraction {
namespace {

using std::string;
using std::string_view;

struct Candidate {
  string path;  // as the reply says: given_path()
  Block block;
  LabelSource source = LabelSource::heading;
};

constexpr std::size_t kMostNotes = 12;
constexpr std::size_t kMostExtraFiles = 16;

void note(std::vector<string>& notes, string text) {
  if (notes.size() < kMostNotes) notes.push_back(std::move(text));
}

string printable(string_view path) {
  string text(path.substr(0, 80));
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
  return text;
}

// Drawn trees list files without being one.
bool is_tree(const Lines& lines, const Block& block) {
  if (block.marking != Marking::unmarked) return false;
  for (std::size_t i = block.begin; i < block.end; ++i) {
    const string_view line = trim(lines[i]);
    if (line.starts_with("\u251C") || line.starts_with("\u2514") || line.starts_with("|--") ||
        line.starts_with("`--")) {
      return true;
    }
  }
  return false;
}

class Collector {
 public:
  Collector(const Document& document, const ExtractSpec& spec, const Language& language)
      : document_(document), lines_(document.lines), spec_(spec), language_(language) {
    const string& first = spec.files.front();
    root_ = first.substr(0, first.rfind('/') == string::npos ? 0 : first.rfind('/') + 1);
    for (const string& file : spec.files) {
      while (!file.starts_with(root_)) root_ = root_.substr(0, root_.find_last_of('/', root_.size() - 2) + 1);
    }
  }

  core::Answer collect() {
    bool fenced = false;
    std::optional<std::size_t> gap_begin;  // the text above a block that is no file may name the next one
    for (Block block : document_.blocks) {
      block.gap_begin = gap_begin.value_or(block.gap_begin);
      if (block.marking == Marking::other || is_tree(document_.lines, block) || is_name(block)) {
        gap_begin = block.gap_begin;
        blank(block);
        continue;
      }
      gap_begin.reset();
      fenced = true;
      add_block(block);
    }
    if (!fenced) add_unfenced();
    const string folder = replies_folder();
    place(folder);
    return finish(folder, fenced);
  }

 private:
  // A block that holds nothing but a file's name is a heading in a fence.
  bool is_name(const Block& block) const {
    std::size_t named = 0;
    std::size_t written = 0;
    for (std::size_t i = block.begin; i < block.end && written < 2; ++i) {
      const string_view line = trim(document_.lines[i]);
      written += line.empty() ? 0 : 1;
      named += bare_label(line, language_).empty() ? 0 : 1;
    }
    return named == 1 && written == 1;
  }

  // Takes the block out of the text above the next one, but for a name that it holds.
  void blank(const Block& block) {
    const bool name = is_name(block);
    const std::size_t end = block.shape == Shape::closed ? std::min(block.end + 1, lines_.size()) : block.end;
    for (std::size_t i = block.gap_end; i < end; ++i) {
      const bool content = i >= block.begin && i < block.end;
      if (!(name && content)) lines_[i] = {};
    }
  }

  void add(string_view path, const Block& block, LabelSource source) {
    if (auto given = given_path(path)) {
      candidates_.push_back({std::move(*given), block, source});
    } else {
      note(notes_, "refused the path " + printable(path));
    }
  }

  // A block with headers of several files is those files, unless it is called another one; else it is the one that
  // names it.
  void add_block(const Block& block) {
    const std::vector<Header> headers = headers_in(document_.lines, block, language_);
    std::set<string_view> paths;
    for (const Header& header : headers) paths.insert(header.path);
    const auto label = label_of(lines_, block, language_);
    if (paths.size() > 1 && (!label || paths.contains(label->path) || !is_asked_for(label->path))) {
      for (std::size_t h = 0; h < headers.size(); ++h) {
        Block part = block;
        part.begin = headers[h].begin;
        part.end = h + 1 < headers.size() ? headers[h + 1].line : block.end;
        add(headers[h].path, part, LabelSource::comment);
      }
    } else if (label) {
      Block file = block;
      file.begin = label->begin;
      add(label->path, file, label->source);
    } else {
      ++unnamed_;
    }
  }

  bool is_asked_for(string_view path) const {
    const auto given = given_path(path);
    return given && known_part(*given);
  }

  // No fence at all: a file's code stands between the line that names it and the next such line.
  void add_unfenced() {
    const Lines& lines = document_.lines;
    string_view path;
    std::size_t begin = 0;
    const auto end_part = [&](std::size_t end) {
      if (path.empty()) return;
      const auto sections = code_sections(lines, begin, end, language_);
      if (!sections.empty()) add(path, sections.front(), LabelSource::comment);
    };
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const string_view label = lines[i].empty() || is_space(lines[i].front()) || starts_code(lines[i], language_)
                                    ? string_view{}
                                    : path_label(lines[i], language_);
      if (label.empty()) continue;
      end_part(i);
      path = label;
      begin = i + 1;
    }
    end_part(lines.size());
  }

  // What stands before the part of `path` that the spec knows ("src/queue/" of "src/queue/core.py"), if it knows any.
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

  // The folder under which the reply has most of the files; the spec's own when it has as many there.
  string replies_folder() const {
    std::map<string, std::set<const string*>> found;
    for (const Candidate& candidate : candidates_) {
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

  // The path under the spec's folder, empty when the file is neither there nor in the folder that stands for it.
  string placed_path(const string& path, const string& folder) const {
    const bool exact = std::find(spec_.files.begin(), spec_.files.end(), path) != spec_.files.end();
    if (exact || (!root_.empty() && path.starts_with(root_))) return path;
    const string* named = known_part(path);
    if (named && path.size() == named->size() - root_.size()) return *named;  // the name without any folder
    const bool inside = folder.empty() ? path.find('/') == string::npos : path.starts_with(folder);
    return inside ? root_ + path.substr(folder.size()) : string{};
  }

  void place(const string& folder) {
    for (const Candidate& candidate : candidates_) {
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

  core::Answer finish(const string& folder, bool fenced) {
    const string missing = missing_files();
    if (candidates_.empty() && unnamed_ > 0) {
      return no_answer("none.unnamed", "no code block says which file it is", notes_);
    }
    if (candidates_.empty()) return no_answer("none.no-code", "no named file in the reply", notes_);
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
    answer.rule = fenced ? rule_of(sources) : "whole-text.files";
    return answer;
  }

  string missing_files() const {
    string missing;
    for (const string& file : spec_.files) {
      if (!placed_.contains(file)) missing += (missing.empty() ? "" : ", ") + file;
    }
    return missing;
  }

  void take(const string& file, core::Answer& answer, std::set<LabelSource>& sources) const {
    const Candidate& candidate = *placed_.at(file);
    answer.files.push_back({file, content_of(document_.lines, candidate.block, language_)});
    sources.insert(candidate.source);
  }

  // The reply's own tests and set-up have no place beside the hidden tests.
  static bool is_side_file(string_view file) {
    const string_view name = file.substr(file.rfind('/') == string_view::npos ? 0 : file.rfind('/') + 1);
    return name.starts_with("test_") || name.ends_with("_test.py") || name == "conftest.py" || name == "setup.py";
  }

  static string rule_of(const std::set<LabelSource>& sources) {
    if (sources.size() > 1) return "files.mixed";
    switch (*sources.begin()) {
      case LabelSource::info:
        return "files.info";
      case LabelSource::comment:
        return "files.comment";
      case LabelSource::heading:
        return "files.heading";
      case LabelSource::sentence:
        return "files.sentence";
    }
    return {};
  }

  const Document& document_;
  Lines lines_;  // without the blocks that are no file: what stands above the others
  const ExtractSpec& spec_;
  const Language& language_;
  string root_;  // the folder that all files of the spec are in, with its '/', or empty
  std::vector<Candidate> candidates_;
  std::vector<string> notes_;
  std::size_t unnamed_ = 0;
  std::map<string, const Candidate*> placed_;
  std::vector<string> order_;
};

}  // namespace

core::Answer collect_package(const Document& document, const ExtractSpec& spec, const Language& language) {
  return Collector(document, spec, language).collect();
}

}  // namespace quantladder::judge::extraction
