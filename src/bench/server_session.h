// One server start made ready for measuring: settings read back, warmed up, probed.
#pragma once

#include <chrono>
#include <memory>
#include <stop_token>
#include <string>

#include "quantladder/bench/run.h"

namespace quantladder::bench {

class ServerSession {
 public:
  ServerSession(const Experiment& experiment, const ModelConfig& config, store::RunStore& store, const Bench& bench,
                std::stop_token stop, llama::OnWaiting on_waiting);
  ~ServerSession();

  // Starts, verifies, warms up and probes. Empty on success, else one line of why not. Throws core::Error(usage) when
  // the server does not honour the configured settings.
  std::string start(int round, const std::vector<core::CellId>& cells);
  // Stops the server and writes down how it ended and what memory it took.
  void finish(const core::ServerEnd& end);

  struct LoneRequest {
    std::string path;
    std::string body;
    std::chrono::milliseconds deadline;
    std::chrono::milliseconds silence;
  };
  // Sends one request, alone, and waits for its end. `doing`: what is said where that takes long.
  core::Generation ask(LoneRequest request, llama::SpokenWait& wait, const char* doing) {
    return timed_request(std::move(request), wait, doing).generation;
  }

  bool alive();
  bool ends_soon();  // waits half a second at most for it to end
  std::string cause_of_death();
  // Returns what the meter saw of our server; no figures for an endpoint, whose machine may be another.
  core::MemoryUse memory_between(sys::MemoryMeter::Clock::time_point from,
                                 sys::MemoryMeter::Clock::time_point to) const;
  const std::string& last_words() const { return last_words_; }  // the last lines of the log of a server that is gone
  const core::ServerStart& facts() const { return facts_; }
  const std::string& base_url() const { return base_url_; }
  const std::string& api_key() const { return api_key_; }

 private:
  std::string verify_settings(const std::vector<core::CellId>& cells);
  std::string warm_up_and_probe();
  core::Generation patient_request(int salt, llama::SpokenWait& wait);
  llama::CompletionResult probe_request(int salt, llama::SpokenWait& wait);
  llama::CompletionResult timed_request(LoneRequest lone, llama::SpokenWait& wait, const char* doing);

  const Experiment& experiment_;
  const ModelConfig& config_;
  store::RunStore& store_;
  const Bench& bench_;
  std::stop_token stop_;
  llama::OnWaiting on_waiting_;
  std::unique_ptr<llama::Server> server_;
  core::ServerStart facts_;
  std::string last_words_;
  std::string base_url_;
  std::string api_key_;
  sys::MemoryMeter::Clock::time_point started_;
  bool refused_ = false;  // the last request of the speed probe
  bool wrapped_ = false;  // none of the processes that we started serves: the memory seen is that of a wrapper
};

}  // namespace quantladder::bench
