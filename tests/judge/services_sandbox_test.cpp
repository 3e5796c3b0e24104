// Services of an answer in the sandbox of this machine: what they reach, and that nothing of them stays.
#include <gmock/gmock.h>
#include <unistd.h>

#include <future>

#include "judge/sandbox_fixture.h"
#include "quantladder/core/error.h"
#include "quantladder/sys/files.h"

namespace quantladder::judge {
namespace {

using core::Outcome;
using testing::IsEmpty;

// A server that says who asks, and of which file it is the answer.
const std::string kAddressServer =
    "import http.server\n"
    "class Handler(http.server.BaseHTTPRequestHandler):\n"
    "    def do_GET(self):\n"
    "        self.send_response(200)\n"
    "        self.end_headers()\n"
    "        self.wfile.write(self.client_address[0].encode())\n"
    "http.server.HTTPServer(('127.0.0.1', 8080), Handler).serve_forever()\n";

const std::string kServiceTests =
    "import pytest\n"
    "import quantladder_task as task\n\n"
    "@pytest.fixture\n"
    "def service():\n"
    "    return task.start(['python3', 'server.py'], port=8080)\n\n"
    "def test_address(service):\n"
    "    assert service.request('GET', '/', source='127.0.0.9').body == b'127.0.0.9'\n\n";

Assignment service_assignment(const std::string& more = "") {
  Assignment assignment = double_assignment();
  assignment.module = "";
  assignment.tests = {{"test_service.py", kServiceTests + more}};
  return assignment;
}

core::Judgement judge_server(const std::string& server, const Assignment& assignment = service_assignment()) {
  static const std::unique_ptr<Judge> judge = make_judge();
  return judge->check(assignment, {{"server.py", server}});
}

// Processes of this machine whose command line holds `text`.
std::vector<std::string> processes_with(const std::string& text) {
  std::vector<std::string> found;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    try {
      const std::string line = sys::read_file_if_exists(entry.path() / "cmdline").value_or("");
      if (line.find(text) != std::string::npos) found.push_back(line);
    } catch (const core::Error&) {  // ended meanwhile
    }
  }
  return found;
}

TEST(ServicesInTheSandbox, AreAskedFromAnAddressOfTheLoopback) {
  const core::Judgement judgement = judge_server(kAddressServer);
  EXPECT_EQ(judgement.outcome, Outcome::pass) << judgement.reason << judgement.log;
}

TEST(ServicesInTheSandbox, SharePortsWithNoOtherJudgement) {
  const std::unique_ptr<Judge> judge = make_judge();
  const auto check = [&] { return judge->check(service_assignment(), {{"server.py", kAddressServer}}).outcome; };
  auto first = std::async(std::launch::async, check);
  auto second = std::async(std::launch::async, check);
  EXPECT_EQ(first.get(), Outcome::pass);
  EXPECT_EQ(second.get(), Outcome::pass);
}

TEST(ServicesInTheSandbox, LeaveNothingBehindWhateverTheyStart) {
  const std::string mark = "quantladder-service-" + std::to_string(getpid());
  const std::string leaves =
      "import os, signal, sys\n"
      "if sys.argv[1:] == []:\n"
      "    for _ in range(3):\n"
      "        if os.fork() == 0:\n"
      "            os.setsid()\n"
      "            if os.fork() == 0:\n"
      "                signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
      "                os.execv(sys.executable, ['python3', '-c', 'import time; time.sleep(600)', '" +
      mark +
      "'])\n"
      "            os._exit(0)\n";
  const core::Judgement judgement = judge_server(leaves + kAddressServer);
  EXPECT_EQ(judgement.outcome, Outcome::pass) << judgement.reason << judgement.log;
  EXPECT_THAT(processes_with(mark), IsEmpty());
}

TEST(ServicesInTheSandbox, BlockTheirTestsWhereNoneComesUp) {
  const core::Judgement judgement = judge_server(
      "import sys\nsys.exit('no port for me')\n",
      service_assignment("def test_again(service):\n    assert service.request('GET', '/').status == 200\n"));
  EXPECT_EQ(judgement.outcome, Outcome::fail);
  EXPECT_EQ(judgement.reason,
            "2 of 2 tests blocked: python3 server.py ended with status 1 before it was ready: no port for me");
  EXPECT_EQ(judgement.tests.at(1).status, core::TestStatus::blocked);
}

TEST(ServicesInTheSandbox, EndWithTheirWorkerWhereTheyKillIt) {
  const core::Judgement judgement =
      judge_server("import os, signal\nos.kill(os.getppid(), signal.SIGKILL)\n" + kAddressServer);
  EXPECT_EQ(judgement.outcome, Outcome::error_died) << judgement.reason;
}

TEST(ServicesInTheSandbox, CannotHoldTheTesterUpByStoppingTheirWorker) {
  Assignment assignment = service_assignment();
  assignment.limits.wall_s = 3;
  const core::Judgement judgement =
      judge_server("import os, signal\nos.kill(os.getppid(), signal.SIGSTOP)\n" + kAddressServer, assignment);
  EXPECT_EQ(judgement.outcome, Outcome::error_timeout) << judgement.reason;
}

TEST(ServicesInTheSandbox, SeeNothingOfTheirTests) {
  const core::Judgement judgement = judge_server(
      "import os\n"
      "seen = ''.join(open('/proc/%s/cmdline' % pid).read() + '|' for pid in os.listdir('/proc') if pid.isdigit())\n"
      "assert 'tester' not in seen and 'pytest' not in seen, seen\n"
      "assert not os.path.exists('/tests') and not os.path.exists('/split/tester.py')\n" +
      kAddressServer);
  EXPECT_EQ(judgement.outcome, Outcome::pass) << judgement.reason << judgement.log;
}

}  // namespace
}  // namespace quantladder::judge
