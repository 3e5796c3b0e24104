// Finds the blocks that a reply calls a file, each with its path, in the reply's order. A name stands on the fence, in
// the block or above it.
#pragma once

#include <functional>
#include <optional>
#include <string>
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

// A line of a block that begins a file. Several of them make the block several files.
struct Header {
  std::size_t line;
  std::size_t begin;  // the file's first line: a bare path is none
  std::string_view path;
  bool remark;  // "# core.py: the queue"
};
std::vector<Header> headers_in(const Lines& lines, const Block& block, const Language& language);

// Returns the path of a line that names a file without being code or a comment: "shop/cart.py", "%%writefile
// shop/cart.py". It is empty for any other line.
std::string_view bare_label(std::string_view line, const Language& language);

struct NamedBlock {
  std::string path;  // as the reply says: given_path()
  Block block;
  LabelSource source = LabelSource::heading;
};

struct NamedBlocks {
  std::vector<NamedBlock> files;
  std::vector<std::string> notes;  // on what was left aside
  std::size_t unnamed = 0;         // blocks of code that no name belongs to
  bool fenced = false;             // there are fences; else the files are the code below lines that name them
};

// `is_asked_for` says whether the answer needs a file of that path: such a name above a block outweighs those in it.
NamedBlocks named_blocks(const Document& document, const Language& language,
                         const std::function<bool(std::string_view)>& is_asked_for);

void note(std::vector<std::string>& notes, std::string text);  // adds it, up to a dozen
std::string printable(std::string_view path);                  // for a note

}  // namespace quantladder::extract
