// Small files of /proc and /sys, which may vanish or fail while they are read.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace quantladder::sys {

// Returns the content; nullopt for whatever reason it couldn't be read: for these files that is an answer, not a fault.
// A process that ends between open and read gives ESRCH, a sleeping sensor EBUSY or EINVAL.
std::optional<std::string> read_kernel_file(const std::filesystem::path& path);

// Reads a file that holds one decimal number and a newline.
std::optional<std::uint64_t> read_kernel_number(const std::filesystem::path& path);

// Returns the number that `text` is, all of it; nullopt: it is none.
std::optional<int> whole_number(std::string_view text, int base = 10);

// Returns what follows `key` and any of `separators` on the first line that begins with the key; empty: no line does.
std::string kernel_field(std::string_view text, std::string_view key, const char* separators = ": \t");

// Returns the bytes in a field of kibibytes, "MemTotal:  16318480 kB".
std::optional<std::uint64_t> kernel_kibibytes(std::string_view text, std::string_view key);

}  // namespace quantladder::sys
