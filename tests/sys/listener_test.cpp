#include "quantladder/sys/listener.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include "quantladder/sys/files.h"
#include "quantladder/sys/process.h"

namespace quantladder::sys {
namespace {

// A socket of this process; its port is chosen by the kernel.
class Listener : public testing::Test {
 protected:
  Listener() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    bind(socket_.get(), reinterpret_cast<sockaddr*>(&address), size);
    listen(socket_.get(), 1);
    getsockname(socket_.get(), reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
  }
  Fd socket_;
  int port_ = 0;
};

TEST_F(Listener, IsFoundByItsProcess) { EXPECT_EQ(tree_listens(getpid(), port_), true); }

TEST_F(Listener, IsFoundAmongTheDescendants) { EXPECT_EQ(tree_listens(getppid(), port_), true); }

TEST_F(Listener, IsNotThatOfAChildWhichDoesNotHoldIt) {
  const Process child = Process::spawn({.argv = {"sleep", "600"}});
  EXPECT_EQ(tree_listens(child.pid(), port_), false);
}

TEST_F(Listener, ThatHasClosedIsNone) {
  socket_.reset();
  EXPECT_EQ(tree_listens(getpid(), port_), false);
}

TEST_F(Listener, CannotBeToldWithoutTheKernelsTable) {
  const TempDir empty;
  EXPECT_EQ(tree_listens(getpid(), port_, empty.path().string()), std::nullopt);
}

TEST_F(Listener, CannotBeToldOfAProcessThatIsGone) { EXPECT_EQ(tree_listens(1 << 30, port_), std::nullopt); }

TEST(PortOf, IsTheNumberAfterTheHost) {
  EXPECT_EQ(port_of("http://127.0.0.1:8080"), 8080);
  EXPECT_EQ(port_of("http://127.0.0.1:8080/v1"), 8080);
  EXPECT_EQ(port_of("http://fake"), std::nullopt);
  EXPECT_EQ(port_of("http://[::1]"), std::nullopt);
}

}  // namespace
}  // namespace quantladder::sys
