// A stand-in for quantladder: starts a program whose children outlive it unless someone cares, then waits to be killed.
// usage: spawner kill_group|keep_running SCRIPT     (the script may write to descriptor 3, which is our stdout)
#include <unistd.h>

#include <cstring>
#include <optional>
#include <thread>

#include "quantladder/sys/process.h"

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  quantladder::sys::SpawnOptions options;
  options.argv = {"/bin/sh", "-c", argv[2]};
  using quantladder::sys::WhenParentDies;
  const bool keep = std::strcmp(argv[1], "keep_running") == 0;
  options.when_parent_dies = keep ? WhenParentDies::keep_running : WhenParentDies::kill_group;
  options.inherit = {{STDOUT_FILENO, 3}};
  std::optional<quantladder::sys::Process> process;
  // From a thread that ends at once: a child tied to its thread would die here.
  std::thread([&] { process.emplace(quantladder::sys::Process::spawn(options)); }).join();
  process->wait_for(std::chrono::hours(1));
  return 0;
}
