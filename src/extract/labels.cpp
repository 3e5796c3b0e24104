#include "extract/named.h"

#include <algorithm>
#include <array>

#include "extract/paths.h"

namespace quantladder::extract {
namespace {

using std::string_view;

std::size_t heading_level(string_view line) {
  const std::size_t level = std::min(line.find_first_not_of('#'), line.size());
  return level <= 6 && level < line.size() && is_space(line[level]) ? level : 0;
}

bool is_bold_line(string_view text) {
  while (text.ends_with(':')) text.remove_suffix(1);
  return text.size() > 4 && text.starts_with("**") && text.ends_with("**");
}

// Reads the words beside the line's only path; a remark that is set off may say anything.
Use use_beside(const PathInLine& found) {
  return std::max(use_in(found.lead), sets_off_remark(found.tail) ? Use::none : use_in(found.tail));
}

// Reads upwards from a block: the nearest heading that names one file, unless a heading of the same or a higher level
// that names none stands between ("### Usage" ends what "### `core.py`" began). Where nothing names it, the file that
// the nearest paragraph to speak of one speaks of alone.
class TextAbove {
 public:
  explicit TextAbove(const Language& language) : language_(language) {}

  std::optional<Label> read(const Lines& lines, const Block& block) {
    for (std::size_t i = block.gap_end; i > block.gap_begin; --i) {
      const string_view line = trim(lines[i - 1]);
      if (line.empty()) {
        mentions_ended_ = !mentioned_.empty();
        continue;
      }
      const bool heads = heading_level(line) > 0 || is_bold_line(line);
      const string_view path = heads ? heading(line) : plain(line, i - 1 > block.gap_begin ? lines[i - 2] : "");
      if (!path.empty()) return Label{path, LabelSource::heading, block.begin};
    }
    if (mentioned_.empty() || several_ || example_) return std::nullopt;
    return Label{mentioned_, LabelSource::sentence, block.begin};
  }

 private:
  string_view heading(string_view line) {
    const PathInLine found =
        lowest_ == 7 || heading_level(line) < lowest_ ? headed_path(line, language_) : PathInLine{};
    const Use use = found.path.empty() ? use_in(line) : use_beside(found);
    if (!found.path.empty() && use == Use::none) return found.path;
    if (use == Use::certain && lowest_ == 7) example_ = true;
    if (use == Use::perhaps) mention(line);
    if (heading_level(line) > 0) lowest_ = std::min(lowest_, heading_level(line));
    return {};
  }

  string_view plain(string_view line, string_view before) {
    if (lowest_ < 7) return {};
    const string_view path = path_label(line, language_);
    const string_view other = path_label(before, language_);
    if (!path.empty() && !other.empty() && path != other) list_ = true;
    if (!path.empty() && !example_ && !list_) return path;
    mention(line);
    return {};
  }

  void mention(string_view line) {
    const PathInLine first = find_path(line, language_);
    if (first.path.empty()) {
      example_ = example_ || (line.ends_with(':') && use_in(line) == Use::certain);
      return;
    }
    const PathInLine only = only_path(line, language_);
    if (mentions_ended_ || use_beside(only.path.empty() ? first : only) == Use::certain) return;
    several_ = several_ || only.path.empty() || (!mentioned_.empty() && mentioned_ != only.path);
    mentioned_ = first.path;
  }

  const Language& language_;
  std::size_t lowest_ = 7;  // level of the highest heading passed
  bool example_ = false;    // what stands nearer says that the block is an example
  bool list_ = false;       // of files: no line of it heads the block
  string_view mentioned_;   // by the nearest paragraph that speaks of a file
  bool several_ = false;    // are spoken of there
  bool mentions_ended_ = false;
};

bool is_rule(string_view line) {
  return line.size() >= 3 && line.find_first_not_of(line.substr(0, 1)) == string_view::npos &&
         contains("-=~*", line.substr(0, 1));
}

std::optional<Label> label_inside(const Lines& lines, const Block& block, const Language& language) {
  int looked_at = 0;
  bool docstring = false;
  for (std::size_t i = block.begin; i < block.end && looked_at < 3; ++i) {
    const string_view line = trim(lines[i]);
    if (line.empty()) continue;
    ++looked_at;
    const bool comment = line.starts_with(language.comment()) || line.starts_with("\"\"\"") || line.starts_with("'''");
    if (!comment && !docstring) {
      const string_view bare = looked_at == 1 ? bare_label(line, language) : string_view{};
      if (bare.empty()) return std::nullopt;
      const bool underlined = i + 1 < block.end && is_rule(trim(lines[i + 1]));
      return Label{bare, LabelSource::comment, i + (underlined ? 2 : 1)};
    }
    docstring = line == "\"\"\"" || line == "'''";  // its first line of text may be the path
    const PathInLine found = find_label(line, language);
    if (!found.path.empty()) return Label{found.path, LabelSource::comment, block.begin, sets_off_remark(found.tail)};
  }
  return std::nullopt;
}

bool is_import(string_view line, const Language& language) {
  constexpr std::array<string_view, 6> kAround{"import ", "from ", "try:", "except", "else:", "if TYPE_CHECKING:"};
  if (line.starts_with(language.comment()) || contains("\"'])}", line.substr(0, 1))) return true;
  return std::any_of(kAround.begin(), kAround.end(), [&](string_view begin) { return line.starts_with(begin); }) ||
         defined_name(line, language).starts_with("__");
}

enum class Content { none, imports, code };
Content content_kind(const Lines& lines, const Block& part, const Language& language) {
  Content content = Content::none;
  for_each_code_line(lines, part, language, [&](std::size_t, string_view line) {
    const string_view text = trim(line);
    if (text.starts_with("import ") || text.starts_with("from ")) content = std::max(content, Content::imports);
    if (!line.empty() && !is_space(line.front()) && !is_import(line, language)) content = Content::code;
  });
  return content;
}

// "# core.py" above what is imported from there heads a section of the file that imports, and no file. It heads one
// where such a file is all that it can be: "# pkg/__init__.py".
bool holds_only_imports(string_view path) {
  return path.substr(path.find_last_of("/\\") + 1).starts_with("__");  // npos + 1 is 0
}

bool has_folder(string_view path) { return contains(path, "/"); }

// "# core.py: the queue" below "# pkg/__init__.py" or "# __init__.py" speaks of a sibling.
bool is_like(const Header& header, const Header& first) {
  return has_folder(header.path) == has_folder(first.path) && (first.remark || !header.remark);
}

// Below a heading that names a file, so does a comment on another one.
bool yields(const Label& comment, const Label& heading, bool only_imports) {
  if (only_imports && !holds_only_imports(comment.path)) return true;
  return comment.path != heading.path && (comment.remark || (has_folder(heading.path) && !has_folder(comment.path)));
}

}  // namespace

std::vector<Header> headers_in(const Lines& lines, const Block& block, const Language& language) {
  std::vector<Header> named;
  for_each_code_line(lines, block, language, [&](std::size_t i, string_view line) {
    if (line.empty()) return;
    const bool comment = line.starts_with(language.comment());
    const PathInLine found = find_label(line, language);
    if (found.path.empty() || (!comment && bare_label(line, language).empty())) return;
    const Header header{i, comment ? i : i + 1, found.path, trim(found.tail).starts_with(':')};
    if (named.empty() || is_like(header, named.front())) named.push_back(header);
  });
  std::vector<Header> headers;
  for (std::size_t h = 0; h < named.size(); ++h) {
    Block part = block;
    part.begin = named[h].begin;
    part.end = h + 1 < named.size() ? named[h + 1].line : block.end;
    const bool file = content_kind(lines, part, language) == Content::code || holds_only_imports(named[h].path);
    if (file) headers.push_back(named[h]);
  }
  return headers;
}

std::optional<Label> label_of(const Lines& lines, const Block& block, const Language& language) {
  const string_view info = path_in(block.info, language);
  if (!info.empty()) return Label{info, LabelSource::info, block.begin};
  const auto inside = label_inside(lines, block, language);
  const auto above = TextAbove(language).read(lines, block);
  if (!inside) return above;
  if (!above || above->source != LabelSource::heading) return inside;
  const bool only_imports = content_kind(lines, block, language) == Content::imports;
  return yields(*inside, *above, only_imports) ? above : inside;
}

string_view bare_label(string_view line, const Language& language) {
  if (line.empty() || line.starts_with(language.comment()) || is_space(line.front())) return {};
  const PathInLine found = find_label(line, language);
  const bool string =
      found.lead.find_first_of("\"'(") != string_view::npos && line.front() != '<' && line.front() != '[';
  return string || starts_code(line, language) ? string_view{} : found.path;
}

}  // namespace quantladder::extract
