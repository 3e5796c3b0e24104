// What a block of code consists of, as far as it tells whether the block is whole.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "extract/fences.h"

namespace quantladder::extract {

struct Outline {
  std::size_t lines = 0;                     // without blank ones and comments
  std::size_t functions = 0;                 // functions and methods
  std::size_t statements = 0;                // lines that do something
  std::vector<std::string_view> public_api;  // sorted names of functions and methods, __init__ among them
  bool has_class = false;
  bool has_fields = false;       // fields that a decorator turns into an __init__
  bool has_placeholder = false;  // "# ...", "def name(): ..."
  bool only_calls = false;       // it assigns to the name that was asked for what needs that name

  bool only_signatures() const { return functions > 0 && statements == 0; }
  bool is_part_of(const Outline& whole) const;  // a class with some of its methods
};

Outline outline_of(const Document& document, const Block& block, const std::vector<std::string>& names,
                   const Language& language);

}  // namespace quantladder::extract
