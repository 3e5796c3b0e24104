#include "extract/fence_line.h"

#include <algorithm>
#include <string>

#include "extract/paths.h"
#include "extract/text.h"

namespace quantladder::extract {
namespace {

using std::string_view;

// Words on a fence that say that the block is something else; a word that is no row here says nothing ("code").
constexpr Words kOtherLanguages =
    "python|py|python3|text|txt|plaintext|plain|output|bash|sh|shell|zsh|console|terminal|cmd|powershell|ps1|bat|json|"
    "json5|jsonl|"
    "yaml|yml|toml|ini|cfg|xml|html|css|scss|less|sass|diff|patch|sql|c|h|cpp|c++|cc|csharp|cs|java|javascript|"
    "js|jsx|typescript|ts|tsx|go|golang|rust|rs|ruby|rb|php|perl|kotlin|swift|scala|lua|r|julia|haskell|dart|"
    "latex|tex|mermaid|dockerfile|makefile|csv|log|pycon|traceback|http";

std::size_t run_length(string_view text, char mark) { return std::min(text.find_first_not_of(mark), text.size()); }

bool is_language_name(string_view word, const Language& language) {
  const std::string lower = to_lower(word.substr(0, 40));  // longer is no language's name
  if (is_among(lower, language.info_names)) return true;
  return lower.starts_with(language.id()) &&
         lower.find_first_not_of("0123456789.-_", language.id().size()) == std::string::npos;
}

Marking marking_of_other(string_view word) {
  return is_among(word, kOtherLanguages) || contains(word, ".") || word.empty() ? Marking::other : Marking::unmarked;
}

bool imports(string_view text) {
  return text.starts_with("import ") || (text.starts_with("from ") && contains(text, " import "));
}

// Behind the language's name more may stand than without it: there `title="a.py"` is an attribute and "# a.py" a name.
bool continues_as_code(string_view text, const Language& language) {
  if (!path_in(text, language).empty()) return false;
  const bool statement = text.starts_with('@') || text.starts_with(language.comment()) || text.starts_with("\"\"\"") ||
                         text.starts_with("'''");
  return statement || (!defined_name(text, language).empty() && contains(text, " = "));
}

}  // namespace

std::optional<Fence> parse_fence(string_view line) {
  const std::size_t indent = text_begin(line);
  const string_view text = trim_odd_blanks(line.substr(indent));
  if (text.empty() || (text.front() != '`' && text.front() != '~')) return std::nullopt;
  const std::size_t length = run_length(text, text.front());
  const Fence fence{text.front(), length, indent, trim_odd_blanks(text.substr(length))};
  if (fence.length < 3) return std::nullopt;
  if (fence.mark == '`' && contains(fence.info, "`")) return std::nullopt;  // code within a sentence
  return fence;
}

std::optional<Fence> parse_quote_fence(string_view line, const Language& language) {
  const string_view text = trim_odd_blanks(line);
  if (text.empty() || (text.front() != '\'' && text.front() != '"')) return std::nullopt;
  const Fence fence{text.front(), run_length(text, text.front()), indent_of(line),
                    trim(text.substr(run_length(text, text.front())))};
  const bool named = is_language_name(fence.info, language);
  return fence.length == 3 && (fence.info.empty() || named) ? std::optional(fence) : std::nullopt;
}

bool is_bare(const Fence& fence) {
  const string_view info = fence.info;
  return info.empty() || !(is_word(info.front()) || contains("{/", info.substr(0, 1)) || info.starts_with("./"));
}

Marking marking_of(string_view info, const Language& language) {
  if (info.empty()) return Marking::unmarked;
  string_view text = info;
  while (!text.empty() && (text.front() == '{' || text.front() == '.')) text.remove_prefix(1);
  const string_view token = text.substr(0, text.find_first_of(" \t:{},="));
  if (is_language_name(token, language)) return Marking::wanted;
  const std::string word = to_lower(token.substr(0, 40));
  const bool only_a_path =
      !token.empty() && path_in(text.substr(0, text.find_first_of(" \t")), language) != string_view{};
  const bool attribute = word == "title" || word == "file" || word == "filename" || word == "path";
  return only_a_path || (attribute && !path_in(text, language).empty()) ? Marking::wanted : marking_of_other(word);
}

bool is_markdown(string_view info) {
  const std::string word = to_lower(leading_word(info).substr(0, 40));
  return word == "markdown" || word == "md";
}

string_view code_on(string_view info, const Language& language) {
  if (opens_definition(info, language) || imports(info)) return info;
  if (!is_language_name(leading_word(info), language)) return {};
  const string_view rest = trim(info.substr(leading_word(info).size()));
  const bool code = opens_definition(rest, language) || imports(rest) || continues_as_code(rest, language);
  return code ? rest : string_view{};
}

string_view one_line_block(string_view line, const Language& language) {
  const std::size_t open = line.find("```");
  if (open == string_view::npos) return {};
  const string_view rest = line.substr(open + run_length(line.substr(open), '`'));
  const std::size_t close = rest.find("```");
  if (close == string_view::npos) return {};
  const string_view code = code_on(trim(rest.substr(0, close)), language);
  return code.ends_with(':') ? string_view{} : code;  // a head without a body
}

}  // namespace quantladder::extract
