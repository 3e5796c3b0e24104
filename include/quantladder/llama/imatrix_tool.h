// llama-imatrix: makes an importance matrix of a text.
#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "quantladder/llama/perplexity_tool.h"

namespace quantladder::llama {

// Special tokens in a text are read as such where the program can. Throws core::Error(environment) with the remedy
// where there is no program.
std::vector<std::string> imatrix_command(const core::Model& model, const PerplexityJob& job, const std::string& target);

// What decides the matrix on the command line: without paths, and without what only decides the time.
std::vector<std::string> deciding_imatrix_arguments(const core::Model& model, const PerplexityJob& job);

bool makes_imatrix_on_cpu(const core::Model& model);

struct ImatrixWatch {
  std::stop_token stop = {};
  std::function<void(int done, int all)> on_chunk = {};  // `all` is 0 while it is not known
};

struct ImatrixRun {
  std::string fault;  // one line; empty: the program ended well, which says little of the file
  bool stopped = false;
  int announced = 0;  // chunks that it set out to read; 0: it did not say
  double seconds = 0;
};
// Writes `target`; a stop request ends the program. The file keeps the text's name without its folder.
ImatrixRun run_imatrix(const core::Model& model, const PerplexityJob& job, const std::string& target,
                       const ImatrixWatch& watch);

}  // namespace quantladder::llama
