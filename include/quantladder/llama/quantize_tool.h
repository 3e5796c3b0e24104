// llama-quantize: what it would make of a file, and the making.
#pragma once

#include <map>
#include <stop_token>
#include <string>
#include <vector>

#include "quantladder/core/recipe.h"
#include "quantladder/llama/server.h"

namespace quantladder::llama {

// The program beside the model's llama-server, in the folder `tools`, or on PATH.
struct Quantizer {
  BinaryFacts facts;
  std::vector<std::string> types;  // of files, that it lists in its help: "Q4_K_M"
};
// Throws core::Error(environment) with the remedy where there is none.
Quantizer find_quantizer(const core::ServerSettings& server);

struct QuantizeJob {
  std::string source;
  std::string target;
  core::Recipe recipe;
  std::string imatrix;  // a file; empty: without
  bool allow_requantize = false;
  int threads = 1;
};

// Returns the command line: what a user would type. Pure.
std::vector<std::string> quantize_command(const std::string& program, const QuantizeJob& job, bool dry_run = false);

struct DryRun {
  std::map<std::string, std::string> types;  // of each tensor that comes out: "q4_K"
  bool needs_imatrix = false;                // it would not be made without one
  std::string fault;                         // one line: why it makes nothing of this; empty: it would
};
// Takes a moment, and writes nothing.
DryRun dry_run(const Quantizer& quantizer, const QuantizeJob& job);
// Reads what the program printed.
DryRun parse_dry_run(const std::string& output);

struct Quantized {
  std::string fault;  // one line; empty: the program ended well, which says little of the file
  bool stopped = false;
  double seconds = 0;
};
// Writes job.target; a stop request ends the program.
Quantized quantize(const Quantizer& quantizer, const QuantizeJob& job, std::stop_token stop);

}  // namespace quantladder::llama
