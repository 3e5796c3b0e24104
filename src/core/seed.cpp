#include "quantladder/core/seed.h"

namespace quantladder::core {
namespace {

constexpr std::uint64_t kFnvOffset = 14695981039346656037ULL;
constexpr std::uint64_t kFnvPrime = 1099511628211ULL;

std::uint64_t add_byte(std::uint64_t hash, unsigned char byte) { return (hash ^ byte) * kFnvPrime; }

std::uint64_t add_number(std::uint64_t hash, std::uint64_t number) {
  for (int shift = 0; shift < 64; shift += 8) hash = add_byte(hash, static_cast<unsigned char>(number >> shift));
  return hash;
}

std::uint64_t add_text(std::uint64_t hash, std::string_view text) {
  for (const char c : text) hash = add_byte(hash, static_cast<unsigned char>(c));
  return hash;
}

// FNV alone leaves neighbouring iterations close together; the splitmix64 finaliser spreads them.
std::uint64_t finalise(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

}  // namespace

std::uint64_t cell_seed(std::uint64_t experiment_seed, std::string_view task, int iteration) {
  std::uint64_t hash = add_number(kFnvOffset, experiment_seed);
  hash = add_text(hash, task);
  hash = add_number(add_byte(hash, 0), static_cast<std::uint64_t>(iteration));
  return finalise(hash) >> 33;
}

std::uint64_t text_hash(std::string_view text) { return finalise(add_text(kFnvOffset, text)); }

}  // namespace quantladder::core
