// What this machine allows, found out without the program's own probes: where one of those fails on a machine that does
// allow it, a test has to fail and not to skip itself.
#pragma once

#include <optional>

namespace quantladder::test {

// A control group with a memory limit can be made below this process's own.
bool allows_memory_groups();

// A process, of user and group `as` if given, can mount a tmpfs over /sys in namespaces of its own.
bool allows_private_tmpfs(std::optional<unsigned> as = {});

}  // namespace quantladder::test
