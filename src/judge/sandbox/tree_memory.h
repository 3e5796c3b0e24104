// What a tree of processes uses, where no control group counts it.
#pragma once

#include <sys/types.h>

#include <cstdint>

namespace quantladder::judge {

// Memory that `first` and its descendants have written to, shared pages counted in parts where the kernel tells; 0 when
// nothing can be read.
std::uint64_t tree_bytes(pid_t first);

}  // namespace quantladder::judge
