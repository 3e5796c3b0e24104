// Text from outside in HTML and XML.
#pragma once

#include <string>
#include <string_view>

namespace quantladder::report {

// Returns text for an element or a quoted attribute, on one line: valid UTF-8 without control characters.
std::string escape_markup(std::string_view text);

// Returns a part of a URL's fragment: all but letters, digits, '.', '_' and '-' is percent-encoded.
std::string percent_encode(std::string_view text);

}  // namespace quantladder::report
