// Reads what stands inside a block: its indentation, its lines of code, its text; and finds code without any fence.
#include <algorithm>

#include "extract/fences.h"
#include "extract/language.h"

namespace quantladder::extract {

std::vector<Block> code_sections(const Lines& lines, std::size_t begin, std::size_t end, const Language& language) {
  std::vector<Block> sections;
  StringTracker strings(language);
  bool open = false;
  for (std::size_t i = begin; i < end; ++i) {
    if (open && !strings.inside() && language.is_prose(lines[i], strings.continued())) {
      sections.back().end = i;
      open = false;
    } else if (!open && starts_code(lines[i], language)) {
      sections.push_back({begin, i, i, end, {}, Marking::unmarked, Shape::unfenced});
      strings = StringTracker(language);
      open = true;
    }
    if (open) strings.feed(lines[i]);
  }
  return sections;
}

std::vector<Block> unfenced_sections(const Document& document, const Language& language) {
  std::vector<Block> sections;
  std::size_t gap = 0;
  const auto is_comment = [&](std::size_t i) { return document.lines[i].starts_with(language.comment()); };
  const auto add = [&](std::size_t end) {
    auto found = code_sections(document.lines, gap, end, language);
    for (Block& block : found) {
      const std::size_t least = &block == found.data() ? gap : (&block - 1)->end;
      while (block.begin > least && is_comment(block.begin - 1)) --block.begin;
    }
    sections.insert(sections.end(), found.begin(), found.end());
  };
  for (const Block& block : document.blocks) {
    gap = block.gap_begin;
    add(block.gap_end);
    gap = block.end;
  }
  add(document.lines.size());
  return sections;
}

std::vector<Block> indented_sections(const Document& document, const Language& language) {
  std::vector<Block> sections;
  std::size_t indent = 0;  // of the section that is open, 0: none
  StringTracker strings(language);
  const Lines& lines = document.lines;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const bool blank = trim(lines[i]).empty();
    if (indent > 0 && !blank && !strings.inside() && indent_of(lines[i]) < indent) indent = 0;
    const bool begins =
        indent == 0 && indent_of(lines[i]) > 0 && starts_code(lines[i].substr(indent_of(lines[i])), language);
    if (begins) {
      indent = indent_of(lines[i]);
      strings = StringTracker(language);
      sections.push_back({i, i, i, i, {}, Marking::unmarked, Shape::unfenced});
    }
    if (indent == 0) continue;
    if (!blank) sections.back().end = i + 1;
    strings.feed(lines[i]);
  }
  return sections;
}

std::size_t shared_indent(const Lines& lines, const Block& block, const Language& language) {
  std::size_t shared = std::string_view::npos;
  StringTracker strings(language);
  for (std::size_t i = block.begin; i < block.end && shared > 0; ++i) {
    const bool counts = !strings.inside() && !trim(lines[i]).empty();
    if (counts) shared = std::min(shared, indent_of(lines[i]));
    strings.feed(lines[i]);
  }
  return shared == std::string_view::npos ? 0 : shared;
}

std::string_view dedented(std::string_view line, std::size_t indent) {
  line.remove_prefix(std::min(indent, indent_of(line)));
  return line;
}

void for_each_code_line(const Lines& lines, const Block& block, const Language& language,
                        const std::function<void(std::size_t, std::string_view)>& use) {
  const std::size_t indent = shared_indent(lines, block, language);
  StringTracker strings(language);
  for (std::size_t i = block.begin; i < block.end; ++i) {
    if (!strings.inside()) use(i, dedented(lines[i], indent));
    strings.feed(lines[i]);
  }
}

std::string content_of(const Lines& lines, const Block& block, const Language& language) {
  const std::size_t indent = shared_indent(lines, block, language);
  std::size_t begin = block.begin;
  std::size_t end = block.end;
  while (begin < end && trim(lines[begin]).empty()) ++begin;
  while (begin < end && trim(lines[end - 1]).empty()) --end;
  std::string content;
  for (std::size_t i = begin; i < end; ++i) content.append(dedented(lines[i], indent)).push_back('\n');
  if (content.empty()) content = "\n";
  return content;
}

}  // namespace quantladder::extract
