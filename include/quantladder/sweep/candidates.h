// What a sweep would make of one file: every candidate with its size, before anything is made.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "quantladder/core/model.h"
#include "quantladder/core/sweep.h"
#include "quantladder/llama/quantize_tool.h"

namespace quantladder::sweep {

struct Candidate {
  core::Recipe recipe;
  std::map<std::string, std::string> types;  // of each tensor: "Q4_K"
  std::uint64_t bytes = 0;                   // of the file, within a few KiB
  double bits_per_weight = 0;
  double cpu_seconds = 0;  // to make it, roughly
  std::string left_out;    // why it is not made, one line; empty: it is
  std::filesystem::path file;
  bool is_made = false;
};

struct Plan {
  core::SweepSettings settings;
  llama::Quantizer quantizer;
  std::string source_sha256;
  std::string imatrix_sha256;  // empty: none
  std::vector<Candidate> candidates;
  std::vector<std::string> notes;

  std::uint64_t bytes_to_make() const;
  double cpu_seconds_to_make() const;
};

// Asks the program for each candidate. Throws core::Error(usage) for a source that is quantized already, a recipe that
// the program does not understand or that needs an importance matrix, a rule that fits no tensor, and more bytes than
// the budget; core::Error(environment) for too small a disk. Nothing was made then.
Plan plan_candidates(const core::SweepSettings& settings);

// Returns the importance matrix that the recipe is made with; empty: none.
std::string imatrix_of(const Plan& plan, const core::Recipe& recipe);

// Returns the command that makes the recipe's file beside the user: "ID.gguf".
std::vector<std::string> make_command(const Plan& plan, const core::Recipe& recipe);

}  // namespace quantladder::sweep
