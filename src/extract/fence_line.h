// Reads a line that opens or closes a block of code, and what the words on it say of the block.
#pragma once

#include <optional>
#include <string_view>

#include "extract/language.h"

namespace quantladder::extract {

enum class Marking { wanted, unmarked, other };  // the fence names the task's language, nothing, or something else

struct Fence {
  char mark = '`';
  std::size_t length = 0;
  std::size_t indent = 0;  // of the fence itself, behind a list marker
  std::string_view info;
};

// Reads three or more '`' or '~' at the beginning of a line; blanks of every kind around them do not count.
std::optional<Fence> parse_fence(std::string_view line);

// Reads three quotes that stand for a fence, alone or with the language's name: "'''python".
std::optional<Fence> parse_quote_fence(std::string_view line, const Language& language);

// Returns whether the fence has no info string. These begin with a word, an attribute or a path; anything else follows
// a closing fence by mistake ("```.", "```<|im_end|>").
bool is_bare(const Fence& fence);

Marking marking_of(std::string_view info, const Language& language);
bool is_markdown(std::string_view info);

// Returns the code on a fence's own line, with the language's name before it or without; empty when there is none:
// "```def add(a, b):", "```python def add(a, b):".
std::string_view code_on(std::string_view info, const Language& language);

// Returns the code of a whole block on one line; empty when it is none: "```python def add(a, b): return a + b```".
std::string_view one_line_block(std::string_view line, const Language& language);

}  // namespace quantladder::extract
