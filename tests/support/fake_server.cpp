#include "support/fake_server.h"

#include <unistd.h>

#include <cstdlib>
#include <sstream>
#include <stdexcept>
#include <string_view>

namespace quantladder::test {
namespace {

sys::Process start(const std::vector<std::string>& arguments) {
  std::vector<std::string> argv{FakeScenario::program(), "--port", "0"};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  return sys::Process::spawn({.argv = argv, .capture_stderr = true});
}

// The port is the system's choice; the server says which one it got.
std::string read_base_url(int log_fd) {
  std::string log;
  for (char c = 0; ::read(log_fd, &c, 1) == 1;) {
    if (c != '\n') {
      log.push_back(c);
      continue;
    }
    const auto at = log.find("listening on ");
    if (at != std::string::npos) return log.substr(at + 13);
    log.clear();
  }
  throw std::runtime_error("the fake server did not start: " + log);
}

}  // namespace

FakeScenario::FakeScenario(const std::string& scenario_json) {
  sys::write_file(folder() / "scenario.json", scenario_json);
  ::setenv("QL_FAKE_SCENARIO", (folder() / "scenario.json").c_str(), 1);
  ::setenv("QL_FAKE_STATE", (folder() / "state.json").c_str(), 1);
  ::setenv("QL_FAKE_LOG", (folder() / "requests.jsonl").c_str(), 1);
}

FakeScenario::~FakeScenario() {
  for (const char* name : {"QL_FAKE_SCENARIO", "QL_FAKE_STATE", "QL_FAKE_LOG"}) ::unsetenv(name);
}

std::vector<std::string> FakeScenario::requests() const {
  const std::string log = sys::read_file_if_exists(folder() / "requests.jsonl").value_or("");
  // What follows the last line end is still being written, or was when its server was killed.
  std::istringstream lines(log.substr(0, log.rfind('\n') + 1));
  constexpr std::string_view kCut = " (cut)";
  std::vector<std::string> requests;
  for (std::string line; std::getline(lines, line);) {
    const bool cut = line.size() >= kCut.size() && line.compare(line.size() - kCut.size(), kCut.size(), kCut) == 0;
    if (!cut) requests.push_back(line);
  }
  return requests;
}

std::string FakeScenario::program() { return QUANTLADDER_SOURCE_DIR "/tests/fakes/fake_llama_server.py"; }

FakeServer::FakeServer(const std::string& scenario_json, const std::vector<std::string>& arguments)
    : scenario_(scenario_json), process_(start(arguments)), base_url_(read_base_url(process_.stderr_fd())) {}

}  // namespace quantladder::test
