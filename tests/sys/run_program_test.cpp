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

constexpr seconds kPatience{20};  // never waited for in full when things work

TEST(RunProgram, CapturesBothStreamsApart) {
  const RunResult result = run_program({"sh", "-c", "echo out; echo err >&2; exit 3"}, kPatience);
  EXPECT_EQ(result.out, "out\n");
  EXPECT_EQ(result.err, "err\n");
  EXPECT_EQ(result.status.code, 3);
  EXPECT_EQ(result.end, RunEnd::exited);
}

TEST(RunProgram, KeepsTheHeadOfTooMuchOutput) {
  const RunResult result = run_program({"sh", "-c", "echo start; head -c 5000000 /dev/zero"}, kPatience, 1000);
  EXPECT_EQ(result.out.size(), 1000u);
  EXPECT_EQ(result.out.substr(0, 6), "start\n");
  EXPECT_TRUE(result.status.success());
}

TEST(RunProgram, KillsTheGroupAtTheTimeout) {
  const RunResult result = run_program({"sh", "-c", "sleep 1000 & echo $!; wait"}, seconds(3));
  EXPECT_EQ(result.end, RunEnd::timed_out);
  EXPECT_EQ(result.status.signal, SIGKILL);
  ASSERT_NE(result.out, "") << "the shell had not got as far as its echo";
  const pid_t grandchild = std::stoi(result.out);
  EXPECT_TRUE(eventually([&] { return !alive(grandchild); }));
}

TEST(RunProgram, DoesNotWaitForADaemonThatHoldsItsOutput) {
  const RunResult result = run_program({"sh", "-c", "sleep 1000 & echo done"}, std::chrono::minutes(10));
  EXPECT_EQ(result.out, "done\n");
  EXPECT_EQ(result.end, RunEnd::exited);
}

TEST(RunProgram, TellsWhatComesAsItComesBeyondTheCapToo) {
  std::string heard;
  std::stop_source stop;
  const auto take = [&](std::string_view text) {
    heard += text;
    if (heard.ends_with("more\n")) stop.request_stop();  // the program has not ended: it never does
  };
  const RunResult result =
      run_program({.argv = {"sh", "-c", "echo first; sleep 0.1; echo more; exec sleep 1000"}},
                  {.timeout = kPatience, .stop = stop.get_token(), .on_out = take, .max_output = 3});
  EXPECT_EQ(heard, "first\nmore\n");
  EXPECT_EQ(result.out, "fir");
  EXPECT_EQ(result.end, RunEnd::stopped);
  EXPECT_EQ(result.status.signal, SIGKILL);
}

TEST(RunProgram, TellsOfBothStreams) {
  std::string heard;
  const auto take = [&](std::string_view text) { heard += text; };
  const RunResult result =
      run_program({.argv = {"sh", "-c", "echo fault >&2"}}, {.timeout = kPatience, .on_err = take});
  EXPECT_EQ(heard, "fault\n");
  EXPECT_EQ(result.err, "fault\n");
}

TEST(RunProgram, EndsAProgramThatIsSilentForTooLong) {
  pid_t pid = 0;
  const RunResult result = run_program({.argv = {"sh", "-c", "echo last words >&2; exec sleep 1000"}},
                                       {.timeout = std::chrono::minutes(10),
                                        .silence = std::chrono::milliseconds(500),
                                        .on_spawned = [&](pid_t number) { pid = number; }});
  EXPECT_EQ(result.end, RunEnd::silent);
  EXPECT_EQ(result.err, "last words\n");
  EXPECT_FALSE(alive(pid));
}

TEST(RunProgram, OneThatSpeaksOftenEnoughIsNotSilent) {
  const RunResult result =
      run_program({.argv = {"sh", "-c", "for i in $(seq 14); do sleep 0.25; echo >&2; done"}},
                  {.timeout = std::chrono::minutes(10), .silence = seconds(3)});  // less than it takes
  EXPECT_EQ(result.end, RunEnd::exited);
  EXPECT_EQ(result.err.size(), 14U);
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
