// The layouts are those of ggml-common.h in llama.cpp b11434.
#include "gguf/block_scales.h"

#include <algorithm>
#include <array>

namespace quantladder::gguf {
namespace {

constexpr std::uint32_t word(const unsigned char* at) { return at[0] | static_cast<std::uint32_t>(at[1]) << 8; }

// Whether all bits of the exponent are set, as in NaN and infinity.
constexpr bool is_bad_half(std::uint32_t bits) { return (bits & 0x7c00) == 0x7c00; }
constexpr bool is_bad_bfloat(std::uint32_t bits) { return (bits & 0x7f80) == 0x7f80; }

template <std::size_t... At>
bool halves(const unsigned char* block) {
  return (is_bad_half(word(block + At)) || ...);
}
bool bfloat(const unsigned char* block) { return is_bad_bfloat(word(block)); }
bool single(const unsigned char* block) { return is_bad_bfloat(word(block + 2)); }
bool twice(const unsigned char* block) { return (word(block + 6) & 0x7ff0) == 0x7ff0; }
// A power of two (E8M0), whose last value is NaN.
bool exponent(const unsigned char* block) { return block[0] == 0xff; }
// Four scales (UE4M3), whose last value is NaN.
bool four_small(const unsigned char* block) {
  return std::any_of(block, block + 4, [](unsigned char scale) { return (scale & 0x7f) == 0x7f; });
}
// The upper four bits of four words make up one half.
bool scattered_half(const unsigned char* block) {
  const unsigned char* scales = block + 48;
  return is_bad_half(word(scales) >> 12 | (word(scales + 2) >> 8 & 0x00f0) | (word(scales + 4) >> 4 & 0x0f00) |
                     (word(scales + 6) & 0xf000));
}

struct Row {
  std::uint32_t type;
  HasBadScale check;
};
constexpr std::array<Row, 32> kRows{{
    {0, single},        {1, halves<0>},     {2, halves<0>},    {3, halves<0, 2>},    {6, halves<0>},
    {7, halves<0, 2>},  {8, halves<0>},     {9, halves<0, 2>}, {10, halves<80, 82>}, {11, halves<108>},
    {12, halves<0, 2>}, {13, halves<0, 2>}, {14, halves<208>}, {15, single},         {16, halves<0>},
    {17, halves<0>},    {18, halves<0>},    {19, halves<0>},   {20, halves<0>},      {21, halves<0>},
    {22, halves<0>},    {23, halves<0>},    {28, twice},       {29, scattered_half}, {30, bfloat},
    {34, halves<52>},   {35, halves<64>},   {39, exponent},    {40, four_small},     {41, halves<0>},
    {42, halves<0>},    {133, halves<0>},
}};

}  // namespace

HasBadScale find_scale_check(std::uint32_t type) {
  const auto* found = std::find_if(kRows.begin(), kRows.end(), [&](const Row& row) { return row.type == type; });
  return found == kRows.end() ? nullptr : found->check;
}

}  // namespace quantladder::gguf
