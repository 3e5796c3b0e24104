// A sweep: many files are made of one, by recipes, and become the models of a run.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "quantladder/core/closed_set.h"
#include "quantladder/core/model.h"
#include "quantladder/core/recipe.h"

namespace quantladder::core {

// A text that an importance matrix is made of.
struct ImatrixText {
  std::string text;           // a file
  std::optional<int> chunks;  // at most; nullopt: as far as the text goes
  int ctx = 512;              // tokens in a chunk
};

// Which of the files that were made stay on disk.
enum class Keep {
  all,
  chosen,  // at the end of the run the recommended one; without one, those that are not shown to be beaten
  none     // one at a time: a file goes when the next one is needed, and is made anew for each of its turns
};
template <>
inline constexpr std::array<NamedValue<Keep>, 3> kIds<Keep>{
    {{Keep::all, "all"}, {Keep::chosen, "chosen"}, {Keep::none, "none"}}};

struct SweepSettings {
  std::string source;     // a GGUF in F16, BF16 or F32
  std::string source_id;  // of the reference that it is in the run
  std::string made_from;  // what the source was made from again, where that was quantized; empty: nothing
  std::vector<Recipe> recipes;
  std::string recipes_file;                 // that they were read from
  std::string imatrix;                      // a file; empty: none, or made of a text
  std::optional<ImatrixText> imatrix_text;  // nullopt: none is made
  bool allow_requantize = false;
  std::optional<std::uint64_t> most_bytes;    // of a candidate; larger ones are never made
  std::optional<std::uint64_t> budget_bytes;  // of disk, for all that is still to be made
  Keep keep = Keep::all;
  ServerSettings server;  // whose llama-quantize
  int threads = 1;
};

}  // namespace quantladder::core
