// Fakes of the run loop's seams: scripted, and remembering what they were asked. No process, no clock, no network.
#pragma once

#include <algorithm>
#include <atomic>
#include <cmath>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "quantladder/bench/run.h"
#include "quantladder/core/error.h"

namespace quantladder::testing {

// What the launcher's servers do; shared by all of them.
struct ServerScript {
  std::vector<std::string> start_failures;  // consumed one per start; empty string = starts well
  core::ServerStart failed_facts;           // of such a start
  int starts = 0;
  int pid = 4711;
  int stops = 0;
  bool dead = false;  // set by a completer script to simulate a death
};

class FakeServer : public llama::Server {
 public:
  FakeServer(ServerScript& script, int slots) : script_(script) { facts_.slots = slots; }
  ~FakeServer() override { stop(); }
  std::string base_url() const override { return "http://fake"; }
  int pid() const override { return script_.pid; }
  bool alive() override { return !script_.dead && !stopped_; }
  std::string last_words() override { return "fake server's last words"; }
  std::string cause_of_death() override { return "fake server's last words"; }
  void stop() override {
    if (!stopped_) ++script_.stops;
    stopped_ = true;
  }
  const core::ServerStart& facts() const override { return facts_; }

 private:
  ServerScript& script_;
  core::ServerStart facts_;
  bool stopped_ = false;
};

class FakeLauncher : public llama::ServerLauncher {
 public:
  ServerScript script;
  std::vector<std::string> started;  // model ids
  llama::StartResult start(const core::Model& model, const std::string&, std::stop_token,
                           const llama::OnSpawned& on_spawned, const llama::OnWaiting&) override {
    if (on_spawned) on_spawned(script.pid);
    started.push_back(model.id);
    const auto number = static_cast<std::size_t>(script.starts++);
    script.dead = false;
    if (number < script.start_failures.size() && !script.start_failures[number].empty()) {
      return {nullptr, {script.start_failures[number], script.failed_facts, "loading\nno such tensor\n"}};
    }
    return {std::make_unique<FakeServer>(script, model.server.parallel), {}};
  }
};

// Answers each request with what `answer` makes of its body; completes in the order of submission. Its time is the end
// of the last answer: what is due later was not sent yet when everything is cancelled.
class FakeCompleter : public llama::Completer {
 public:
  using Answer = std::function<core::Generation(const llama::CompletionRequest&)>;
  Answer answer;
  std::optional<std::chrono::seconds> retry_after;  // of every refusal
  llama::ReadLag read_lag;                          // of every answer
  std::vector<llama::CompletionRequest> asked;
  std::size_t most_in_flight = 0;
  int cancelled_unsent = 0;
  int ended_before_cancel = 0;  // so many of the oldest requests have ended already whenever everything is cancelled

  void submit(llama::CompletionRequest request) override {
    if (queue_.empty() && request.due) now_ = *request.due;
    asked.push_back(request);
    queue_.push_back({std::move(request), 0});
    for (auto& waiting : queue_) waiting.most = std::max(waiting.most, static_cast<int>(queue_.size()));
    most_in_flight = std::max(most_in_flight, queue_.size());
  }
  std::optional<llama::CompletionResult> next(std::chrono::milliseconds) override {
    if (queue_.empty()) return std::nullopt;
    const auto [request, most] = std::move(queue_.front());
    queue_.pop_front();
    llama::CompletionResult result;
    result.tag = request.tag;
    const bool is_cancelled = cancelled_ && ended_++ >= ended_before_cancel;
    result.generation = is_cancelled ? cancelled() : answer(request);
    result.generation.seed = request.seed;
    result.generation.in_flight = most;
    result.lag = read_lag;
    const bool is_sent = !is_cancelled || !request.due || *request.due <= now_;
    cancelled_unsent += !is_sent;
    if (is_sent) result.started = request.due.value_or(result.started);  // sent when it was due, ended by its own clock
    result.ended = result.started + std::chrono::microseconds(std::llround(1000 * result.generation.total_ms));
    now_ = std::max(now_, result.ended);
    if (result.generation.finish == core::Finish::http_error) result.retry_after = retry_after;
    if (queue_.empty()) cancelled_ = false;
    return result;
  }
  void cancel_all() override {
    cancelled_ = !queue_.empty();
    ended_ = 0;
  }

 private:
  static core::Generation cancelled() {
    core::Generation generation;
    generation.finish = core::Finish::cancelled;
    return generation;
  }
  struct Waiting {
    llama::CompletionRequest request;
    int most = 0;  // in flight while it waited
  };
  std::deque<Waiting> queue_;
  std::chrono::steady_clock::time_point now_;
  bool cancelled_ = false;
  int ended_ = 0;  // since everything was cancelled
};

// Passes whatever holds the word "good"; anything else fails.
class FakeJudge : public judge::Judge {
 public:
  std::atomic<int> checks = 0;
  std::function<core::Outcome(const std::string& code)> verdict = [](const std::string& code) {
    return code.find("good") != std::string::npos ? core::Outcome::pass : core::Outcome::fail;
  };
  std::function<core::Outcome(const std::vector<core::AnswerFile>& files)> verdict_of_files;  // in its place
  core::Judgement check(const judge::Assignment& assignment, const std::vector<core::AnswerFile>& files) override {
    ++checks;
    core::Judgement judgement;
    judgement.tests_sha256 = assignment.tests_sha256;
    judgement.outcome = verdict_of_files ? verdict_of_files(files) : verdict(files.front().content);
    return judgement;
  }
  std::atomic<int> prepared = 0;
  void prepare(int checks_at_once) override { prepared += checks_at_once; }
  const judge::SandboxFacts& sandbox() const override { return facts_; }
  judge::Runtimes found;
  const judge::Runtimes& runtimes() const override { return found; }

 private:
  judge::SandboxFacts facts_{.tier = core::SandboxTier::full};
};

class FakeMeter : public sys::MemoryMeter {
 public:
  std::vector<int> watched;  // 0: the end of a server
  std::vector<sys::Offload> offloads;
  mutable std::size_t waits = 0;  // for an idle GPU
  void watch(int pid, sys::Offload offload) override {
    watched.push_back(pid);
    offloads.push_back(offload);
  }
  void unwatch() override { watched.push_back(0); }
  void wait_for_idle(std::chrono::milliseconds) const override { ++waits; }
  core::MemoryUse between(Clock::time_point, Clock::time_point) const override {
    return {.source = core::MemorySource::nvidia_process};
  }
  std::string samples_csv(Clock::time_point, Clock::time_point) const override { return "time_ms\n"; }
  std::string describe() const override { return "fake"; }
  bool sees_gpu() const override { return true; }
};

}  // namespace quantladder::testing
