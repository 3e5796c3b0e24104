#include <fmt/format.h>
#include <signal.h>
#include <spdlog/common.h>

#include <cstdio>
#include <exception>
#include <iostream>
#include <new>
#include <system_error>

#include "cli/arguments.h"
#include "cli/exit_code.h"
#include "cli/say.h"
#include "quantladder/core/error.h"

namespace {

// A full disk shows when the buffer is emptied, not when it is filled.
bool written_out() {
  std::cout.flush();
  return std::cout.good() && std::fflush(stdout) == 0 && std::ferror(stdout) == 0;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace quantladder;
  // A reader of our output that goes away must not end a run: the write fails instead, and the records are whole.
  signal(SIGPIPE, SIG_IGN);
  try {
    const int code = cli::run_arguments(argc, argv);
    if (written_out()) return code;
    cli::say("error: the results could not be written to stdout (disk full, or its reader is gone)");
    return cli::kEnvironment;
  } catch (const core::Error& error) {
    cli::say(fmt::format("error: {}", error.what()));
    return error.kind() == core::ErrorKind::usage ? cli::kUsage : cli::kEnvironment;
  } catch (const std::system_error& error) {  // of file systems and of writing to stdout too
    cli::say(fmt::format("error: {}", error.what()));
    return cli::kEnvironment;
  } catch (const spdlog::spdlog_ex& error) {
    cli::say(fmt::format("error: the run's log: {}", error.what()));
    return cli::kEnvironment;
  } catch (const std::bad_alloc&) {
    cli::say("error: out of memory");
    return cli::kEnvironment;
  } catch (const std::exception& error) {
    cli::say(fmt::format("bug: {}\nPlease report this with the command line and what the run's folder holds.",
                         error.what()));
    return cli::kBug;
  }
}
