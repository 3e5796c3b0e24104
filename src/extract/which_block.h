// Chooses the answer among blocks that each define all that was asked for, by what the reply says of them and by what
// they consist of.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "extract/fences.h"
#include "quantladder/extract/extract.h"

namespace quantladder::extract {

// `original` is code that is shown beside the answer, wherever; `variant` is another answer than the one before it.
enum class Announcement { nothing, correction, original, variant, draft, recommended };

// Reads the paragraph above the block, the heading above that, and the paragraph below the block.
Announcement announcement_of(const Document& document, const Block& block);

// An outline sums up what a block of code consists of, as far as that tells whether the block is whole.
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

struct Chosen {
  std::size_t index = 0;
  std::string_view passed_over;  // what the last block is instead of the answer; empty when it is the answer
};

// `complete` holds at least one block, in the reply's order.
Chosen choose_complete(const Document& document, const std::vector<Block>& complete, const Spec& spec,
                       const Language& language);

}  // namespace quantladder::extract
