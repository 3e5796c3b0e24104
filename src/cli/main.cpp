#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <spdlog/common.h>
#include <unistd.h>

#include <cstdio>
#include <exception>
#include <filesystem>
#include <iostream>
#include <new>
#include <string>
#include <system_error>

#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/say.h"
#include "quantladder/core/error.h"
#include "quantladder/core/printable.h"

namespace {

const std::string kUnwritten = "error: the results could not be written to stdout (disk full, or its reader is gone)";

// A full disk shows when the buffer is emptied, not when it is filled.
bool written_out() {
  std::cout.flush();
  return std::cout.good() && std::fflush(stdout) == 0 && std::ferror(stdout) == 0;
}

// A file that is opened later must not become what stdout or stderr is: the program would write its text into it.
void fill_standard_streams() {
  for (int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(fd, F_GETFD) == -1) ::open("/dev/null", fd == STDIN_FILENO ? O_RDONLY : O_WRONLY);
  }
}

std::string describe(const std::filesystem::filesystem_error& error) {
  std::error_code gone;
  const auto here = std::filesystem::current_path(gone);
  if (error.path1().empty() && here.empty())
    return "the working folder is not there any more: change to another folder";
  return fmt::format("{}: {}; correct the path or its permissions", error.path1().string(), error.code().message());
}

}  // namespace

int main(int argc, char** argv) {
  using namespace quantladder;
  // A reader of our output that goes away must not end a run: the write fails instead, and the records are whole.
  signal(SIGPIPE, SIG_IGN);
  fill_standard_streams();
  try {
    const int code = cli::run_arguments(argc, argv);
    if (written_out()) return code;
    cli::say(kUnwritten);
    return cli::kEnvironment;
  } catch (const core::Error& error) {
    cli::say(fmt::format("error: {}", core::printable(error.what(), "\n\t")));
    return error.kind() == core::ErrorKind::usage ? cli::kUsage : cli::kEnvironment;
  } catch (const std::filesystem::filesystem_error& error) {
    cli::say("error: " + describe(error));
    return cli::kEnvironment;
  } catch (const std::system_error& error) {  // of writing to stdout too
    cli::say(std::ferror(stdout) != 0 ? kUnwritten : fmt::format("error: {}", error.what()));
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
