// Which file of a package a block is: the name on its fence, in it or above it.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "extract/fences.h"

namespace quantladder::extract {

// Ranks how surely the path names the block; a `sentence` never replaces what a surer label gave.
enum class LabelSource { info, comment, heading, sentence };

struct Label {
  std::string_view path;
  LabelSource source;
  std::size_t begin;    // the block's first line that belongs to the file: a bare path above the code does not
  bool remark = false;  // "# core.py: the queue"
};
std::optional<Label> label_of(const Lines& lines, const Block& block, const Language& language);

// A line of a block that begins a file: several of them make the block several files.
struct Header {
  std::size_t line;
  std::size_t begin;  // the file's first line: a bare path is none
  std::string_view path;
  bool remark;  // "# core.py: the queue"
};
std::vector<Header> headers_in(const Lines& lines, const Block& block, const Language& language);

// A line within a block that names a file without being code or a comment: "shop/cart.py", "%%writefile shop/cart.py".
std::string_view bare_label(std::string_view line, const Language& language);

}  // namespace quantladder::extract
