// What the sandbox keeps from an answer, and what an answer leaves behind.
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>

#include "judge/double_task.h"
#include "judge/probe.h"
#include "quantladder/core/error.h"
#include "quantladder/judge/judge.h"
#include "quantladder/sys/files.h"

namespace quantladder::judge {
namespace {

namespace fs = std::filesystem;
using core::Outcome;
using testing::HasSubstr;

class SandboxTest : public testing::Test {
 protected:
  // `source` defines answer(), which says whether the answer was kept from what it tried.
  static core::Judgement ask(const std::string& source, const Assignment& assignment = truth_assignment()) {
    static const std::unique_ptr<Judge> judge = make_judge();
    return judge->check(assignment, solution(source));
  }
  static void expect_true(const std::string& source) {
    const core::Judgement judgement = ask(source);
    EXPECT_EQ(judgement.outcome, Outcome::pass) << judgement.reason << "\n" << judgement.log;
  }
};

// Processes on this machine whose command line holds `mark`.
int processes_marked(const std::string& mark) {
  int count = 0;
  for (const fs::directory_entry& entry : fs::directory_iterator("/proc")) {
    try {
      const auto line = sys::read_file_if_exists(entry.path() / "cmdline");
      count += line && line->find(mark) != std::string::npos ? 1 : 0;
    } catch (const core::Error&) {  // ended meanwhile
    }
  }
  return count;
}

TEST_F(SandboxTest, HasNoNetworkNotEvenThisMachines) {
  const sys::Fd server(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ASSERT_EQ(bind(server.get(), reinterpret_cast<sockaddr*>(&address), size), 0);
  ASSERT_EQ(listen(server.get(), 8), 0);
  ASSERT_EQ(getsockname(server.get(), reinterpret_cast<sockaddr*>(&address), &size), 0);
  expect_true(
      "import os, socket\n"
      "def answer():\n"
      "    try:\n"
      "        socket.create_connection(('127.0.0.1', " +
      std::to_string(ntohs(address.sin_port)) +
      "), 2)\n"
      "        return False\n"
      "    except OSError:\n"
      "        return [name for _, name in socket.if_nameindex()] == ['lo']\n");
}

TEST_F(SandboxTest, SeesNoFileOfThisMachineBesidesTheSystem) {
  const sys::TempDir dir;
  sys::write_file(dir.path() / "secret", "secret");
  fs::permissions(dir.path(), fs::perms::all);
  expect_true(
      "import os\n"
      "def answer():\n"
      "    return not any(os.path.exists(p) for p in ['" +
      (dir.path() / "secret").string() + "', '/home', '/root', '/etc/passwd', '/var', '/sys/fs'])\n");
}

TEST_F(SandboxTest, WritesNowhereButInItsOwnFolders) {
  expect_true(
      "import os\n"
      "def can_write(path):\n"
      "    try:\n"
      "        open(path, 'w').close()\n"
      "        return True\n"
      "    except OSError:\n"
      "        return False\n"
      "def answer():\n"
      "    closed = ['/x', '/usr/x', '/tests/x', '/tests/test_truth.py', '/judge/x', '/judge/runner.py', '/dev/x']\n"
      "    return not any(map(can_write, closed)) and all(map(can_write, ['/box/x', '/tmp/x', '/dev/shm/x']))\n");
}

TEST_F(SandboxTest, KnowsNothingOfOurEnvironment) {
  setenv("QUANTLADDER_TEST_SECRET", "hunter2", 1);
  expect_true(
      "import os\n"
      "def answer():\n"
      "    return 'hunter2' not in str(os.environ) and b'hunter2' not in open('/proc/1/environ', 'rb').read()\n");
  unsetenv("QUANTLADDER_TEST_SECRET");
}

TEST_F(SandboxTest, HoldsNoDescriptorBesidesTheReport) {
  // 0 to 2, the report's pipe, and the folder being listed.
  expect_true(
      "import os\nSEEN = sorted(map(int, os.listdir('/proc/self/fd')))\ndef answer():\n    return SEEN == [0, 1, 2, 3, "
      "4]\n");
}

TEST_F(SandboxTest, HasNoRights) {
  expect_true(
      "import os\n"
      "def answer():\n"
      "    caps = [l.split()[1] for l in open('/proc/self/status') if l.startswith(('CapEff', 'CapPrm', 'CapBnd'))]\n"
      "    return os.getuid() == 10001 and set(caps) == {'0' * 16}\n");
}

TEST_F(SandboxTest, IsNeverStartedByRoot) {
  // Root inside a user namespace is still root to the files outside; so each slot is a user of its own.
  const CommandFor command = [](const Layout&) { return std::vector<std::string>{"/usr/bin/true"}; };
  const Launch launch = make_sandboxed_launch({}, {}, command, 3, -1, -1);
  EXPECT_EQ(launch.options.run_as, geteuid() == 0 ? std::optional<unsigned>(61004) : std::nullopt);
  EXPECT_TRUE(launch.options.env && launch.options.env->empty());
}

TEST_F(SandboxTest, SeesNoOtherProcess) {
  // bubblewrap's reaper and the runner.
  expect_true("import os\ndef answer():\n    return sum(n.isdigit() for n in os.listdir('/proc')) == 2\n");
}

TEST_F(SandboxTest, ContainsAForkBombAndLeavesNothing) {
  Assignment assignment = truth_assignment();
  const std::string mark = "test_bomb_" + std::to_string(getpid());
  assignment.tests[0].path = mark + ".py";
  assignment.expected_tests = {mark + ".py::test_truth"};
  assignment.limits.wall_s = 1;
  const core::Judgement judgement =
      ask("import os\n"
          "def answer():\n"
          "    while True:\n"
          "        try: os.fork()\n"
          "        except OSError: pass\n",
          assignment);
  EXPECT_NE(judgement.outcome, Outcome::pass);
  EXPECT_TRUE(core::is_scored(judgement.outcome)) << judgement.reason;
  EXPECT_EQ(processes_marked(mark), 0);
}

TEST_F(SandboxTest, TakesDaemonsDownWithIt) {
  Assignment assignment = truth_assignment();
  const std::string mark = "test_daemon_" + std::to_string(getpid());
  assignment.tests[0].path = mark + ".py";
  assignment.expected_tests = {mark + ".py::test_truth"};
  const core::Judgement judgement =
      ask("import os, time\n"
          "def answer():\n"
          "    if os.fork() == 0:\n"
          "        os.setsid()\n"
          "        if os.fork() == 0:\n"
          "            time.sleep(1000)\n"
          "        os._exit(0)\n"
          "    return True\n",
          assignment);
  EXPECT_EQ(judgement.outcome, Outcome::pass) << judgement.reason;
  EXPECT_EQ(processes_marked(mark), 0);
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

TEST_F(SandboxTest, IsDescribedByWhatTheProbeFound) {
  const SandboxFacts facts = probe_sandbox();
  EXPECT_THAT(facts.tier, testing::AnyOf("full", "namespaces"));
  EXPECT_THAT(facts.detail, HasSubstr("bubblewrap"));
  EXPECT_EQ(facts.python.front(), '/');
  EXPECT_EQ(facts.problem.empty(), facts.tier == "full");
  EXPECT_EQ(facts.remedy.empty(), facts.problem.empty());
}

TEST_F(SandboxTest, IsStampedNoneWhenItWasSwitchedOff) {
  const auto judge = make_judge({Isolation::unsafe_none, ""});
  EXPECT_EQ(judge->sandbox().tier, "none");
  EXPECT_EQ(judge->check(double_assignment(), solution("def double(n): return 2 * n\n")).sandbox, "none");
}

std::string error_of(const JudgeOptions& options) {
  try {
    make_judge(options);
  } catch (const core::Error& error) {
    EXPECT_EQ(error.kind(), core::ErrorKind::environment);
    return error.what();
  }
  return "no error";
}

TEST_F(SandboxTest, NamesTheRemedyWhenBubblewrapIsMissing) {
  const std::string path = std::getenv("PATH");
  setenv("PATH", "/no/such/folder", 1);
  EXPECT_THAT(error_of({}), HasSubstr("apt install bubblewrap"));
  EXPECT_EQ(probe_sandbox().tier, "none");
  setenv("PATH", path.c_str(), 1);
}

TEST_F(SandboxTest, NamesTheRemedyWhenPytestIsMissing) {
  EXPECT_THAT(error_of({Isolation::sandboxed, "/bin/true"}), HasSubstr("apt install python3-pytest"));
}

TEST(RemedyFor, RecognisesWhatForbidsUserNamespaces) {
  EXPECT_THAT(remedy_for("bwrap: setting up uid map: Permission denied", false), HasSubstr("AppArmor"));
  EXPECT_THAT(remedy_for("bwrap: anything", true), HasSubstr("apparmor_restrict_unprivileged_userns=0"));
  EXPECT_THAT(remedy_for("bwrap: No permissions to creating new namespace, likely because the kernel does not allow "
                         "non-privileged user namespaces. On e.g. debian this can be enabled with ... not permitted",
                         false),
              HasSubstr("unprivileged_userns_clone"));
  EXPECT_NE(remedy_for("something new", false), "");
}

}  // namespace
}  // namespace quantladder::judge
