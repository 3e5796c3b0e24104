// Reads what a server's log says about its end.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "quantladder/core/memory_need.h"

namespace quantladder::llama {

// Returns at most the last `max_bytes` of the file beyond `from`; empty when there is no such file.
std::string read_log_tail(const std::string& path, std::uint64_t from, std::size_t max_bytes);

// Returns the one line that names the cause, without its time stamp: the last that speaks of an error and is more than
// one of the general words with which programs repeat a failure on their way out. It is not the first: a program that
// does without a GPU, say, goes on after its complaint. Without any such line it is the first general one, else the
// last line.
std::string telling_line(const std::string& log);

// Returns the buffers that the log of a start tells of, those of one kind in one place as one, in its order. Of buffers
// that were laid out anew the last ones count. Empty: the program keeps silent about them, or has another wording.
std::vector<core::MemoryBuffer> parse_buffers(const std::string& log);

// Returns the log as valid UTF-8 without control characters other than line ends.
std::string printable_log(const std::string& log);

}  // namespace quantladder::llama
