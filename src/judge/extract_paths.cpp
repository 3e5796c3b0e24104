#include "judge/extract_paths.h"

#include <algorithm>
#include <array>

namespace quantladder::judge::extraction {
namespace {

using std::string_view;

constexpr string_view kSeparators = " \t'\"`()[]{}*,;:<>=|";
constexpr string_view kDecoration = " \t'\"`*#/-=_~<!";
constexpr std::size_t kLongestPath = 200;

string_view skip(string_view text, string_view characters) {
  text.remove_prefix(std::min(text.find_first_not_of(characters), text.size()));
  return text;
}

struct FoundPath {
  string_view path;
  std::size_t end = 0;  // in the text it was found in
};

FoundPath find_path(string_view text, const Language& language, std::size_t at) {
  while (at < text.size()) {
    at = std::min(text.find_first_not_of(kSeparators, at), text.size());
    const std::size_t end = std::min(text.find_first_of(kSeparators, at), text.size());
    string_view word = text.substr(at, end - at);
    while (word.ends_with('.')) word.remove_suffix(1);
    if (word.size() > language.extension.size() && word.ends_with(language.extension)) return {word, end};
    at = end;
  }
  return {{}, text.size()};
}

// "Usage of `core.py`" heads an example, not the file.
bool names_an_example(string_view line) {
  constexpr std::array<string_view, 8> kWords{"usage", "example", "test", "run", "how", "import", "using", "use"};
  const std::string lower = to_lower(line.substr(0, 4 * kLongestPath));
  string_view rest = lower;
  while (!rest.empty()) {
    const string_view word = leading_word(rest);
    if (std::find(kWords.begin(), kWords.end(), word) != kWords.end()) return true;
    rest.remove_prefix(std::max<std::size_t>(word.size(), 1));
  }
  return false;
}

// "### `core.py` - how it runs": what stands behind a dash, a colon or a bracket is a remark on the file.
bool sets_off_remark(string_view rest) {
  rest = skip(rest, " \t'\"`*");
  return !rest.empty() && contains("(:-=~\xE2", rest.substr(0, 1));
}

// The only path in `line`; empty when there are none, several, or it heads an example.
string_view only_path(string_view line, const Language& language) {
  const FoundPath first = find_path(line, language, 0);
  if (first.path.empty() || !find_path(line, language, first.end).path.empty()) return {};
  const std::size_t begin = static_cast<std::size_t>(first.path.data() - line.data());
  const bool example = names_an_example(line.substr(0, begin)) ||
                       (!sets_off_remark(line.substr(first.end)) && names_an_example(line.substr(first.end)));
  return example ? string_view{} : first.path;
}

std::size_t heading_level(string_view line) {
  const std::size_t level = std::min(line.find_first_not_of('#'), line.size());
  return level <= 6 && level < line.size() && is_space(line[level]) ? level : 0;
}

bool is_bold_line(string_view text) {
  while (text.ends_with(':')) text.remove_suffix(1);
  return text.size() > 4 && text.starts_with("**") && text.ends_with("**");
}

// From the block upwards: the nearest heading that names one file, unless a heading of the same or a higher level
// that names none stands between ("### Usage" ends what "### `core.py`" began).
std::optional<Label> label_above(const Lines& lines, const Block& block, const Language& language) {
  std::size_t lowest = 7;
  bool nearest = true;
  string_view sentence;
  for (std::size_t i = block.gap_end; i > block.gap_begin; --i) {
    const string_view line = trim(lines[i - 1]);
    if (line.empty()) continue;
    const std::size_t level = heading_level(line);
    if (level > 0 || is_bold_line(line)) {
      const string_view path = level < lowest ? only_path(line, language) : string_view{};
      if (!path.empty()) return Label{path, LabelSource::heading};
      if (level > 0) lowest = std::min(lowest, level);
    } else if (lowest == 7) {
      const string_view path = path_label(line, language);
      if (!path.empty()) return Label{path, LabelSource::heading};
      if (nearest && line.ends_with(':')) sentence = only_path(line, language);
    }
    nearest = false;
  }
  if (sentence.empty() || lowest < 7) return std::nullopt;
  return Label{sentence, LabelSource::sentence};
}

string_view label_inside(const Lines& lines, const Block& block, const Language& language) {
  int looked_at = 0;
  bool docstring = false;
  for (std::size_t i = block.begin; i < block.end && looked_at < 3; ++i) {
    const string_view line = trim(lines[i]);
    if (line.empty()) continue;
    ++looked_at;
    const bool comment = line.front() == language.comment || line.starts_with("\"\"\"") || line.starts_with("'''");
    if (!comment && !docstring) return {};
    docstring = line == "\"\"\"" || line == "'''";  // its first line of text may be the path
    const string_view path = path_label(line, language);
    if (!path.empty()) return path;
  }
  return {};
}

bool is_sober(char c) { return is_letter(c) || is_digit(c) || c == '_' || c == '-' || c == '.' || c == '/'; }

}  // namespace

string_view path_in(string_view text, const Language& language) { return find_path(text, language, 0).path; }

string_view path_label(string_view line, const Language& language) {
  string_view text = skip(line.substr(std::min(text_begin(line), line.size())), kDecoration);
  text = skip(text.substr(text_begin(text)), kDecoration);  // "## 2. `pkg/core.py`"
  for (const string_view word : {"file", "filename", "path"}) {
    const string_view found = leading_word(text);
    if (found.size() != word.size() || to_lower(found) != word) continue;
    const string_view rest = trim(text.substr(word.size()));
    const string_view after = skip(rest, " *:");  // "**File:** pkg/core.py"
    if (rest.size() != after.size() || rest.starts_with('`')) text = skip(after, kDecoration);
    break;
  }
  // Decoration must not eat what makes a path absolute, or "/etc/core.py" would come out as a harmless "etc/core.py".
  const std::size_t begin = static_cast<std::size_t>(text.data() - line.data());
  const bool absolute = begin > 0 && line[begin - 1] == '/' && (begin < 2 || line[begin - 2] != '/');
  const FoundPath found = find_path(text, language, 0);
  if (found.path.empty() || found.path.data() != text.data()) return {};
  const string_view remark = skip(text.substr(found.end), " \t'\"`*");
  constexpr string_view kBeforeRemark = "(:-=~#>\xE2";  // the last begins a long dash or an arrow
  if (!remark.empty() && !contains(kBeforeRemark, remark.substr(0, 1))) return {};
  return absolute ? line.substr(begin - 1, found.path.size() + 1) : found.path;
}

std::optional<Label> label_of(const Lines& lines, const Block& block, const Language& language) {
  const string_view info = path_in(block.info, language);
  if (!info.empty()) return Label{info, LabelSource::info};
  const string_view inside = label_inside(lines, block, language);
  if (!inside.empty()) return Label{inside, LabelSource::comment};
  return label_above(lines, block, language);
}

std::optional<std::string> safe_path(string_view path) {
  std::string clean(path.substr(0, kLongestPath + 1));
  std::replace(clean.begin(), clean.end(), '\\', '/');
  while (clean.starts_with("./")) clean.erase(0, 2);
  if (clean.empty() || clean.size() > kLongestPath || clean.back() == '/') return std::nullopt;
  if (!std::all_of(clean.begin(), clean.end(), is_sober)) return std::nullopt;
  char before = '/';
  for (const char c : clean) {  // no part is empty or begins with a dot
    if (before == '/' && (c == '/' || c == '.')) return std::nullopt;
    before = c;
  }
  return clean;
}

}  // namespace quantladder::judge::extraction
