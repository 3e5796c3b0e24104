#include <fmt/format.h>
#include <signal.h>

#include <cstdio>
#include <exception>

#include "cli/arguments.h"
#include "cli/exit_code.h"
#include "cli/say.h"
#include "quantladder/core/error.h"

int main(int argc, char** argv) {
  using namespace quantladder;
  // A reader of our output that goes away must not end a run: the write fails instead, and the records are whole.
  signal(SIGPIPE, SIG_IGN);
  try {
    return cli::run_arguments(argc, argv);
  } catch (const core::Error& error) {
    cli::say(fmt::format("error: {}", error.what()));
    return error.kind() == core::ErrorKind::usage ? cli::kUsage : cli::kEnvironment;
  } catch (const std::exception& error) {
    cli::say(fmt::format("bug: {}\nPlease report this with the command line and what the run's folder holds.",
                         error.what()));
    return cli::kBug;
  }
}
