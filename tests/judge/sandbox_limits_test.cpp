// The limits of the sandbox, and what an answer leaves behind.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <signal.h>
#include <unistd.h>

#include <cstdlib>
#include <optional>

#include "judge/probe.h"
#include "judge/sandbox_fixture.h"
#include "quantladder/core/error.h"
#include "quantladder/sys/files.h"
#include "support/machine.h"

namespace quantladder::judge {
namespace {

namespace fs = std::filesystem;
using core::Outcome;
using testing::HasSubstr;
using testing::IsEmpty;

// Processes on this machine that go by this name.
int processes_named(const std::string& name) {
  int count = 0;
  for (const fs::directory_entry& entry : fs::directory_iterator("/proc")) {
    try {
      const auto comm = sys::read_file_if_exists(entry.path() / "comm");
      count += comm == name + "\n" ? 1 : 0;
    } catch (const core::Error&) {  // ended meanwhile
    }
  }
  return count;
}

// The names of the children of `parent` that ended and that nobody waited for.
std::vector<std::string> zombies_of(pid_t parent) {
  std::vector<std::string> names;
  for (const fs::directory_entry& entry : fs::directory_iterator("/proc")) {
    try {
      const std::string stat = sys::read_file_if_exists(entry.path() / "stat").value_or("");
      if (stat.find(fmt::format(") Z {} ", parent)) != std::string::npos) names.push_back(stat);
    } catch (const core::Error&) {  // gone meanwhile
    }
  }
  return names;
}

// Python that gives its process, and what that forks, a name of at most 15 characters.
std::string take_name(const std::string& name) { return "open('/proc/self/comm', 'w').write('" + name + "')\n"; }

// Where the first process of a container reaps nobody they would stay for good.
TEST_F(SandboxTest, LeavesNoZombie) {
  ask("def answer(): return True\n");
  ask("import os\nif os.fork() == 0:\n    os.setsid()\n    import time\n    time.sleep(100)\ndef answer(): return "
      "True\n");
  EXPECT_THAT(zombies_of(getpid()), IsEmpty());
}

TEST_F(SandboxTest, BoundsWhatItWritesToMemoryFiles) {
  expect_true(
      "def fill(path):\n"
      "    written = 0\n"
      "    try:\n"
      "        for i in range(8):\n"
      "            with open(path + '/%d' % i, 'wb') as file:\n"
      "                for _ in range(32): written += file.write(bytes(1 << 20))\n"
      "    except OSError: pass\n"
      "    return written >> 20\n"
      "def answer():\n"
      "    return sum(map(fill, ['/box', '/tmp', '/dev/shm'])) <= 144\n");
}

TEST_F(SandboxTest, BoundsTheNumberOfItsFiles) {
  const auto worker = geteuid() == 0 ? std::optional<unsigned>(kFirstWorkerUser) : std::nullopt;
  if (!test::allows_private_tmpfs(worker)) GTEST_SKIP() << "this machine refuses the mount that does so";
  expect_true(
      "def answer():\n"
      "    made = 0\n"
      "    try:\n"
      "        for made in range(20000): open('/tmp/%d' % made, 'w').close()\n"
      "    except OSError: pass\n"
      "    return 1000 < made < 8192\n");
}

TEST_F(SandboxTest, ContainsAForkBombAndLeavesNothing) {
  Assignment assignment = truth_assignment();
  const std::string name = "qlbomb" + std::to_string(getpid());
  assignment.limits.wall_s = 1;
  const core::Judgement judgement = ask("import os\n" + take_name(name) +
                                            "def answer():\n"
                                            "    while True:\n"
                                            "        try: os.fork()\n"
                                            "        except OSError: pass\n",
                                        assignment);
  EXPECT_NE(judgement.outcome, Outcome::pass);
  EXPECT_TRUE(core::is_scored(judgement.outcome)) << judgement.reason;
  EXPECT_EQ(processes_named(name), 0);
}

TEST_F(SandboxTest, TakesDaemonsDownWithIt) {
  const std::string name = "qldaemon" + std::to_string(getpid());
  const core::Judgement judgement = ask("import os, time\n" + take_name(name) +
                                        "def answer():\n"
                                        "    if os.fork() == 0:\n"
                                        "        os.setsid()\n"
                                        "        if os.fork() == 0:\n"
                                        "            time.sleep(1000)\n"
                                        "        os._exit(0)\n"
                                        "    return True\n");
  EXPECT_EQ(judgement.outcome, Outcome::pass) << judgement.reason;
  EXPECT_EQ(processes_named(name), 0);
}

// Groups of this process in every hierarchy that this machine has mounted.
int own_groups() {
  const std::string prefix = "quantladder-" + std::to_string(getpid()) + "-";
  const CgroupRoots roots = find_cgroup_roots();
  int count = 0;
  for (const fs::path& root : {roots.memory, roots.pids, roots.cpuacct, roots.kill}) {
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(root, ignored)) {
      count += entry.path().filename().string().rfind(prefix, 0) == 0 ? 1 : 0;
    }
  }
  return count;
}

// A folder for temporary files of this process alone: other tests make and remove theirs in the shared one meanwhile.
class OwnTemporaryFolder {
 public:
  OwnTemporaryFolder() {
    if (const char* shared = std::getenv("TMPDIR")) shared_ = shared;
    ::setenv("TMPDIR", folder_.path().c_str(), 1);
  }
  ~OwnTemporaryFolder() { shared_ ? ::setenv("TMPDIR", shared_->c_str(), 1) : ::unsetenv("TMPDIR"); }
  OwnTemporaryFolder(const OwnTemporaryFolder&) = delete;
  OwnTemporaryFolder& operator=(const OwnTemporaryFolder&) = delete;

  bool empty() const { return fs::is_empty(folder_.path()); }

 private:
  sys::TempDir folder_;
  std::optional<std::string> shared_;
};

TEST(SandboxEnd, LeavesNoControlGroupAndNoFolder) {
  const OwnTemporaryFolder temporary;
  const int groups_before = own_groups();
  for (const Isolation isolation : {Isolation::sandboxed, Isolation::unsafe_none}) {
    const auto judge = make_judge({isolation, ""});
    judge->prepare(2);
    EXPECT_EQ(judge->check(double_assignment(), solution("def double(n): return 2 * n\n")).outcome, Outcome::pass);
    if (isolation == Isolation::unsafe_none) {
      EXPECT_FALSE(temporary.empty());  // while its processes wait there is something to leave
    }
  }
  EXPECT_EQ(own_groups(), groups_before);
  EXPECT_TRUE(temporary.empty());
}

TEST_F(SandboxTest, StopsAProcessThatGrowsSlowly) {
  Assignment assignment = truth_assignment();
  assignment.limits.memory_mib = 128;
  // Memory that is used, and memory that is only reserved.
  for (const char* piece : {"b'x' * (1 << 20)", "bytes(1 << 20)"}) {
    const core::Judgement judgement =
        ask(std::string("def answer():\n    kept = []\n    while True: kept.append(") + piece + ")\n", assignment);
    EXPECT_EQ(judgement.outcome, Outcome::error_memory) << piece << ": " << judgement.reason;
  }
}

TEST(SandboxWithoutControlGroups, StopsATreeThatGrowsTogether) {
  const int groups_before = own_groups();
  Probe probed = probe({});
  ASSERT_TRUE(probed.usable);
  leave_out_control_groups(probed);
  const auto judge = judge_in(std::move(probed));
  judge->prepare(1);
  EXPECT_EQ(own_groups(), groups_before);
  Assignment assignment = truth_assignment();
  assignment.limits.memory_mib = 128;
  const core::Judgement judgement = judge->check(assignment, solution("import os, time\n"
                                                                      "def answer():\n"
                                                                      "    for _ in range(4):\n"
                                                                      "        if os.fork() == 0:\n"
                                                                      "            kept = b'x' * (64 << 20)\n"
                                                                      "            time.sleep(1000)\n"
                                                                      "    time.sleep(1000)\n"));
  EXPECT_EQ(judgement.outcome, Outcome::error_memory) << judgement.reason;
}

}  // namespace
}  // namespace quantladder::judge
