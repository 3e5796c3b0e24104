#include "quantladder/report/places.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "quantladder/report/document.h"

namespace quantladder::report {
namespace {

// What lies there tells nothing of a person: programs, devices, and what a server or a sandbox calls its own.
constexpr std::array<std::string_view, 12> kCommon{"/usr/", "/bin/", "/lib",  "/etc/", "/proc/", "/sys/",
                                                   "/dev/", "/tmp/", "/var/", "/v1/",  "/run/",  "/path/"};

// A path that is not quoted ends at these.
bool ends_path(char c) { return std::string_view(" \t\r\n\"'`<>()|;&*?\\").find(c) != std::string_view::npos; }

bool continues_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
         c == '-' || c == '~' || c == '/' || c == ':' || static_cast<unsigned char>(c) >= 0x80;
}

bool begins_path(const std::string& text, std::size_t at) {
  return text[at] == '/' && (at == 0 || !continues_word(text[at - 1]));
}

// The end of the path that begins at `at`: a quoted one may have anything in it.
std::size_t end_of_path(const std::string& text, std::size_t at) {
  const char before = at == 0 ? ' ' : text[at - 1];
  if (before == '\'' || before == '"') {
    const std::size_t quote = text.find(before, at);
    if (quote != std::string::npos) return quote;
  }
  std::size_t end = at;
  while (end < text.size() && !ends_path(text[end])) ++end;
  while (end > at + 1 && std::string_view(",.:").find(text[end - 1]) != std::string_view::npos) --end;
  return end;
}

// Returns what is left of the path below the folder; nullopt where it does not lie there.
std::optional<std::string> below(const std::string& path, std::string folder) {
  while (folder.size() > 1 && folder.back() == '/') folder.pop_back();
  if (folder.size() < 2 || folder.front() != '/' || !path.starts_with(folder)) return std::nullopt;
  if (path.size() == folder.size()) return "";
  if (path[folder.size()] != '/') return std::nullopt;
  return path.substr(folder.size() + 1);
}

std::string renamed(const std::string& path, const Places& places) {
  for (const std::string& folder : places.own) {
    if (const auto rest = below(path, folder)) return rest->empty() ? "." : *rest;
  }
  if (const auto rest = below(path, places.home)) return rest->empty() ? "~" : "~/" + *rest;
  const std::size_t slash = path.find_last_of('/');
  const bool is_common =
      std::any_of(kCommon.begin(), kCommon.end(), [&](std::string_view common) { return path.starts_with(common); });
  return slash == 0 || slash + 1 == path.size() || is_common ? path : "/path/to" + path.substr(slash);
}

struct Hiding {
  const Places& places;

  std::string hidden(const std::string& text) const { return hide_places(text, places); }
  void operator()(Paragraph& paragraph) const { paragraph.text = hidden(paragraph.text); }
  void operator()(Bullets& bullets) const {
    for (std::string& item : bullets.items) item = hidden(item);
  }
  void operator()(Code& code) const {
    for (std::string& line : code.lines) line = hidden(line);
  }
  void operator()(Table& table) const {
    for (auto& row : table.rows) {
      for (Value& value : row) {
        value.text = hidden(value.text);
        if (auto* text = std::get_if<std::string>(&value.data)) *text = hidden(*text);
      }
    }
  }
  void operator()(Chart& chart) const {
    for (std::string* text : {&chart.title, &chart.description, &chart.caption}) *text = hidden(*text);
    chart.draw = [draw = chart.draw, places = places](double width) {
      Drawing drawing = draw(width);
      for (Mark& mark : drawing.marks) std::visit(Hiding{places}, mark);
      return drawing;
    };
  }
  void operator()(RectMark& mark) const { mark.tip = hidden(mark.tip); }
  void operator()(DotMark& mark) const { mark.tip = hidden(mark.tip); }
  void operator()(PathMark& mark) const { mark.tip = hidden(mark.tip); }
  void operator()(TextMark& mark) const { mark.text = hidden(mark.text); }
  void operator()(LinkStart& mark) const { mark.label = hidden(mark.label); }
  template <class WithoutText>
  void operator()(WithoutText&) const {}
};

}  // namespace

std::string hide_places(const std::string& text, const Places& places) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t slash = text.find('/', at);
    if (slash == std::string::npos) return result + text.substr(at);
    result.append(text, at, slash - at);
    at = slash;
    const std::size_t end = begins_path(text, at) ? end_of_path(text, at) : at + 1;
    result += end == at + 1 ? "/" : renamed(text.substr(at, end - at), places);
    at = end;
  }
  return result;
}

void hide_places(Chart& chart, const Places& places) { Hiding{places}(chart); }

void hide_places(Section& section, const Places& places) {
  for (Block& block : section.blocks) std::visit(Hiding{places}, block);
}

void hide_places(Document& document, const Places& places) {
  for (Section& section : document.sections) hide_places(section, places);
}

}  // namespace quantladder::report
