#include <algorithm>
#include <cstdlib>

#include "judge/test_report.h"

namespace quantladder::judge {
namespace {

// One tag, from '<' to '>'; attribute values hold neither '<' nor a bare '>' in what pytest writes, but may hold '>'
// by the standard, so quotes are respected.
struct Tag {
  std::string_view name;  // with its '/' when it closes
  std::string_view attributes;
  bool empty = false;  // <name .../>
};

class Tags {
 public:
  explicit Tags(std::string_view xml) : rest_(xml) {}

  // False at the end, or where the text is no tag.
  bool next(Tag& tag) {
    const std::size_t begin = rest_.find('<');
    if (begin == std::string_view::npos) return false;
    std::size_t end = begin + 1;
    for (char quote = 0; end < rest_.size() && (quote != 0 || rest_[end] != '>'); ++end) {
      if (rest_[end] == quote) {
        quote = 0;
      } else if (quote == 0 && (rest_[end] == '"' || rest_[end] == '\'')) {
        quote = rest_[end];
      }
    }
    if (end >= rest_.size()) return false;
    std::string_view body = rest_.substr(begin + 1, end - begin - 1);
    rest_.remove_prefix(end + 1);
    tag.empty = !body.empty() && body.back() == '/';
    if (tag.empty) body.remove_suffix(1);
    tag.name = body.substr(0, body.find_first_of(" \t\n"));
    tag.attributes = body.substr(tag.name.size());
    return true;
  }

 private:
  std::string_view rest_;
};

std::string unescaped(std::string_view text) {
  static constexpr std::pair<std::string_view, char> kEntities[] = {
      {"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}, {"&quot;", '"'}, {"&apos;", '\''}};
  std::string result;
  while (!text.empty()) {
    const auto* entity = std::find_if(std::begin(kEntities), std::end(kEntities), [&](const auto& each) {
      return text.substr(0, each.first.size()) == each.first;
    });
    const bool found = entity != std::end(kEntities);
    result += found ? entity->second : text.front();
    text.remove_prefix(found ? entity->first.size() : 1);
  }
  return result;
}

std::string attribute(const Tag& tag, std::string_view name) {
  const std::string key = " " + std::string(name) + "=\"";
  const std::size_t begin = tag.attributes.find(key);
  if (begin == std::string_view::npos) return "";
  const std::string_view value = tag.attributes.substr(begin + key.size());
  return unescaped(value.substr(0, value.find('"')));
}

int number(const Tag& tag, std::string_view name) { return std::atoi(attribute(tag, name).c_str()); }

}  // namespace

std::optional<JunitReport> parse_junit(std::string_view xml) {
  JunitReport report;
  int suites = 0;
  bool in_case = false;
  Tag tag;
  for (Tags tags(xml); tags.next(tag);) {
    if (tag.name == "testsuite") {
      ++suites;
      report.tests = number(tag, "tests");
      report.failures = number(tag, "failures");
      report.errors = number(tag, "errors");
      report.skipped = number(tag, "skipped");
    } else if (tag.name == "testcase") {
      const std::string folder = attribute(tag, "classname");
      report.cases.push_back({(folder.empty() ? "" : folder + ".") + attribute(tag, "name"), true});
      in_case = !tag.empty;
    } else if (tag.name == "/testcase") {
      in_case = false;
    } else if (in_case && (tag.name == "failure" || tag.name == "error" || tag.name == "skipped")) {
      report.cases.back().passed = false;
    }
  }
  if (suites != 1) return std::nullopt;
  return report;
}

std::string junit_name(const std::string& test_id) {
  const std::size_t bracket = std::min(test_id.find('['), test_id.size());
  std::string path = test_id.substr(0, bracket);
  const std::size_t file_end = std::min(path.find("::"), path.size());
  std::string file = path.substr(0, file_end);
  if (file.size() > 3 && file.compare(file.size() - 3, 3, ".py") == 0) file.resize(file.size() - 3);
  std::replace(file.begin(), file.end(), '/', '.');
  std::string rest = path.substr(file_end);
  for (std::size_t at = 0; (at = rest.find("::", at)) != std::string::npos;) rest.replace(at, 2, ".");
  return file + rest + test_id.substr(bracket);
}

}  // namespace quantladder::judge
