// The importance matrix of a sweep: a file that is given, or one that is made of a text and kept in the cache.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "quantladder/core/making.h"
#include "quantladder/core/sweep.h"

namespace quantladder::sweep {

struct Imatrix {
  std::filesystem::path file;             // where it is, or will be
  std::string key;                        // of all that decides it; of a given one its hash
  core::ImatrixOrigin origin;             // as far as it is known before it is made
  std::optional<core::ImatrixText> text;  // that it is made of; nullopt: it was given
  bool is_made = true;                    // it is there
  int chunks_at_most = 0;                 // that there are in the text; 0: it is not known
  std::optional<double> cpu_seconds;      // to make it, roughly; nullopt: a GPU may do it
  std::string fault;                      // why it could not be made, one line; empty: nothing is wrong
};

// Returns the one that the settings ask for, and whether it is in the cache; nullopt: none. Makes nothing. `weights`:
// elements of the source; `say` is told where one that was made is damaged. Throws core::Error(environment) where one
// is to be made and there is no llama-imatrix.
std::optional<Imatrix> find_imatrix(const core::SweepSettings& settings, const std::string& source_sha256,
                                    std::uint64_t weights, const std::function<void(const std::string&)>& say);

// Says that a matrix of so few chunks is thin; empty: it is not.
std::string thin_note(int chunks);

// Writes a matrix with which a dry run comes to the same types as with any other: llama-quantize asks whether there is
// one, and looks at its values when it quantizes only.
void write_stand_in(const std::filesystem::path& file);

}  // namespace quantladder::sweep
