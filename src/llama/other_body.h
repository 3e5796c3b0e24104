// A body with status 200 that is no event stream: what it is, for a message.
#pragma once

#include <string>
#include <string_view>

namespace quantladder::llama {

// Nothing but line ends, comments and fields other than `data`, which no answer can be in.
bool is_only_comments(std::string_view body);

// By the content type that the headers named; empty: they named none.
bool is_event_stream(std::string_view kind);

// One line: "no event stream came, but text/html: <!DOCTYPE html> ...". `kind`: the content type and encoding.
std::string describe_other_body(std::string_view body, const std::string& kind);

}  // namespace quantladder::llama
