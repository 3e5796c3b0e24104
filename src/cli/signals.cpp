#include "cli/signals.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <thread>

#include "cli/exit_code.h"

namespace quantladder::cli {
namespace {

int wake_pipe[2] = {-1, -1};
volatile sig_atomic_t signals_seen = 0;

void on_signal(int) {
  // The second signal means now: servers and sandboxes die with this process by their guardians.
  signals_seen = signals_seen + 1;
  if (signals_seen > 1) _exit(kInterrupted);
  const char byte = 's';
  [[maybe_unused]] const auto ignored = write(wake_pipe[1], &byte, 1);
}

void set_handler(void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

}  // namespace

// std::stop_source is not safe inside a signal handler, so a thread waits for the handler's byte.
StopOnSignal::StopOnSignal() {
  if (pipe2(wake_pipe, O_CLOEXEC) != 0) return;
  std::thread([source = source_, fd = wake_pipe[0]]() mutable {
    char byte = 0;
    if (read(fd, &byte, 1) == 1) source.request_stop();
  }).detach();
  set_handler(on_signal);
}

StopOnSignal::~StopOnSignal() {
  set_handler(SIG_DFL);
  close(wake_pipe[1]);  // ends the waiting thread
}

}  // namespace quantladder::cli
