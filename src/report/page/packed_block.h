// Compressed data in a page, which is text until a reader asks for it.
#pragma once

#include <string>
#include <string_view>

namespace quantladder::report {

// Returns base64 of gzip, as `DecompressionStream("gzip")` of a browser reads it. Deterministic.
std::string pack(std::string_view text);

// Returns "sha256-..." of a script or style, as a Content-Security-Policy names it.
std::string hash_for_policy(std::string_view text);

}  // namespace quantladder::report
