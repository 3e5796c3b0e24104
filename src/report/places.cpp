#include "quantladder/report/places.h"

#include <algorithm>
#include <functional>
#include <string_view>

#include "quantladder/report/document.h"

namespace quantladder::report {
namespace {

bool is_in_path(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("._-+/~").find(c) != std::string_view::npos;
}

bool begins_path(const std::string& text, std::size_t at) { return at == 0 || !is_in_path(text[at - 1]); }

// Replaces `folder` where a path begins with it; `inside`: what becomes of "folder/", `itself`: of the folder alone.
std::string rename(std::string text, const std::string& folder, const std::string& inside, const std::string& itself) {
  if (folder.size() < 2 || folder.front() != '/') return text;
  for (std::size_t at = text.find(folder); at != std::string::npos; at = text.find(folder, at)) {
    const std::size_t end = at + folder.size();
    const bool has_more = end < text.size() && text[end] == '/';
    const bool ends = end == text.size() || !is_in_path(text[end]);
    if (!begins_path(text, at) || (!has_more && !ends)) {
      at = end;
      continue;
    }
    const std::string& name = has_more ? inside : itself;
    text.replace(at, folder.size() + (has_more ? 1 : 0), name);
    at += name.size();
  }
  return text;
}

// "--model /data/alice/a.gguf" -> "--model /path/to/a.gguf"
std::string without_folders(const std::string& line) {
  std::string result;
  for (std::size_t at = 0; at < line.size();) {
    std::size_t end = at;
    if (line[at] == '/' && begins_path(line, at)) {
      while (end < line.size() && is_in_path(line[end])) ++end;
      const std::string path = line.substr(at, end - at);
      const std::size_t slash = path.find_last_of('/');
      result += slash == 0 ? path : "/path/to" + path.substr(slash);
    } else {
      result += line[end++];
    }
    at = end;
  }
  return result;
}

struct Hiding {
  const Places& places;

  void operator()(Paragraph& paragraph) const { paragraph.text = hide_places(paragraph.text, places); }
  void operator()(Bullets& bullets) const {
    for (std::string& item : bullets.items) item = hide_places(item, places);
  }
  void operator()(Code& code) const {
    for (std::string& line : code.lines) line = without_folders(hide_places(line, places));
  }
  void operator()(Table& table) const {
    for (auto& row : table.rows) {
      for (Value& value : row) {
        value.text = hide_places(value.text, places);
        if (auto* text = std::get_if<std::string>(&value.data)) *text = hide_places(*text, places);
      }
    }
  }
  void operator()(Chart&) const {}
};

}  // namespace

std::string hide_places(const std::string& text, const Places& places) {
  std::vector<std::string> own = places.own;
  // The innermost folder first.
  std::sort(own.begin(), own.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
  std::string hidden = text;
  for (const std::string& folder : own) hidden = rename(hidden, folder, "", ".");
  return rename(hidden, places.home, "~/", "~");
}

void hide_places(Document& document, const Places& places) {
  for (Section& section : document.sections) {
    for (Block& block : section.blocks) std::visit(Hiding{places}, block);
  }
}

}  // namespace quantladder::report
