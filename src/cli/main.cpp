#include <fmt/format.h>

#include <cstdio>
#include <exception>

#include "cli/arguments.h"
#include "cli/exit_code.h"
#include "quantladder/core/error.h"

int main(int argc, char** argv) {
  using namespace quantladder;
  try {
    return cli::run_arguments(argc, argv);
  } catch (const core::Error& error) {
    fmt::print(stderr, "error: {}\n", error.what());
    return error.kind() == core::ErrorKind::usage ? cli::kUsage : cli::kEnvironment;
  } catch (const std::exception& error) {
    fmt::print(stderr, "bug: {}\nPlease report this with the command line and what the run's folder holds.\n",
               error.what());
    return cli::kBug;
  }
}
