// Reads a reply as lines and the code blocks in it, in one pass: every line is looked at a bounded number of times.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "extract/fence_line.h"
#include "extract/language.h"
#include "extract/text.h"

namespace quantladder::extract {

enum class Shape { closed, unclosed, missing_open, unfenced };

struct Block {
  std::size_t gap_begin = 0;  // the first line after the block before: [gap_begin, gap_end) may name this block's file
  std::size_t gap_end = 0;
  std::size_t begin = 0;  // content: lines [begin, end)
  std::size_t end = 0;
  std::string_view info;
  Marking marking = Marking::unmarked;
  Shape shape = Shape::closed;
};

struct Document {
  Lines lines;  // reasoning is blanked out
  std::vector<Block> blocks;
  bool has_reasoning = false;
};

Document read_document(std::string_view reply, const Language& language);

// Returns what of lines [begin, end) reads as code without a fence: from a line that starts code to a line of prose.
std::vector<Block> code_sections(const Lines& lines, std::size_t begin, std::size_t end, const Language& language);
std::vector<Block> unfenced_sections(const Document& document, const Language& language);

// Returns code that is set apart by its indentation alone, as Markdown knows it, up to a line that is less far in.
std::vector<Block> indented_sections(const Document& document, const Language& language);

// Returns the indentation that all lines of the block share, strings of several lines left aside.
std::size_t shared_indent(const Lines& lines, const Block& block, const Language& language);
std::string_view dedented(std::string_view line, std::size_t indent);  // loses at most `indent` blanks

// Calls `use(index, dedented line)` for each line of the block that does not begin inside a string.
void for_each_code_line(const Lines& lines, const Block& block, const Language& language,
                        const std::function<void(std::size_t, std::string_view)>& use);

// Returns the block's text, dedented, ending with exactly one newline.
std::string content_of(const Lines& lines, const Block& block, const Language& language);

}  // namespace quantladder::extract
