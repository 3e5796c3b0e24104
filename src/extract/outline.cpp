#include "extract/which_block.h"

#include <algorithm>

namespace quantladder::extract {
namespace {

using std::string_view;

// A comment that begins so stands for code which is not shown.
constexpr Words kPlaceholders =
    "...|\u2026|rest of|the rest|same as before|same as above|unchanged|existing code|existing meth|"
    "existing impl|existing func|other meth|other code|other func|remaining meth|remaining code|previous code|"
    "previous methods|as before|as above|omitted|your existing";
constexpr Words kPlaceholdersAnywhere = "unchanged|omitted|remains the same|same as before|same as above";
// A body of "..." is complete code below these; but only overloads are no answer.
constexpr string_view kOverload = "overload";
constexpr Words kLegitimateStubs = "Protocol|abstractmethod|ABC";

bool is_placeholder(string_view comment) {
  const std::size_t begin = comment.find_first_not_of(comment.starts_with('/') ? "/ \t([<-*{=" : "# \t([<-*{=");
  const std::string text = to_lower(comment.substr(std::min(begin, comment.size())).substr(0, 120));
  return starts_with_any(text, kPlaceholders) || contains_any(text, kPlaceholdersAnywhere);
}

bool is_stub(string_view body) {
  return body.empty() || body == "pass" || body == "..." || body == "\u2026" ||
         body.starts_with("raise NotImplementedError");
}

string_view without_comment(string_view text, string_view comment) { return trim(text.substr(0, text.find(comment))); }

// Returns whether the value needs the name itself: "add = partial(add, 1)"; not in a lambda, string, attribute or
// keyword.
bool uses(string_view value, string_view name) {
  if (contains(value, "lambda")) return false;
  for (std::size_t at = value.find(name); at != string_view::npos; at = value.find(name, at + name.size())) {
    const bool begins = at == 0 || (!is_word(value[at - 1]) && !contains("'\".", value.substr(at - 1, 1)));
    const string_view rest = value.substr(at + name.size());
    if (begins && (rest.empty() || contains("(),. []", rest.substr(0, 1)))) return true;
  }
  return false;
}

class OutlineReader {
 public:
  OutlineReader(const std::vector<std::string>& names, const Language& language) : names_(names), language_(language) {}

  void read(string_view line) {
    const string_view text = trim(line);
    if (text.empty()) return;
    const std::size_t comment = text.find(language_.comment());
    if (comment != 0) ++outline_.lines;
    placeholder_ = placeholder_ || (comment != string_view::npos && is_placeholder(text.substr(comment)));
    if (!language_.has_outline) return;
    legitimate_ = legitimate_ || contains_any(text, kLegitimateStubs);
    overloads_ = overloads_ || contains(text, kOverload);
    if (line == text) read_assignment(line);
    read_statement(text, without_comment(text, language_.comment()));
  }

  Outline finished() {
    outline_.has_placeholder = placeholder_ || (stubs_ > 0 && !legitimate_ && !overloads_);
    if (legitimate_ || in_head_) ++outline_.statements;  // a head that was cut off is no signature
    outline_.only_calls = called_ && !defined_;
    auto& api = outline_.public_api;
    std::sort(api.begin(), api.end());
    api.erase(std::unique(api.begin(), api.end()), api.end());
    return std::move(outline_);
  }

 private:
  void read_assignment(string_view line) {
    const string_view name = defined_name(line, language_);
    if (std::find(names_.begin(), names_.end(), name) == names_.end()) return;
    if (opens_definition(line, language_)) {
      defined_ = true;
    } else {
      const string_view value =
          without_comment(line.substr(std::min(line.find('='), line.size())), language_.comment());
      called_ = called_ || uses(value, name);
    }
  }

  void read_statement(string_view text, string_view code) {
    const bool continued = depth_ > 0;
    count_brackets(code);
    if (opens_definition(text, language_)) {
      begin_definition(text);
      in_head_ = depth_ > 0;
    }
    if (continued && !in_head_) return;
    const bool head = in_head_ || opens_definition(text, language_);
    if (head) {
      if (depth_ == 0) end_head(code);
      return;
    }
    const bool quoted = text.starts_with('"') || text.starts_with('\'');
    if (code.empty() || quoted || text.starts_with('@')) return;
    if (code == "..." || code == "\u2026") ++stubs_;
    if (is_stub(code) || code.starts_with("import ") || code.starts_with("from ")) return;
    if (defined_name(code, language_).empty() && contains(code, ":") && !code.ends_with(':') && !contains(code, "(")) {
      outline_.has_fields = true;  // "name: type"
      return;
    }
    ++outline_.statements;
  }

  void begin_definition(string_view text) {
    const string_view name = defined_name(text, language_);
    if (text.starts_with("class")) {
      outline_.has_class = true;
      return;
    }
    ++outline_.functions;
    if (name == "__init__" || !name.starts_with('_')) outline_.public_api.push_back(name);
  }

  // Behind the colon that ends "def name(...) -> type:", a body may stand on the same line.
  void end_head(string_view code) {
    in_head_ = false;
    const std::size_t colon = code.find(':', code.rfind(')') == string_view::npos ? 0 : code.rfind(')'));
    const string_view body = colon == string_view::npos ? string_view{} : trim(code.substr(colon + 1));
    if (body == "..." || body == "\u2026") ++stubs_;
    if (!is_stub(body)) ++outline_.statements;
  }

  void count_brackets(string_view code) {
    for (const char c : code) {
      if (c == '(' || c == '[' || c == '{') ++depth_;
      if ((c == ')' || c == ']' || c == '}') && depth_ > 0) --depth_;
    }
  }

  const std::vector<std::string>& names_;
  const Language& language_;
  Outline outline_;
  int depth_ = 0;
  int stubs_ = 0;
  bool in_head_ = false;
  bool placeholder_ = false;
  bool legitimate_ = false;
  bool overloads_ = false;
  bool defined_ = false;
  bool called_ = false;
};

}  // namespace

bool Outline::is_part_of(const Outline& whole) const {
  if (!has_class || !whole.has_class || public_api.size() >= whole.public_api.size()) return false;
  const auto begins = [](const Outline& outline) {
    return outline.has_fields ||
           std::binary_search(outline.public_api.begin(), outline.public_api.end(), string_view("__init__"));
  };
  if (begins(whole) && !begins(*this)) return true;
  std::vector<string_view> common;
  std::set_intersection(public_api.begin(), public_api.end(), whole.public_api.begin(), whole.public_api.end(),
                        std::back_inserter(common));
  return 2 * common.size() <= whole.public_api.size();
}

Outline outline_of(const Document& document, const Block& block, const std::vector<std::string>& names,
                   const Language& language) {
  OutlineReader reader(names, language);
  for_each_code_line(document.lines, block, language, [&](std::size_t, string_view line) { reader.read(line); });
  return reader.finished();
}

}  // namespace quantladder::extract
