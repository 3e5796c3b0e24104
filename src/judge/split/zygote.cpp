#include "judge/split/zygote.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cstring>
#include <nlohmann/json.hpp>

#include "quantladder/core/error.h"

namespace quantladder::judge {
namespace {

constexpr int kReadyLimitMs = 60000;  // to import pytest on a busy machine

// All testers together stay below this: what they hold was bounded on its way in, so only a fault comes near.
constexpr std::uint64_t kMemory = 4ULL << 30;
constexpr int kMostTesterProcesses = 4096;

}  // namespace

void Zygote::prepare() {
  const std::lock_guard lock(mutex_);
  if (!alive()) start();
}

bool Zygote::alive() { return cage_ && cage_->running(); }

void Zygote::start() {
  cage_.reset();
  SocketPair control = make_socket_pair(SOCK_SEQPACKET);
  Pipe output = make_pipe();
  const CommandFor command = [&](const Layout& layout) -> std::vector<std::string> {
    const nlohmann::json settings{{"tests_root", layout.tests}};
    return {sandbox_.python, "-P", "-s", "-B", "-u", layout.split + "/tester.py", settings.dump()};
  };
  cage_ = std::make_unique<Cage>(spawner_, sandbox_, Role::tester, command, 0,
                                 Channels{control.theirs.get(), output.write.get(), -1},
                                 make_group(sandbox_, kMemory, kMostTesterProcesses, OutOfMemory::kills_one));
  control.theirs.reset();
  control_ = std::move(control.ours);
  output_ = std::move(output.read);
  std::array<char, 16> word{};
  pollfd ready{control_.get(), POLLIN, 0};
  const bool spoke = poll(&ready, 1, kReadyLimitMs) == 1 && recv(control_.get(), word.data(), word.size(), 0) > 0;
  if (!spoke) {
    const std::string problem = fmt::format("the tester did not start: {}", last_words(output_));
    cage_.reset();
    throw core::Error(core::ErrorKind::environment, problem);
  }
}

TesterRun Zygote::run(const std::string& assignment_json, int rpc) {
  Pipe verdict = make_pipe();
  Pipe output = make_pipe();
  SocketPair lifeline = make_socket_pair(SOCK_STREAM);
  fcntl(lifeline.ours.get(), F_SETFL, O_NONBLOCK);
  const sys::Fd assignment = memory_file(assignment_json);
  const sys::Fd nothing(rpc >= 0 ? -1 : open("/dev/null", O_RDWR | O_CLOEXEC));
  const std::vector<int> fds{rpc >= 0 ? rpc : nothing.get(), verdict.write.get(), output.write.get(), assignment.get(),
                             lifeline.theirs.get()};
  const std::lock_guard lock(mutex_);
  if (!alive()) start();
  if (!send(fds)) {
    start();
    if (!send(fds)) throw core::Error(core::ErrorKind::environment, "the tester takes no assignment");
  }
  return {std::move(verdict.read), std::move(output.read), std::move(lifeline.ours)};
}

bool Zygote::send(const std::vector<int>& fds) {
  std::string word = "run";
  iovec text{word.data(), word.size()};
  std::array<char, CMSG_SPACE(5 * sizeof(int))> room{};
  msghdr message{};
  message.msg_iov = &text;
  message.msg_iovlen = 1;
  message.msg_control = room.data();
  message.msg_controllen = CMSG_SPACE(fds.size() * sizeof(int));
  cmsghdr* header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(fds.size() * sizeof(int));
  std::memcpy(CMSG_DATA(header), fds.data(), fds.size() * sizeof(int));
  return sendmsg(control_.get(), &message, MSG_NOSIGNAL) == static_cast<ssize_t>(word.size());
}

}  // namespace quantladder::judge
