#include "extract/paths.h"

#include <algorithm>
#include <array>

#include "extract/text.h"

namespace quantladder::extract {
namespace {

using std::string_view;

constexpr string_view kSeparators = " \t'\"`()[]{}*,;:<>=|";
constexpr string_view kEdges = "#-~!?%+@$&";  // decoration that may touch a path
constexpr std::size_t kLongestPath = 200;
constexpr std::size_t kLongestLead = 200;
constexpr std::size_t kMostLeadWords = 4;

// Words that announce a file even without a colon.
constexpr Words kFileWords =
    "file|files|filename|filepath|path|name|module|script|source|code|contents|content|of|document|writefile|"
    "title|package|the|this|is|here|begin|start|region|cell|save|as|create|new|full|complete|updated|final|datei|"
    "fichier|archivo";
// Words before "core.py" in a note on another file: "# see: core.py".
constexpr Words kNoteWords =
    "see|note|todo|fixme|cf|depends|needs|uses|used|requires|related|also|from|like|same|based|was|moved|imports|"
    "original|imported";
constexpr Words kUseWords = "usage|example|examples|test|tests|run|how|running|demo|testing";
constexpr Words kPerhapsUseWords = "import|using|use|importing";

// Returns the bytes of the sign at the beginning of `text` that is neither ASCII nor a letter: punctuation, arrows,
// emoji and what joins them; 0 for anything else.
std::size_t symbol_length(string_view text) {
  constexpr std::array<string_view, 6> kThree{"\xE2", "\xE3\x80", "\xEF\xB8", "\xEF\xBC", "\xEF\xBD", "\xEF\xBB\xBF"};
  std::size_t length = 0;
  if (text.starts_with('\xF0')) length = 4;
  if (text.starts_with('\xC2')) length = 2;
  for (const string_view begin : kThree) length = text.starts_with(begin) ? 3 : length;
  return std::min(length, text.size());
}

// Returns the bytes of a letter of the scripts that put no blank between words, where a path ends; 0 for anything else.
std::size_t east_asian_length(string_view text) {
  const auto byte = static_cast<unsigned char>(text.front());
  return byte >= 0xE3 && byte <= 0xED ? std::min<std::size_t>(3, text.size()) : 0;
}

std::size_t separator_length(string_view text) {
  if (contains(kSeparators, text.substr(0, 1))) return 1;
  const std::size_t symbol = symbol_length(text);
  return symbol > 0 ? symbol : east_asian_length(text);
}

// Returns "--core.py--", "//core.py" and "_core.py_" without what decorates them. An absolute path keeps its slash.
string_view without_edges(string_view word) {
  while (!word.empty() && (word.back() == '.' || contains(kEdges, word.substr(word.size() - 1)))) word.remove_suffix(1);
  while (!word.empty() && contains(kEdges, word.substr(0, 1))) word.remove_prefix(1);
  if (word.starts_with("//")) word.remove_prefix(2);
  while (word.size() > 1 && word.front() == '_' && word.back() == '_') word = word.substr(1, word.size() - 2);
  return word;
}

// Returns where a link's target ends when its text ended at `end`: "[core.py](target)".
std::size_t after_link_target(string_view line, std::size_t end) {
  std::size_t at = end;
  while (at < line.size() && (line[at] == '`' || line[at] == '*')) ++at;
  if (!line.substr(at).starts_with("](")) return end;
  const std::size_t close = line.find(')', at);
  return close == string_view::npos ? end : close + 1;
}

PathInLine find_from(string_view line, const Language& language, std::size_t at) {
  while (at < line.size()) {
    const std::size_t gap = separator_length(line.substr(at));
    if (gap > 0) {
      at += gap;
      continue;
    }
    const std::size_t begin = at;
    while (at < line.size() && separator_length(line.substr(at)) == 0) ++at;
    const string_view word = without_edges(line.substr(begin, at - begin));
    if (word.size() <= language.extension().size() || !word.ends_with(language.extension())) continue;
    const std::size_t lead = static_cast<std::size_t>(word.data() - line.data());
    return {word, line.substr(0, lead), line.substr(after_link_target(line, at))};
  }
  return {};
}

// Returns `text` without the tags in it: "<details><summary>". A tag that is not closed stays: `<file path="`.
std::string without_tags(string_view text) {
  std::string kept;
  while (!text.empty()) {
    const std::size_t open = std::min(text.find('<'), text.size());
    kept += text.substr(0, open);
    text.remove_prefix(open);
    const std::size_t close = text.find('>');
    if (close == string_view::npos) return kept + std::string(text);
    text.remove_prefix(close + 1);
  }
  return kept;
}

// Calls `use(word)` for each word with a letter in it, in lower case.
template <typename Use>
void for_each_word(string_view text, Use use) {
  const std::string lower = to_lower(text);
  for (string_view rest = lower; !rest.empty();) {
    const std::size_t symbol = symbol_length(rest);
    string_view word = symbol > 0 ? string_view{} : leading_word(rest);
    for (std::size_t i = 1; i < word.size(); ++i) {
      if (symbol_length(word.substr(i)) > 0) word = word.substr(0, i);
    }
    const auto counts = [](char c) { return is_word(c) && !is_digit(c) && c != '_'; };
    if (std::any_of(word.begin(), word.end(), counts)) use(word);
    rest.remove_prefix(std::max<std::size_t>({word.size(), symbol, 1}));
  }
}

// Returns whether the text before a path ends like a label: "File:", "path=", "Step 1 -", a full-width colon.
bool ends_like_label(string_view lead) {
  while (!lead.empty() && contains(" \t'\"`*([_", lead.substr(lead.size() - 1))) lead.remove_suffix(1);
  if (lead.empty() || contains(":=->|", lead.substr(lead.size() - 1))) return true;
  return lead.size() >= 3 && symbol_length(lead.substr(lead.size() - 3)) == 3;
}

// Returns whether the text before a path announces it: "File 1:", "# Datei:", "<file path=". It has few words, and none
// that speaks of another file.
bool announces(string_view lead) {
  if (lead.size() > kLongestLead) return false;
  const std::string text = without_tags(lead);
  std::size_t words = 0;
  bool only_file_words = true;
  bool other = false;
  for_each_word(text, [&](string_view word) {
    ++words;
    only_file_words = only_file_words && is_among(word, kFileWords);
    other = other || is_among(word, kNoteWords) || is_among(word, kUseWords) || is_among(word, kPerhapsUseWords);
  });
  if (words == 0 || (only_file_words && words < kMostLeadWords)) return true;
  return !other && words <= kMostLeadWords && ends_like_label(text);
}

// Returns whether words say something of the file: "core.py file" has none.
bool has_words(string_view tail) {
  bool found = false;
  for_each_word(without_tags(tail), [&](string_view word) { found = found || !is_among(word, kFileWords); });
  return found;
}

bool is_sober(char c) { return is_letter(c) || is_digit(c) || c == '_' || c == '-' || c == '.' || c == '/'; }

// Markdown writes "\_" where each '_' would begin italics; a folder "pkg\_private" has others that are plain.
std::string unescaped(string_view path) {
  std::string plain;
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (path[i] == '_' && (i == 0 || path[i - 1] != '\\')) return std::string(path);
    if (path[i] != '\\' || i + 1 == path.size() || path[i + 1] != '_') plain += path[i];
  }
  return plain;
}

}  // namespace

PathInLine find_path(string_view line, const Language& language) { return find_from(line, language, 0); }

string_view path_in(string_view text, const Language& language) { return find_from(text, language, 0).path; }

PathInLine only_path(string_view line, const Language& language) {
  const PathInLine first = find_path(line, language);
  for (PathInLine next = first; !next.path.empty();) {
    next = find_from(line, language, line.size() - next.tail.size());
    if (!next.path.empty() && next.path != first.path) return {};
  }
  return first;
}

bool sets_off_remark(string_view tail) {
  tail.remove_prefix(std::min(tail.find_first_not_of(" \t'\"`*])_}"), tail.size()));
  return !tail.empty() && (contains("(:-=~#>|[", tail.substr(0, 1)) || symbol_length(tail) > 0);
}

PathInLine headed_path(string_view line, const Language& language) {
  const PathInLine only = only_path(line, language);
  const PathInLine first = only.path.empty() ? find_path(line, language) : only;
  if (!only.path.empty() || first.path.empty() || !sets_off_remark(first.tail)) return only;
  bool remark = false;
  for_each_word(find_path(first.tail, language).lead,
                [&](string_view word) { remark |= word != "and" && word != "or"; });
  return remark ? first : only;
}

PathInLine find_label(string_view line, const Language& language) {
  const PathInLine found = find_path(line, language);
  if (found.path.empty() || !announces(found.lead)) return {};
  const bool fence = trim(found.tail).starts_with("```");
  return fence || sets_off_remark(found.tail) || !has_words(found.tail) ? found : PathInLine{};
}

string_view path_label(string_view line, const Language& language) { return find_label(line, language).path; }

Use use_in(string_view text) {
  Use use = Use::none;
  for_each_word(text.substr(0, 4 * kLongestPath), [&](string_view word) {
    if (is_among(word, kUseWords)) use = Use::certain;
    if (use == Use::none && is_among(word, kPerhapsUseWords)) use = Use::perhaps;
  });
  return use;
}

std::optional<std::string> safe_path(string_view path) {
  std::string clean = unescaped(path.substr(0, kLongestPath + 1));
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

std::optional<std::string> given_path(string_view path) {
  const bool absolute = (path.starts_with('/') || path.starts_with('\\')) && !path.starts_with("\\_");
  auto given = safe_path(path.substr(absolute ? 1 : 0));
  if (given && absolute) given->insert(given->begin(), '/');
  return given;
}

}  // namespace quantladder::extract
