// A model's settings as llama-server's command line.
#pragma once

#include <string>
#include <vector>

#include "llama/binary.h"
#include "quantladder/core/model.h"

namespace quantladder::llama {

// serve_command plus what only measuring needs: loopback address, port, no prompt cache in host memory, a ping every
// second (a server that streams notices SIGTERM at its next ping), metrics, no web page, a log that tells of its
// buffers. Of these and of -no-kvu, -fit and --jinja, what `flags` does not list is left out: not recognised means not
// sent.
std::vector<std::string> launch_command(const core::Model& model, const std::string& binary, int port,
                                        const Flags& flags);

// Without `flags` the command is for a llama-server of today, which knows them all.
std::vector<std::string> serve_command(const core::Model& model, const core::RequestSettings& requests,
                                       const Flags* flags);

// The environment without llama-server's options (LLAMA_ARG_*, LLAMA_API_KEY, MTMD_BACKEND_DEVICE), which would
// configure the server behind the configuration's back.
struct ScrubbedEnvironment {
  std::vector<std::string> kept;     // "NAME=value"
  std::vector<std::string> removed;  // names, in alphabetical order
};
ScrubbedEnvironment scrub_environment(const char* const* environment);

}  // namespace quantladder::llama
