// What the reply says that a block is.
#pragma once

#include "extract/fences.h"

namespace quantladder::extract {

// `original`: code that is shown beside the answer, wherever; `variant`: another answer than the one before it.
enum class Announcement { nothing, correction, original, variant, draft, recommended };

// Reads the paragraph above the block, the heading above that, and the paragraph below the block.
Announcement announcement_of(const Document& document, const Block& block);

}  // namespace quantladder::extract
