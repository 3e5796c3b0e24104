#include "quantladder/sweep/overlap.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <unordered_set>
#include <vector>

namespace quantladder::sweep {
namespace {

// In halves of words: a character of a script without spaces is about half a word.
constexpr int kRun = 26;
constexpr int kWord = 2;
constexpr int kCharacter = 1;

struct Piece {
  std::uint64_t hash = 0;
  int halves = kWord;
};

struct Range {
  char32_t first;
  char32_t last;
};
// Scripts that are written without spaces between words: of South-East Asia, Chinese and Japanese.
constexpr std::array<Range, 9> kWithoutSpaces{{{0x0E00, 0x0EFF},
                                               {0x1000, 0x109F},
                                               {0x1780, 0x17FF},
                                               {0x3005, 0x3007},
                                               {0x3041, 0x30FF},
                                               {0x3400, 0x4DBF},
                                               {0x4E00, 0x9FFF},
                                               {0xF900, 0xFAFF},
                                               {0x20000, 0x3FFFF}}};
// Punctuation and blanks beyond ASCII.
constexpr std::array<Range, 6> kBetween{
    {{0x80, 0xBF}, {0x2000, 0x206F}, {0x3000, 0x3004}, {0x3008, 0x3020}, {0xFE30, 0xFF0F}, {0xFF1A, 0xFF20}}};

template <std::size_t N>
bool is_in(const std::array<Range, N>& ranges, char32_t c) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [&](const Range& range) { return c >= range.first && c <= range.last; });
}

bool is_of_word(char32_t c) {
  if (c < 0x80) return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
  return !is_in(kBetween, c) && !is_in(kWithoutSpaces, c);
}

// Of the alphabets that have capitals at a fixed distance: Latin, Greek, Cyrillic.
char32_t lower(char32_t c) {
  if ((c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7) || (c >= 0x391 && c <= 0x3A9) ||
      (c >= 0x410 && c <= 0x42F))
    return c + 0x20;
  return c >= 0x400 && c <= 0x40F ? c + 0x50 : c;
}

// Takes one character of UTF-8; a byte that begins none stands for itself.
char32_t take_character(std::string_view& text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const int ones = std::countl_one(byte(0));
  std::size_t length = ones >= 2 && ones <= 4 ? static_cast<std::size_t>(ones) : 1;
  char32_t c = length == 1 ? byte(0) : byte(0) & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if (i == text.size() || (byte(i) & 0xC0U) != 0x80) {
      c = byte(0);
      length = 1;
      break;
    }
    c = c << 6U | (byte(i) & 0x3FU);
  }
  text.remove_prefix(length);
  return c;
}

std::uint64_t mix(std::uint64_t hash, std::uint64_t value) {
  hash = (hash ^ value) * 0x9E3779B97F4A7C15ULL;
  return hash ^ (hash >> 29U);
}

std::vector<Piece> pieces_of(std::string_view text) {
  constexpr std::uint64_t kBegin = 0xCBF29CE484222325ULL;
  std::vector<Piece> pieces;
  bool in_word = false;
  while (!text.empty()) {
    const char32_t c = lower(take_character(text));
    const bool word = is_of_word(c);
    const bool alone = !word && is_in(kWithoutSpaces, c);
    if (alone) pieces.push_back({mix(kBegin, c), kCharacter});
    if (word && !in_word) pieces.push_back({kBegin, kWord});
    if (word) pieces.back().hash = mix(pieces.back().hash, c);
    in_word = word;
  }
  return pieces;
}

// Tells of the run that begins at each piece, as far as there are whole ones.
template <typename Tell>
void for_each_run(const std::vector<Piece>& pieces, Tell tell) {
  for (std::size_t begin = 0; begin < pieces.size(); ++begin) {
    std::uint64_t hash = 0;
    int halves = 0;
    for (std::size_t i = begin; i < pieces.size() && halves < kRun; ++i) {
      hash = mix(hash, pieces[i].hash);
      halves += pieces[i].halves;
    }
    if (halves < kRun) return;
    tell(hash);
  }
}

}  // namespace

double share_of_common_runs(std::string_view calibration, std::string_view evaluated) {
  std::unordered_set<std::uint64_t> wanted;
  for_each_run(pieces_of(evaluated), [&](std::uint64_t hash) { wanted.insert(hash); });
  std::unordered_set<std::uint64_t> common;
  for_each_run(pieces_of(calibration), [&](std::uint64_t hash) {
    if (wanted.count(hash) != 0) common.insert(hash);
  });
  return wanted.empty() ? 0 : static_cast<double>(common.size()) / static_cast<double>(wanted.size());
}

}  // namespace quantladder::sweep
