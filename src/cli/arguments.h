#pragma once

namespace quantladder::cli {

// Parses the command line and runs the subcommand; returns the exit code. Throws core::Error.
int run_arguments(int argc, char** argv);

}  // namespace quantladder::cli
