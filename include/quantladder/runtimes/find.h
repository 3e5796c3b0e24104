// Where a runtime may lie on this machine. Whether it works there is known only when it has run in a sandbox.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "quantladder/runtimes/table.h"

namespace quantladder::runtimes {

// A program that may be the one.
struct Candidate {
  std::filesystem::path program;               // the real one, behind links and shims
  std::vector<std::filesystem::path> folders;  // outside /usr, that it needs
  std::string problem;                         // why it can't be the one; empty: it is to be tried
};

// Returns every one of this name on PATH, in its order and each once. A shim is asked for the
// real program, as this user and outside of a sandbox: it is the user's own.
std::vector<Candidate> find_candidates(const RuntimeRow& row);

// Returns the topmost folder on the way to `path` that other users may not enter; empty where there is none, or where
// the sandbox runs as this user. Root's sandboxes run as other users.
std::filesystem::path closed_folder(const std::filesystem::path& path);

}  // namespace quantladder::runtimes
