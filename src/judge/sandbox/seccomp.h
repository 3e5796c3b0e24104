// The system calls that no answer needs, taken away: fewer ways into the kernel, and no way round the limits.
#pragma once

#include <string>

namespace quantladder::judge {

// A classic BPF program for this build's architecture, as bubblewrap's --seccomp takes it; empty when there is none for
// it. Denied calls fail with EPERM, clone3 with ENOSYS (the C library then uses clone, whose flags a filter can see),
// sockets of exotic families with EAFNOSUPPORT; a call by another architecture's convention ends the process.
std::string seccomp_filter();

}  // namespace quantladder::judge
