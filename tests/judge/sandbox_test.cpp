// What the sandbox keeps from an answer.
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdlib>

#include "judge/probe.h"
#include "judge/sandbox_fixture.h"
#include "quantladder/core/error.h"
#include "quantladder/sys/files.h"

namespace quantladder::judge {
namespace {

namespace fs = std::filesystem;
using core::Outcome;
using testing::HasSubstr;

// Python for a system call: its errno, or 0.
const std::string kCall =
    "import ctypes\n"
    "libc = ctypes.CDLL(None, use_errno=True)\n"
    "def call(*arguments):\n"
    "    ctypes.set_errno(0)\n"
    "    libc.syscall(*map(ctypes.c_long, arguments))\n"
    "    return ctypes.get_errno()\n";

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

TEST_F(SandboxTest, KnowsTheLoopbackByItsNameAndNoOtherHost) {
  expect_true(
      "import socket, threading\n"
      "def answer():\n"
      "    server = socket.create_server(('localhost', 0))\n"
      "    client = socket.create_connection(('localhost', server.getsockname()[1]), 2)\n"
      "    try:\n"
      "        socket.getaddrinfo('example.org', 80)\n"
      "        return False\n"
      "    except socket.gaierror:\n"
      "        return client.getpeername()[0] == '127.0.0.1'\n");
}

TEST_F(SandboxTest, SeesNoFileOfThisMachineBesidesTheSystem) {
  const sys::TempDir dir;
  sys::write_file(dir.path() / "secret", "secret");
  fs::permissions(dir.path(), fs::perms::all);
  expect_true(
      "import os\n"
      "def answer():\n"
      "    return not any(os.path.exists(p) for p in ['" +
      (dir.path() / "secret").string() +
      "', '/home', '/root', '/etc/passwd', '/var', '/sys', '/tests', '/split/tester.py'])\n");
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
      "    closed = ['/x', '/usr/x', '/tests', '/split/x', '/split/worker.py', '/sys', '/dev/x']\n"
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

TEST_F(SandboxTest, HoldsNoDescriptorBesidesItsLine) {
  // 0 to 2, the line to the tester, and the folder being listed.
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
  // Root inside a user namespace is still root to the files outside; so each worker, and the tester, is a user of its
  // own.
  const CommandFor command = [](const Layout&) { return std::vector<std::string>{"/usr/bin/true"}; };
  const Launch worker = make_sandboxed_launch({}, Role::worker, command, 3, {});
  const Launch tester = make_sandboxed_launch({}, Role::tester, command, 3, {});
  const bool root = geteuid() == 0;
  EXPECT_EQ(worker.options.run_as, root ? std::optional<unsigned>(61004) : std::nullopt);
  EXPECT_EQ(tester.options.run_as, root ? std::optional<unsigned>(61000) : std::nullopt);
  EXPECT_TRUE(worker.options.env && worker.options.env->empty());
}

TEST_F(SandboxTest, SeesNoOtherProcess) {
  // bubblewrap's reaper and the worker.
  expect_true("import os\ndef answer():\n    return sum(n.isdigit() for n in os.listdir('/proc')) == 2\n");
}

TEST_F(SandboxTest, ReachesNoSystemCallThatItHasNoUseFor) {
  std::string source = kCall + "def answer():\n    return [call(n, 0, 0, 0, 0, 0) for n in (";
  for (const int number :
       std::initializer_list<int>{SYS_ptrace, SYS_bpf, SYS_keyctl, SYS_unshare, SYS_mount, SYS_setns,
                                  SYS_perf_event_open, SYS_process_vm_readv, SYS_userfaultfd, SYS_open_by_handle_at,
                                  SYS_memfd_create, SYS_shmget, SYS_msgget, SYS_semget, 425 /* io_uring_setup */}) {
    source += std::to_string(number) + ", ";
  }
  expect_true(source + ")] == [1] * 15\n");
}

TEST_F(SandboxTest, MakesNoNamespaceOfItsOwn) {
  expect_true(kCall + "def answer():\n    return call(" + std::to_string(SYS_clone) +
              ", 0x10000000, 0, 0, 0, 0) == 1 and call(435, 0, 0) == 38\n");  // clone3: no such call
}

TEST_F(SandboxTest, HidesNoMemoryInTheBuffersOfSockets) {
  expect_true(
      "import socket\n"
      "def answer():\n"
      "    ours, theirs = socket.socketpair()\n"
      "    ours.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)\n"
      "    refused = 0\n"
      "    for option in (socket.SO_SNDBUF, socket.SO_RCVBUF, 32, 33):\n"
      "        try: ours.setsockopt(socket.SOL_SOCKET, option, 1 << 26)\n"
      "        except PermissionError: refused += 1\n"
      "    return refused == 4\n");
}

TEST_F(SandboxTest, AnAnswerThatIsTooLargeIsTheAnswersOwnFault) {
  const core::Judgement judgement = ask("def answer(): return True\n#" + std::string(9 << 20, 'x') + "\n");
  EXPECT_EQ(judgement.outcome, Outcome::error_import);
  EXPECT_THAT(judgement.reason, HasSubstr("too large"));
}

TEST_F(SandboxTest, OpensNoSocketThatKnowsNoNetworkNamespace) {
  expect_true(
      "import socket\n"
      "def answer():\n"
      "    refused = []\n"
      "    for family in (40, 38, 17):\n"  // vsock, crypto, packets
      "        try: socket.socket(family, socket.SOCK_DGRAM)\n"
      "        except OSError as error: refused.append(error.errno)\n"
      "    return refused == [97] * 3 and socket.socket(socket.AF_INET) is not None\n");
}

#if defined(__x86_64__)
TEST_F(SandboxTest, EndsAProcessThatCallsByAnotherArchitecturesConvention) {
  expect_true(kCall +
              "import mmap, os\n"
              "def died(act):\n"
              "    child = os.fork()\n"
              "    if child == 0:\n"
              "        act()\n"
              "        os._exit(0)\n"
              "    return os.WIFSIGNALED(os.waitpid(child, 0)[1])\n"
              "def by_interrupt():\n"
              "    page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)\n"
              "    page.write(bytes([0xb8, 20, 0, 0, 0, 0xcd, 0x80, 0xc3]))\n"  // getpid by int 0x80
              "    ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))()\n"
              "def answer():\n"
              "    return died(by_interrupt) and died(lambda: call(0x40000000 + 39)) and not died(lambda: call(39))\n");
}
#endif

TEST_F(SandboxTest, StillRunsThreadsPoolsAndPrograms) {
  expect_true(
      "import multiprocessing, subprocess, threading\n"
      "def square(n): return n * n\n"
      "def answer():\n"
      "    thread = threading.Thread(target=int)\n"
      "    thread.start()\n"
      "    thread.join()\n"
      "    with multiprocessing.get_context('fork').Pool(2) as pool: squares = pool.map(square, [1, 2])\n"
      "    return squares == [1, 4] and subprocess.run(['echo', 'x'], capture_output=True).stdout == b'x\\n'\n");
}

}  // namespace
}  // namespace quantladder::judge
