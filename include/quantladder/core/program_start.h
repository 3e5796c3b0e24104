// One start of a program that measures without a server.
#pragma once

#include <string>
#include <vector>

namespace quantladder::core {

// The cells of what it measured each hold it, so that a record is whole by itself.
struct ProgramStart {
  std::string program;  // path
  std::string version;  // as it prints it; empty: it does not tell
  std::string sha256;
  std::vector<std::string> argv;
  std::vector<std::string> not_shared;  // sentences: what the model's server is told and the program cannot be
  std::string started_at;               // UTC; empty: it was not started
  double seconds = 0;                   // that it ran; 0: not known
  std::string setup_json;               // what it says of itself, the machine and the model; empty: nothing
  std::string build;                    // "1a2b3c4 (7890)"; empty: it did not say
  std::string backends;                 // "CPU", "CUDA"
  std::string gpu;
};

}  // namespace quantladder::core
