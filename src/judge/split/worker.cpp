#include "judge/split/worker.h"

#include <poll.h>
#include <sys/socket.h>

#include <mutex>
#include <nlohmann/json.hpp>
#include <set>

namespace quantladder::judge {
namespace {

constexpr std::uint64_t kMemoryBefore = 512ULL << 20;  // until an assignment says otherwise

// All judges of this process share these: user ids belong to the machine.
struct UsedNumbers {
  std::mutex mutex;
  std::set<unsigned> numbers;
};

UsedNumbers& used() {
  static UsedNumbers the_used;
  return the_used;
}

}  // namespace

UserNumber::UserNumber() {
  const std::lock_guard lock(used().mutex);
  while (!used().numbers.insert(value_).second) ++value_;
}

UserNumber::~UserNumber() {
  const std::lock_guard lock(used().mutex);
  used().numbers.erase(value_);
}

Worker::Worker(SpawnThread& spawner, const Sandbox& sandbox) {
  SocketPair rpc = make_socket_pair(SOCK_STREAM);
  Pipe output = make_pipe();
  const CommandFor command = [&](const Layout& layout) -> std::vector<std::string> {
    return {sandbox.python,
            "-P",
            "-s",
            "-S",
            "-B",
            "-u",
            layout.split + "/worker.py",
            nlohmann::json{{"box", layout.box}}.dump()};
  };
  auto group = make_group(sandbox, kMemoryBefore, kProcesses + 16);
  cage_ = std::make_unique<Cage>(spawner, sandbox, Role::worker, command, user_.value(),
                                 Channels{rpc.theirs.get(), output.write.get(), -1}, std::move(group));
  rpc_ = std::move(rpc.ours);
  output_ = std::move(output.read);
}

bool Worker::wait_until_idle(std::chrono::milliseconds limit) {
  pollfd hello{rpc_.get(), POLLIN, 0};
  char first = 0;  // the tester is to read it: only looked at; the end of the line is none
  return poll(&hello, 1, static_cast<int>(limit.count())) == 1 &&
         recv(rpc_.get(), &first, 1, MSG_PEEK | MSG_DONTWAIT) == 1;
}

std::string Worker::last_words() { return judge::last_words(output_); }

void Worker::set_memory(int mib) {
  if (cage_->group() != nullptr) cage_->group()->set_memory(static_cast<std::uint64_t>(mib) << 20);
}

}  // namespace quantladder::judge
