#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>

#include "quantladder/sys/process.h"
#include "support/eventually.h"
#include "support/process_alive.h"

namespace quantladder::sys {
namespace {

using std::chrono::seconds;
using test::alive;
using test::eventually;

constexpr seconds kLong{20};  // never waited for in full when things work

TEST(RunProgram, CapturesBothStreamsApart) {
  const RunResult result = run_program({"sh", "-c", "echo out; echo err >&2; exit 3"}, kLong);
  EXPECT_EQ(result.out, "out\n");
  EXPECT_EQ(result.err, "err\n");
  EXPECT_EQ(result.status.code, 3);
  EXPECT_FALSE(result.timed_out);
}

TEST(RunProgram, KeepsTheHeadOfTooMuchOutput) {
  const RunResult result = run_program({"sh", "-c", "echo start; head -c 5000000 /dev/zero"}, kLong, 1000);
  EXPECT_EQ(result.out.size(), 1000u);
  EXPECT_EQ(result.out.substr(0, 6), "start\n");
  EXPECT_TRUE(result.status.success());
}

TEST(RunProgram, KillsTheGroupAtTheTimeout) {
  const RunResult result = run_program({"sh", "-c", "sleep 1000 & echo $!; wait"}, seconds(3));
  EXPECT_TRUE(result.timed_out);
  EXPECT_EQ(result.status.signal, SIGKILL);
  ASSERT_NE(result.out, "") << "the shell had not got as far as its echo";
  const pid_t grandchild = std::stoi(result.out);
  EXPECT_TRUE(eventually([&] { return !alive(grandchild); }));
}

TEST(RunProgram, DoesNotWaitForADaemonThatHoldsItsOutput) {
  const RunResult result = run_program({"sh", "-c", "sleep 1000 & echo done"}, std::chrono::minutes(10));
  EXPECT_EQ(result.out, "done\n");
  EXPECT_FALSE(result.timed_out);
}

TEST(FindProgram, LooksOnPath) {
  const auto shell_path = find_program("sh");
  ASSERT_TRUE(shell_path);
  EXPECT_EQ(shell_path->front(), '/');
  EXPECT_FALSE(find_program("no-such-program-anywhere"));
  EXPECT_FALSE(find_program(""));
}

TEST(FindProgram, TakesAPathAsItIsAndNoFolder) {
  EXPECT_EQ(find_program("/bin/sh"), "/bin/sh");
  EXPECT_FALSE(find_program("/bin"));
  EXPECT_FALSE(find_program("/etc/passwd"));
}

TEST(Fd, ClosesWhatItOwnsOnce) {
  Fd a(open("/dev/null", O_RDONLY | O_CLOEXEC));
  const int number = a.get();
  Fd b(std::move(a));
  EXPECT_FALSE(a.valid());
  EXPECT_EQ(b.get(), number);
  b.reset();
  EXPECT_EQ(fcntl(number, F_GETFD), -1);
}

}  // namespace
}  // namespace quantladder::sys
