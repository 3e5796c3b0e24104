// Makes what a child gets as stdin, stdout and stderr, before the fork.
#pragma once

#include <utility>
#include <vector>

#include "quantladder/sys/process.h"

namespace quantladder::sys {

struct Pipe {
  Fd read;
  Fd write;
};
Pipe make_pipe();  // closed on exec; throws core::Error(environment)

// Holds the parent's side for one spawn.
struct Streams {
  Fd null;
  Fd file;
  Pipe out;
  Pipe err;
};
Streams open_streams(const SpawnOptions& options);  // throws core::Error(environment)

// (descriptor here, its number in the child), with those that the options hand down.
std::vector<std::pair<int, int>> descriptor_map(const SpawnOptions& options, const Streams& streams);

}  // namespace quantladder::sys
