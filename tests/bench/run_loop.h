// The run loop with fakes all around: two models, two tasks, two iterations in two rounds.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "quantladder/bench/run.h"
#include "quantladder/sys/files.h"
#include "support/fake_bench.h"

namespace quantladder::bench {

inline core::Generation reply(const std::string& text) {
  core::Generation generation;
  generation.finish = core::Finish::stop;
  generation.text = "```python\n" + text + "\n```\n";
  return generation;
}

inline core::Generation fault(core::Finish finish) {
  core::Generation generation;
  generation.finish = finish;
  generation.fault = "scripted";
  return generation;
}

inline core::Generation refusal(int status, const std::string& words) {
  core::Generation generation = fault(core::Finish::http_error);
  generation.http_status = status;
  generation.fault = "HTTP " + std::to_string(status) + ": " + words;
  return generation;
}

inline bool is_probe(const llama::CompletionRequest& request) { return request.tag == 0; }

class RunLoop : public ::testing::Test {
 protected:
  RunLoop() {
    completer.answer = [](const llama::CompletionRequest&) { return reply("answer = 'good'"); };
    experiment.name = "test";
    experiment.iterations = 2;
    experiment.rounds = 2;
    experiment.probe = {.tokens = 8, .repeats = 1, .warm_up = 1};
    experiment.judging.when = core::JudgingPolicy::between;
    for (const char* id : {"a", "b"}) {
      ModelConfig config;
      config.model.id = id;
      config.request.max_tokens = 10;
      experiment.models.push_back(config);
    }
    suites.resize(1);
    tasks::Suite& suite = suites.front();
    suite.id = "suite";
    for (const char* id : {"L1", "L2"}) {
      tasks::Task task;
      task.id = id;
      task.language = "python";
      task.files = {"solution.py"};
      task.prompt = std::string("do ") + id;
      task.tests_sha256 = "tests";
      suite.tasks.push_back(task);
    }
  }

  RunEnd run(const Selection& selection = {}) {
    store::RunStore store = store::RunStore::open_for_writing(folder.path() / "run");
    const Bench bench{
        launcher,
        completer,
        &judge,
        meter,
        [this](const llama::ServerAddress& address, const core::RequestSettings&, const llama::Patience&) {
          checked_with.push_back(address);
          return settings;
        },
        stop_rule,
        [this](std::chrono::milliseconds span, std::stop_token) { pauses.push_back(span.count()); },
        run_bench};
    return run_experiment(experiment, suites, selection, store, bench, observer, stop.get_token());
  }
  std::vector<core::Record> records() { return store::RunStore::open_for_writing(folder.path() / "run").records(); }
  std::vector<core::ServerStart> starts() {
    return store::RunStore::open_for_writing(folder.path() / "run").server_starts();
  }
  std::multiset<core::Outcome> outcomes(const std::string& model) {
    std::multiset<core::Outcome> found;
    for (const auto& record : records()) {
      if (record.cell.model == model) found.insert(record.outcome());
    }
    return found;
  }

  sys::TempDir folder;
  Experiment experiment;
  std::vector<tasks::Suite> suites;
  testing::FakeLauncher launcher;
  testing::FakeCompleter completer;
  testing::FakeJudge judge;
  testing::FakeMeter meter;
  llama::SettingsCheck settings{.supported = true};
  std::vector<llama::ServerAddress> checked_with;  // where settings were read back
  struct Notes : Observer {
    std::vector<std::string> lines;
    int most_in_flight = 0;
    void on_generating(int in_flight) override { most_in_flight = std::max(most_in_flight, in_flight); }
    void on_note(const std::string& line) override { lines.push_back(line); }
  };
  Notes observer;
  std::stop_source stop;
  StopRule* stop_rule = nullptr;
  RunBench run_bench;
  std::vector<long> pauses;  // in ms
};

}  // namespace quantladder::bench
