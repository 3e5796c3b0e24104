// Drives tests/fakes/fake_llama_server.py from a test; its README describes the scenarios.
#pragma once

#include <string>
#include <vector>

#include "quantladder/sys/files.h"
#include "quantladder/sys/process.h"

namespace quantladder::test {

// A scenario in force: every fake server started while this lives plays it. Its counters outlive the servers' restarts.
class FakeScenario {
 public:
  explicit FakeScenario(const std::string& scenario_json = "{}");
  ~FakeScenario();
  FakeScenario(const FakeScenario&) = delete;
  FakeScenario& operator=(const FakeScenario&) = delete;

  // One JSON object per chat request received so far: {"kind", "number", "start", "body"}.
  std::vector<std::string> requests() const;
  const std::filesystem::path& folder() const { return folder_.path(); }

  static std::string program();  // path of the fake llama-server

 private:
  sys::TempDir folder_{"fake-server"};
};

// A fake server of its own, without the launcher: listening once constructed.
class FakeServer {
 public:
  explicit FakeServer(const std::string& scenario_json = "{}", const std::vector<std::string>& arguments = {});

  std::string base_url() const { return base_url_; }
  std::vector<std::string> requests() const { return scenario_.requests(); }
  int pid() const { return process_.pid(); }
  void kill() { process_.kill_group(); }

 private:
  FakeScenario scenario_;
  sys::Process process_;
  std::string base_url_;
};

}  // namespace quantladder::test
