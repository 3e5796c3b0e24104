// What a server's log says about its end.
#pragma once

#include <cstdint>
#include <string>

namespace quantladder::llama {

// At most the last `max_bytes` of the file beyond `from`; empty when there is no such file.
std::string read_log_tail(const std::string& path, std::uint64_t from, std::size_t max_bytes);

// The one line that names the cause: the first that speaks of an error, else the last; without its time stamp. The
// first, because llama-server repeats a failure in ever more general words on its way out.
std::string telling_line(const std::string& log);

// Valid UTF-8 without control characters other than line ends.
std::string printable_log(const std::string& log);

}  // namespace quantladder::llama
