#include "quantladder/sys/process.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <signal.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <thread>

#include "quantladder/core/error.h"
#include "quantladder/sys/files.h"
#include "support/eventually.h"
#include "support/machine.h"
#include "support/process_alive.h"

namespace quantladder::sys {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using test::alive;
using test::eventually;
using testing::HasSubstr;

constexpr seconds kLong{20};  // never waited for in full when things work

// Reads whitespace-separated numbers that the child prints.
std::vector<pid_t> read_pids(int fd, std::size_t count) {
  std::string text;
  char byte = 0;
  while (std::count(text.begin(), text.end(), '\n') < 1 && read(fd, &byte, 1) == 1) text += byte;
  std::istringstream in(text);
  std::vector<pid_t> pids;
  for (pid_t pid = 0; in >> pid;) pids.push_back(pid);
  EXPECT_EQ(pids.size(), count) << text;
  return pids;
}

SpawnOptions shell(const std::string& script) {
  SpawnOptions options;
  options.argv = {"sh", "-c", script};
  options.capture_stdout = true;
  return options;
}

TEST(Process, ReportsTheExitCode) {
  Process process = Process::spawn(shell("exit 7"));
  const auto status = process.wait_for(kLong);
  ASSERT_TRUE(status);
  EXPECT_EQ(status->code, 7);
  EXPECT_FALSE(status->success());
  EXPECT_EQ(to_string(*status), "exit code 7");
}

TEST(Process, ReportsTheSignalThatEndedIt) {
  Process process = Process::spawn(shell("kill -9 $$"));
  const auto status = process.wait_for(kLong);
  ASSERT_TRUE(status);
  EXPECT_EQ(status->signal, SIGKILL);
  EXPECT_EQ(to_string(*status), "signal 9 (Killed)");
}

TEST(Process, HasNoStatusWhileItRuns) {
  Process process = Process::spawn(shell("exec sleep 1000"));
  EXPECT_TRUE(process.running());
  EXPECT_FALSE(process.wait_for(milliseconds(1)));
  process.signal(SIGTERM);
  ASSERT_TRUE(process.wait_for(kLong));
  EXPECT_EQ(process.exit_status()->signal, SIGTERM);
}

TEST(StartDetached, OutlivesWhoeverStartedItAndHasNoStream) {
  const TempDir dir;
  const std::string file = dir.path() / "told";
  start_detached({"/bin/sh", "-c",
                  "echo lost; (cut -d' ' -f6 /proc/self/stat; echo \"$0\") > \"$1.new\"; mv \"$1.new\" \"$1\"",
                  "; touch /tmp/x", file});
  while (!std::filesystem::exists(file)) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  const std::string told = read_file(file);
  EXPECT_NE(std::stoi(told), getsid(0)) << "it has a session of its own";
  EXPECT_TRUE(told.ends_with("; touch /tmp/x\n")) << "its words are no shell's";
}

TEST(StartDetached, NamesAProgramThatDoesNotExist) {
  EXPECT_THROW(start_detached({"/no/such/browser", "page.html"}), core::Error);
}

TEST(Process, NamesAProgramThatDoesNotExist) {
  SpawnOptions options;
  options.argv = {"no-such-program-anywhere"};
  try {
    Process::spawn(options);
    FAIL() << "started";
  } catch (const core::Error& error) {
    EXPECT_EQ(error.kind(), core::ErrorKind::environment);
    EXPECT_THAT(error.what(), HasSubstr("no-such-program-anywhere"));
  }
}

TEST(Process, NamesAProgramThatCannotBeExecuted) {
  const TempDir dir;
  const auto path = dir.path() / "broken";
  write_file(path, "#!/no/such/interpreter\n");
  chmod(path.c_str(), 0755);
  SpawnOptions options;
  options.argv = {path.string()};
  try {
    Process::spawn(options);
    FAIL() << "started";
  } catch (const core::Error& error) {
    EXPECT_THAT(error.what(), HasSubstr(path.string()));
  }
}

TEST(Process, NamesAWorkingFolderThatDoesNotExist) {
  SpawnOptions options = shell("true");
  options.working_dir = "/no/such/folder";
  try {
    Process::spawn(options);
    FAIL() << "started";
  } catch (const core::Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("/no/such/folder"));
  }
}

TEST(Process, GetsExactlyTheDescriptorsItWasGiven) {
  const TempDir dir;
  const Fd leak(open("/dev/null", O_RDONLY));  // without O_CLOEXEC, as a careless library would open it
  const Fd given(open((dir.path() / "given").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  SpawnOptions options = shell("ls /proc/self/fd; echo marked >&5");
  options.inherit = {{given.get(), 5}};
  options.output_file = (dir.path() / "log").string();
  options.capture_stdout = false;
  Process process = Process::spawn(options);
  ASSERT_TRUE(process.wait_for(kLong)->success());
  // 3 is the folder that ls itself has open.
  EXPECT_EQ(read_file(dir.path() / "log"), "0\n1\n2\n3\n5\n");
  EXPECT_EQ(read_file(dir.path() / "given"), "marked\n");
}

TEST(Process, SwapsDescriptorsWhoseNumbersCross) {
  const TempDir dir;
  const Fd a(open((dir.path() / "a").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  const Fd b(open((dir.path() / "b").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  SpawnOptions options = shell("echo to-a >&" + std::to_string(b.get()) + "; echo to-b >&" + std::to_string(a.get()));
  options.inherit = {{a.get(), b.get()}, {b.get(), a.get()}};
  Process process = Process::spawn(options);
  ASSERT_TRUE(process.wait_for(kLong)->success());
  EXPECT_EQ(read_file(dir.path() / "a"), "to-a\n");
  EXPECT_EQ(read_file(dir.path() / "b"), "to-b\n");
}

TEST(Process, AppendsBothStreamsToTheOutputFile) {
  const TempDir dir;
  SpawnOptions options = shell("echo out; echo err >&2");
  options.capture_stdout = false;
  options.output_file = (dir.path() / "log").string();
  write_file(options.output_file, "before\n");
  ASSERT_TRUE(Process::spawn(options).wait_for(kLong)->success());
  EXPECT_EQ(read_file(options.output_file), "before\nout\nerr\n");
}

TEST(Process, SeesOnlyTheEnvironmentItWasGiven) {
  SpawnOptions options;
  options.argv = {"/usr/bin/env"};
  options.env = std::vector<std::string>{"ONLY=this"};
  const TempDir dir;
  options.output_file = (dir.path() / "log").string();
  ASSERT_TRUE(Process::spawn(options).wait_for(kLong)->success());
  EXPECT_EQ(read_file(options.output_file), "ONLY=this\n");
}

TEST(Process, TakesOnAnotherUserCompletely) {
  if (getuid() != 0) GTEST_SKIP() << "only root can";
  SpawnOptions options = shell("exec cat /proc/self/status");
  options.run_as = 61001;
  options.capture_stdout = false;
  const TempDir dir;
  options.output_file = (dir.path() / "log").string();
  ASSERT_TRUE(Process::spawn(options).wait_for(kLong)->success());
  const std::string status = read_file(options.output_file);
  EXPECT_THAT(status, HasSubstr("Uid:\t61001\t61001\t61001\t61001"));
  EXPECT_THAT(status, HasSubstr("Gid:\t61001\t61001\t61001\t61001"));
  EXPECT_THAT(status, testing::ContainsRegex("Groups:[ \t]*\n"));
}

TEST(Process, JoinsItsGroupsBeforeItRuns) {
  // Any file will do to see that the child writes "0", itself, to it.
  const TempDir dir;
  const Fd procs(open((dir.path() / "cgroup.procs").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
  SpawnOptions options = shell("cat " + (dir.path() / "cgroup.procs").string());
  options.join_cgroups = {procs.get()};
  options.capture_stdout = false;
  options.output_file = (dir.path() / "log").string();
  ASSERT_TRUE(Process::spawn(options).wait_for(kLong)->success());
  EXPECT_EQ(read_file(options.output_file), "0");
}

TEST(Process, SaysWhenItCannotJoinAGroup) {
  const Fd full(open("/dev/full", O_WRONLY | O_CLOEXEC));
  SpawnOptions options = shell("true");
  options.join_cgroups = {full.get()};
  try {
    Process::spawn(options);
    FAIL() << "started";
  } catch (const core::Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("cannot join its control group"));
  }
}

TEST(Process, RunsInItsWorkingFolder) {
  const TempDir dir;
  SpawnOptions options = shell("pwd > here");
  options.working_dir = dir.path().string();
  ASSERT_TRUE(Process::spawn(options).wait_for(kLong)->success());
  EXPECT_EQ(read_file(dir.path() / "here"), std::filesystem::canonical(dir.path()).string() + "\n");
}

TEST(Process, TakesItsGrandchildrenWithItWhenDestroyed) {
  pid_t grandchild = 0;
  {
    const Process process = Process::spawn(shell("sleep 1000 & echo $!; wait"));
    grandchild = read_pids(process.stdout_fd(), 1).at(0);
    EXPECT_TRUE(alive(grandchild));
  }
  EXPECT_TRUE(eventually([&] { return !alive(grandchild); }));
}

TEST(Process, TakesItsGrandchildrenWithItAlsoWhenItEndedBeforeThem) {
  pid_t grandchild = 0;
  {
    Process process = Process::spawn(shell("sleep 1000 & echo $!"));
    grandchild = read_pids(process.stdout_fd(), 1).at(0);
    ASSERT_TRUE(process.wait_for(kLong));
    EXPECT_TRUE(alive(grandchild));
  }
  EXPECT_TRUE(eventually([&] { return !alive(grandchild); }));
}

// A stand-in for quantladder that has started a shell and its child; the spawner itself has no guardian of ours.
struct KilledParent {
  pid_t leader = 0;
  pid_t grandchild = 0;
};

KilledParent start_and_kill_parent(const char* mode) {
  SpawnOptions options;
  options.argv = {QUANTLADDER_SPAWNER, mode, "sleep 1000 & echo $$ $! >&3; wait"};
  options.capture_stdout = true;
  options.when_parent_dies = WhenParentDies::keep_running;
  Process spawner = Process::spawn(options);
  const auto pids = read_pids(spawner.stdout_fd(), 2);
  EXPECT_TRUE(alive(pids.at(0)) && alive(pids.at(1)));
  spawner.signal(SIGKILL);
  EXPECT_TRUE(spawner.wait_for(kLong));
  return {pids.at(0), pids.at(1)};
}

TEST(Process, LeavesNothingWhenItsParentIsKilled) {
  const KilledParent left = start_and_kill_parent("kill_group");
  EXPECT_TRUE(eventually([&] { return !alive(left.leader) && !alive(left.grandchild); }));
}

// The program's first act kills its parent's whole group, which the guardian must have left by then.
TEST(Process, LeavesNothingWhenItsParentsGroupIsKilledAtOnce) {
  for (int round = 0; round < 20; ++round) {
    SpawnOptions options;
    options.argv = {QUANTLADDER_SPAWNER, "kill_group", "echo $$ >&3; kill -9 -$PPID; exec sleep 1000"};
    options.capture_stdout = true;
    options.when_parent_dies = WhenParentDies::keep_running;
    const Process spawner = Process::spawn(options);
    const pid_t leader = read_pids(spawner.stdout_fd(), 1).at(0);
    EXPECT_TRUE(eventually([&] { return !alive(leader); }));
  }
}

TEST(Process, OutlivesItsParentWhenAsked) {
  const KilledParent kept = start_and_kill_parent("keep_running");
  const KilledParent later = start_and_kill_parent("kill_group");
  // What was killed later is gone, so a guardian of the first would have acted too.
  ASSERT_TRUE(eventually([&] { return !alive(later.leader); }));
  EXPECT_TRUE(alive(kept.leader) && alive(kept.grandchild));
  kill(-kept.leader, SIGKILL);
}

TEST(Process, ManyAtOnceFromManyThreads) {
  std::vector<std::thread> threads;
  std::atomic<int> good{0};
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&, i] {
      for (int k = 0; k < 5; ++k) {
        const std::string text = std::to_string(i * 100 + k);
        if (run_program({"echo", text}, kLong).out == text + "\n") ++good;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(good, 40);
}

// What a shell script prints that has a private tmpfs.
std::string with_private_tmpfs(const std::string& script) {
  SpawnOptions options = shell(script);
  options.private_tmpfs = PrivateTmpfs{"/sys", 1 << 20, 16, {"a", "b"}};
  Process process = Process::spawn(options);
  std::string text;
  char byte = 0;
  while (read(process.stdout_fd(), &byte, 1) == 1) text += byte;
  return text;
}

TEST(PrivateTmpfs, IsSeenByTheChildAlone) {
  if (!test::allows_private_tmpfs()) GTEST_SKIP() << "this machine refuses it";
  EXPECT_EQ(with_private_tmpfs("echo /sys/*"), "/sys/a /sys/b\n");
  EXPECT_FALSE(std::filesystem::exists("/sys/a"));
}

TEST(PrivateTmpfs, BoundsTheNumberOfFiles) {
  if (!test::allows_private_tmpfs()) GTEST_SKIP() << "this machine refuses it";
  const std::string made =
      with_private_tmpfs("i=0; while [ $i -lt 100 ] && (: > /sys/a/$i) 2> /dev/null; do i=$((i + 1)); done; echo $i");
  ASSERT_NE(made, "");
  EXPECT_LT(std::stoi(made), 16);
  EXPECT_GT(std::stoi(made), 8);
}

}  // namespace
}  // namespace quantladder::sys
