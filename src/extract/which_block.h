// Which of several blocks that each define all that was asked for is the answer.
#pragma once

#include <string_view>
#include <vector>

#include "extract/fences.h"
#include "quantladder/extract/extract.h"

namespace quantladder::extract {

struct Chosen {
  std::size_t index = 0;
  std::string_view passed_over;  // what the last block is instead of the answer, empty: it is the answer
};

// `complete` holds at least one block, in the reply's order.
Chosen choose_complete(const Document& document, const std::vector<Block>& complete, const Spec& spec,
                       const Language& language);

}  // namespace quantladder::extract
