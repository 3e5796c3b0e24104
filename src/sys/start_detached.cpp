#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <unistd.h>

#include <cstring>

#include "quantladder/core/error.h"
#include "quantladder/sys/process.h"

namespace quantladder::sys {

void start_detached(const std::vector<std::string>& argv) {
  posix_spawn_file_actions_t streams;
  posix_spawnattr_t session;
  posix_spawn_file_actions_init(&streams);
  posix_spawnattr_init(&session);
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    posix_spawn_file_actions_addopen(&streams, fd, "/dev/null", O_RDWR, 0);
  posix_spawnattr_setflags(&session, POSIX_SPAWN_SETSID);
  std::vector<char*> words;
  for (const std::string& word : argv) words.push_back(const_cast<char*>(word.c_str()));  // NOLINT: POSIX wants it so
  words.push_back(nullptr);
  pid_t ignored = 0;
  const int error = posix_spawnp(&ignored, words.front(), &streams, &session, words.data(), environ);
  posix_spawnattr_destroy(&session);
  posix_spawn_file_actions_destroy(&streams);
  if (error == 0) return;
  throw core::Error(core::ErrorKind::environment,
                    fmt::format("{}: cannot be started: {}", argv.front(), std::strerror(error)));
}

}  // namespace quantladder::sys
