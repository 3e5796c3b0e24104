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
#include "quantladder/sweep/imatrix.h"

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
  std::string sha256;                          // of the file; empty: it was never made
  std::filesystem::path header;                // of the file that was let go; empty: none was
  std::optional<core::ImatrixOrigin> imatrix;  // that it was made with; nullopt: with none, or it is not made yet

  bool is_to_be_made() const { return left_out.empty() && sha256.empty(); }  // before anything is measured
};

struct Plan {
  core::SweepSettings settings;
  llama::Quantizer quantizer;
  std::string source_sha256;
  std::optional<Imatrix> imatrix;  // nullopt: none
  std::vector<Candidate> candidates;
  std::vector<std::string> notes;
  int makings = 1;  // of each file, at most; more where one at a time is kept

  std::uint64_t bytes_to_make() const;  // at a time; what was let go does not count
  std::uint64_t largest_bytes() const;
  double cpu_seconds_to_make() const;
  double cpu_seconds_of_all() const;  // once each
  bool has_imatrix_to_make() const;   // first, for some of the candidates that are still to be made
};

// Asks the program for each candidate. Throws core::Error(usage) for a source that is quantized already, a recipe that
// the program does not understand or that needs an importance matrix, a rule that fits no tensor, and more bytes than
// the budget; core::Error(environment) for too small a disk. Nothing was made then.
Plan plan_candidates(const core::SweepSettings& settings);

bool uses_imatrix(const Plan& plan, const core::Recipe& recipe);

// Returns the commands that make the recipe's file beside the user: "imatrix.gguf" where that is made of a text, then
// "ID.gguf".
std::vector<std::vector<std::string>> make_commands(const Plan& plan, const core::Recipe& recipe);

}  // namespace quantladder::sweep
