// A started sandbox with everything in it: watched through bubblewrap's reports, ended as a whole.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "judge/sandbox/cgroup.h"
#include "judge/sandbox/sandbox.h"
#include "judge/sandbox/spawn_thread.h"

namespace quantladder::judge {

struct Pipe {
  sys::Fd read;  // does not block
  sys::Fd write;
};
// These throw core::Error(environment). Every descriptor is closed on exec from its birth: two sandboxes that start at
// once would else hold each other's.
Pipe make_pipe();
struct SocketPair {
  sys::Fd ours;
  sys::Fd theirs;
};
SocketPair make_socket_pair(int type);

// Makes a control group for one cage; nullptr where there are none, or without a sandbox.
std::unique_ptr<Cgroup> make_group(const Sandbox& sandbox, std::uint64_t memory_bytes, int processes,
                                   OutOfMemory kills = OutOfMemory::kills_all);

// bubblewrap does not wait for the first process of its sandbox, which then goes to whoever adopts orphans; where that
// is a container's idle first process, it would stay there as a zombie. So orphans of this process come to it, and this
// reaps the one that the status lines of bubblewrap name. To be called when bubblewrap has ended.
void adopt_orphans();
void reap_first_process(const std::string& status_lines);

// Returns what can be read now, at most 4 KiB.
std::string read_available(int fd);

// Returns the last line that a program wrote into this pipe, made printable; says so when there is none.
std::string last_words(const sys::Fd& output);

class Cage {
 public:
  // Throws core::Error(environment). `group`: absent without control groups.
  Cage(SpawnThread& spawner, const Sandbox& sandbox, Role role, const CommandFor& command, unsigned slot,
       Channels channels, std::unique_ptr<Cgroup> group);
  Cage(const Cage&) = delete;
  Cage& operator=(const Cage&) = delete;
  ~Cage();  // kill(), then removes the group

  // Returns a descriptor that is readable when note_status() has something to read; -1 when there is none to wait for.
  int status_fd() const;
  void note_status();
  bool running();
  // Returns the exit code of the program inside; 128 + n when signal n ended it; nullopt while it runs, and when we
  // ended it.
  std::optional<int> exit_code();
  // Returns the first process of the sandbox, or of the bare tree; 0 while it is not known.
  pid_t first_process() const;
  Cgroup* group() { return group_.get(); }

  // Ends all that was ever started inside, daemons included, and waits until it is gone.
  void kill();

 private:
  void adopt_init(pid_t pid);

  std::unique_ptr<Cgroup> group_;  // destroyed last: it must be empty by then
  std::optional<sys::TempDir> folder_;
  bool bare_;
  sys::Fd status_;
  std::string status_text_;
  pid_t init_pid_ = 0;
  sys::Fd init_;
  std::optional<int> exit_code_;
  bool killed_ = false;
  std::optional<sys::Process> process_;
};

}  // namespace quantladder::judge
