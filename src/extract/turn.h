// Finds the end of the model's turn: what it wrote behind that is an invented next one.
#pragma once

#include <optional>
#include <string_view>

#include "extract/language.h"
#include "extract/text.h"

namespace quantladder::extract {

// Returns the first byte of a token in lines[i] that ends the turn; nullopt when there is none. With `in_code`, quotes
// and comments hold text about tokens.
std::optional<std::size_t> turn_end_in(const Lines& lines, std::size_t i, bool in_code);

// Returns whether the model goes on as if in a transcript: a paragraph begins with "User:", and not far below it one
// with "Assistant:".
bool begins_user_turn(const Lines& lines, std::size_t i);

// Drops the blank that some tokenizers put before a reply's first word, or what all its lines are indented by.
void drop_leading_blank(Lines& lines);

// Drops a token for code that stands directly before it at the reply's beginning: "<|python_tag|>import math".
void drop_leading_token(Lines& lines, const Language& language);

// Drops the '>' of a fenced block that is quoted as a whole: "> ```python".
void unquote_blocks(Lines& lines);

}  // namespace quantladder::extract
