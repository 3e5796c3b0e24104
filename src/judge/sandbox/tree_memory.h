// Counts the memory of a tree of processes where no control group does.
#pragma once

#include <sys/types.h>

#include <cstdint>

namespace quantladder::judge {

// Returns the bytes that `first` and its descendants have written to, shared pages counted in parts where the kernel
// tells; 0 when nothing can be read.
std::uint64_t tree_bytes(pid_t first);

}  // namespace quantladder::judge
