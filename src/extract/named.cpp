#include "extract/named.h"

#include <algorithm>
#include <set>

#include "extract/paths.h"

namespace quantladder::extract {
namespace {

using std::string_view;

constexpr std::size_t kMostNotes = 12;

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

class Finder {
 public:
  Finder(const Document& document, const Language& language, const std::function<bool(string_view)>& is_asked_for)
      : document_(document), lines_(document.lines), language_(language), is_asked_for_(is_asked_for) {}

  NamedBlocks find() {
    constexpr std::size_t kOwn = std::string::npos;
    std::size_t gap_begin = kOwn;  // else the text above a block that is no file, which may name the next one
    for (Block block : document_.blocks) {
      if (gap_begin != kOwn) block.gap_begin = gap_begin;
      if (block.marking == Marking::other || is_tree(document_.lines, block) || is_name(block)) {
        gap_begin = block.gap_begin;
        blank(block);
        continue;
      }
      gap_begin = kOwn;
      found_.fenced = true;
      add_block(block);
    }
    if (!found_.fenced) add_unfenced();
    return std::move(found_);
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
      found_.files.push_back({std::move(*given), block, source});
    } else {
      note(found_.notes, "refused the path " + printable(path));
    }
  }

  // A block with headers of several files is those files, unless it is called another one; else it is the one that
  // names it.
  void add_block(const Block& block) {
    const std::vector<Header> headers = headers_in(document_.lines, block, language_);
    std::set<string_view> paths;
    for (const Header& header : headers) paths.insert(header.path);
    const auto label = label_of(lines_, block, language_);
    if (paths.size() > 1 && (!label || paths.contains(label->path) || !is_asked_for_(label->path))) {
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
      ++found_.unnamed;
    }
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

  const Document& document_;
  Lines lines_;  // without the blocks that are no file: what stands above the others
  const Language& language_;
  const std::function<bool(string_view)>& is_asked_for_;
  NamedBlocks found_;
};

}  // namespace

NamedBlocks named_blocks(const Document& document, const Language& language,
                         const std::function<bool(string_view)>& is_asked_for) {
  return Finder(document, language, is_asked_for).find();
}

void note(std::vector<std::string>& notes, std::string text) {
  if (notes.size() < kMostNotes) notes.push_back(std::move(text));
}

std::string printable(string_view path) {
  std::string text(path.substr(0, 80));
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
  return text;
}

}  // namespace quantladder::extract
