// Small files of /proc and /sys, which may vanish or fail while they are read.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace quantladder::sys {

// Absent for whatever reason it couldn't be read: for these files that is an answer, not a fault. A process that ends
// between open and read gives ESRCH, a sleeping sensor EBUSY or EINVAL.
std::optional<std::string> read_kernel_file(const std::filesystem::path& path);

// A file that holds one decimal number and a newline.
std::optional<std::uint64_t> read_kernel_number(const std::filesystem::path& path);

}  // namespace quantladder::sys
