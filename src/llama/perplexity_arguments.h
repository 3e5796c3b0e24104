// A model's server settings as the command line of a program that reads a text in chunks.
#pragma once

#include <string>
#include <vector>

#include "llama/help_flags.h"
#include "quantladder/core/model.h"
#include "quantladder/llama/perplexity_tool.h"

namespace quantladder::llama {

struct PerplexityCommand {
  std::vector<std::string> argv;
  std::vector<std::string> not_shared;  // sentences: what the server is told and this program cannot be
};

// `log_probs`: the file that the log-probabilities are written to.
PerplexityCommand make_perplexity_command(const core::Model& model, const PerplexityJob& job,
                                          const std::string& program, const std::string& log_probs, const Flags& flags);

// `imatrix`: the file that the importance matrix is written to.
PerplexityCommand make_imatrix_command(const core::Model& model, const PerplexityJob& job, const std::string& program,
                                       const std::string& imatrix, const Flags& flags);

}  // namespace quantladder::llama
