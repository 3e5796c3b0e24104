// The page's script and style, which lie in page.js and page.css.
#pragma once

#include <string_view>

namespace quantladder::report {

extern const std::string_view kPageScript;
extern const std::string_view kPageStyle;

}  // namespace quantladder::report
