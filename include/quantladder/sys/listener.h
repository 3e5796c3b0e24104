// Who listens on a port of this machine.
#pragma once

#include <optional>
#include <string>

namespace quantladder::sys {

// Returns whether `root` or a descendant of it holds a socket that listens on this TCP port. nullopt when that can't be
// told: the kernel's table is not readable, or not all of these processes' files are.
std::optional<bool> tree_listens(int root, int port, const std::string& proc_root = "/proc");

// Returns the port in "http://host:8080/path"; nullopt without one.
std::optional<int> port_of(const std::string& url);

}  // namespace quantladder::sys
