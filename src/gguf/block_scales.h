// Where the scales lie in the blocks of each tensor type, and whether they are numbers.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace quantladder::gguf {

// A check of one block of a type; nullptr: where the scales of the type lie is not known here.
using HasBadScale = bool (*)(const unsigned char* block);
HasBadScale find_scale_check(std::uint32_t type);

}  // namespace quantladder::gguf
