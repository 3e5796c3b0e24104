// A suite of fidelity may be measured in blocks: each reads a section of its own of every domain's text.
#pragma once

#include "quantladder/tasks/suite.h"

namespace quantladder::bench {

// Returns the suite as its `block`, from 1, has it: of each domain that section, and its share of the chunks. A suite
// of one block is returned as it is. Throws core::Error(environment) where a section cannot be kept in the cache.
tasks::Suite block_of(const tasks::Suite& suite, int block);

}  // namespace quantladder::bench
