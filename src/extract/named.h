// The blocks of a reply that it calls a file, each with its path, in the reply's order.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "extract/labels.h"

namespace quantladder::extract {

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

void note(std::vector<std::string>& notes, std::string text);  // no more than a dozen
std::string printable(std::string_view path);                  // for a note

}  // namespace quantladder::extract
