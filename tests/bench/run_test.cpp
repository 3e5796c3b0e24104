#include "quantladder/bench/run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "quantladder/core/seed.h"
#include "quantladder/sys/files.h"
#include "support/fake_bench.h"

namespace quantladder::bench {
namespace {

using core::Finish;
using core::Outcome;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

core::Generation reply(const std::string& text) {
  core::Generation generation;
  generation.finish = Finish::stop;
  generation.text = "```python\n" + text + "\n```\n";
  return generation;
}

core::Generation fault(Finish finish) {
  core::Generation generation;
  generation.finish = finish;
  generation.fault = "scripted";
  return generation;
}

bool is_probe(const llama::CompletionRequest& request) { return request.tag == 0; }

class RunLoop : public ::testing::Test {
 protected:
  RunLoop() {
    completer.answer = [](const llama::CompletionRequest&) { return reply("answer = 'good'"); };
    experiment.name = "test";
    experiment.iterations = 2;
    experiment.rounds = 2;
    experiment.probe = {.tokens = 8, .repeats = 1, .warm_up = 1};
    experiment.judging.when = JudgingPolicy::between;
    for (const char* id : {"a", "b"}) {
      ModelConfig config;
      config.model.id = id;
      config.request.max_tokens = 10;
      experiment.models.push_back(config);
    }
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
    const Bench bench{launcher,
                      completer,
                      judge,
                      meter,
                      [this](const std::string&, const std::string&, const core::RequestSettings&, std::stop_token) {
                        return settings;
                      },
                      stop_rule,
                      [this](std::chrono::milliseconds span, std::stop_token) { pauses.push_back(span.count()); }};
    return run_experiment(experiment, suite, selection, store, bench, observer, stop.get_token());
  }
  std::vector<core::Record> records() { return store::RunStore::open_for_writing(folder.path() / "run").records(); }
  std::vector<core::ServerStart> starts() {
    return store::RunStore::open_for_writing(folder.path() / "run").server_starts();
  }
  std::multiset<Outcome> outcomes(const std::string& model) {
    std::multiset<Outcome> found;
    for (const auto& record : records()) {
      if (record.cell.model == model) found.insert(record.outcome());
    }
    return found;
  }

  sys::TempDir folder;
  Experiment experiment;
  tasks::Suite suite;
  testing::FakeLauncher launcher;
  testing::FakeCompleter completer;
  testing::FakeJudge judge;
  testing::FakeMeter meter;
  llama::SettingsCheck settings{.supported = true};
  struct Notes : Observer {
    std::vector<std::string> lines;
    void on_note(const std::string& line) override { lines.push_back(line); }
  };
  Notes observer;
  std::stop_source stop;
  StopRule* stop_rule = nullptr;
  std::vector<long> pauses;  // in ms
};

TEST_F(RunLoop, EveryCellIsRecordedOnceAndScored) {
  EXPECT_EQ(run(), RunEnd::complete);
  std::set<core::CellId> cells;
  for (const auto& record : records()) {
    EXPECT_EQ(record.outcome(), Outcome::pass);
    EXPECT_EQ(record.attempt, 1);
    EXPECT_TRUE(cells.insert(record.cell).second);
  }
  EXPECT_EQ(cells.size(), 8u);
  EXPECT_EQ(launcher.started, (std::vector<std::string>{"a", "b", "b", "a"}));
  EXPECT_EQ(launcher.script.stops, 4);
}

class ScriptedRule : public StopRule {
 public:
  int enough_after = 0;              // rounds; 0: never
  std::vector<std::size_t> records;  // seen at each look
  bool stop_after(int round, const std::vector<core::Record>& seen) override {
    records.push_back(seen.size());
    return enough_after != 0 && round >= enough_after;
  }
};

TEST_F(RunLoop, AsksTheStopRuleAfterEachRoundWithAllRecords) {
  ScriptedRule rule;
  stop_rule = &rule;
  EXPECT_EQ(run(), RunEnd::complete);
  EXPECT_EQ(rule.records, (std::vector<std::size_t>{4, 8}));
}

TEST_F(RunLoop, BeginsNoFurtherRoundOnceTheRuleHasSeenEnough) {
  ScriptedRule rule;
  rule.enough_after = 1;
  stop_rule = &rule;
  EXPECT_EQ(run(), RunEnd::stopped_early);
  EXPECT_EQ(launcher.started, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(records().size(), 4u);
}

TEST_F(RunLoop, AResumedRunAsksAgainAfterTheRoundsThatWereDone) {
  ScriptedRule rule;
  rule.enough_after = 1;
  stop_rule = &rule;
  run();
  EXPECT_EQ(run(), RunEnd::stopped_early);
  EXPECT_EQ(rule.records, (std::vector<std::size_t>{4, 4}));
  EXPECT_EQ(launcher.started.size(), 2u);
}

TEST_F(RunLoop, ARuleThatHasSeenEnoughOnlyAtTheEndStoppedNothing) {
  ScriptedRule rule;
  rule.enough_after = 2;
  stop_rule = &rule;
  EXPECT_EQ(run(), RunEnd::complete);
}

TEST_F(RunLoop, ACompleteRunStartsNoServer) {
  run();
  launcher.started.clear();
  EXPECT_EQ(run(), RunEnd::complete);
  EXPECT_TRUE(launcher.started.empty());
}

TEST_F(RunLoop, SeedsAreTheSameForAllModelsWithinAnIteration) {
  run();
  for (const auto& record : records()) {
    EXPECT_EQ(record.generation->seed, core::cell_seed(experiment.seed, record.cell.task, record.cell.iteration));
  }
}

TEST_F(RunLoop, WarmUpAndProbeAreNoCells) {
  run();
  ASSERT_EQ(starts().size(), 4u);
  EXPECT_EQ(starts()[0].warm_up_requests, 1);
  EXPECT_EQ(starts()[0].probe.size(), 1u);
  EXPECT_TRUE(starts()[0].settings_verified);
  EXPECT_EQ(starts()[0].end, "stopped");
}

TEST_F(RunLoop, KeepsAsManyCellsInFlightAsTheServerHasSlots) {
  for (auto& config : experiment.models) config.model.server.parallel = 2;
  run();
  EXPECT_EQ(completer.most_in_flight, 2u);
  for (const auto& record : records()) EXPECT_EQ(record.generation->in_flight, 2);
}

TEST_F(RunLoop, AFaultIsRecordedAndTheCellRepeated) {
  int calls = 0;
  completer.answer = [&](const llama::CompletionRequest& request) {
    if (!is_probe(request) && ++calls == 1) return fault(Finish::stall);
    return reply("answer = 'good'");
  };
  EXPECT_EQ(run({.models = {"a"}}), RunEnd::complete);
  EXPECT_THAT(outcomes("a"), UnorderedElementsAre(Outcome::infrastructure_stall, Outcome::pass, Outcome::pass,
                                                  Outcome::pass, Outcome::pass));
}

TEST_F(RunLoop, AFaultThatStaysIsGivenUpAfterTheConfiguredAttempts) {
  experiment.client.attempts = 2;
  completer.answer = [](const llama::CompletionRequest&) { return fault(Finish::http_error); };
  EXPECT_EQ(run({.models = {"a"}, .tasks = {"L1"}}), RunEnd::incomplete);
  EXPECT_EQ(records().size(), 4u);  // two iterations, two attempts each
  for (const auto& record : records()) EXPECT_EQ(record.outcome(), Outcome::infrastructure_http_error);
}

TEST_F(RunLoop, AStreamThatBreaksBecauseTheServerDiedIsALostServer) {
  int calls = 0;
  completer.answer = [&](const llama::CompletionRequest& request) {
    if (!is_probe(request) && ++calls == 1) {
      launcher.script.dead = true;
      return fault(Finish::broken_stream);
    }
    return reply("answer = 'good'");
  };
  EXPECT_EQ(run({.models = {"a"}, .tasks = {"L1"}}), RunEnd::complete);
  ASSERT_EQ(records().size(), 3u);
  EXPECT_EQ(records()[0].outcome(), Outcome::infrastructure_lost_server);
  EXPECT_THAT(records()[0].judgement().reason, HasSubstr("last words"));
  EXPECT_EQ(records()[1].outcome(), Outcome::pass);
  EXPECT_EQ(records()[1].attempt, 2);
  EXPECT_EQ(records()[1].generation->seed, records()[0].generation->seed);
}

TEST_F(RunLoop, TheCellThatMeetsItsServersDeathIsRepeatedEvenWithASingleAttempt) {
  experiment.client.attempts = 1;
  int calls = 0;
  completer.answer = [&](const llama::CompletionRequest& request) {
    if (!is_probe(request) && ++calls == 1) {
      launcher.script.dead = true;
      return fault(Finish::lost_server);
    }
    return reply("answer = 'good'");
  };
  EXPECT_EQ(run({.models = {"a"}, .tasks = {"L1"}}), RunEnd::complete);
}

TEST_F(RunLoop, AServerThatOnlyStallsIsStartedOnceMoreAndThenGivenUp) {
  experiment.rounds = 1;
  experiment.client.stalls_until_restart = 2;
  completer.answer = [&](const llama::CompletionRequest& request) {
    return is_probe(request) ? reply("ok") : fault(Finish::stall);
  };
  EXPECT_EQ(run({.models = {"a"}}), RunEnd::incomplete);
  EXPECT_EQ(launcher.started.size(), 2u);
  ASSERT_EQ(starts().size(), 2u);
  EXPECT_EQ(starts()[0].end, "hung: 2 requests in a row stalled");
  EXPECT_GE(outcomes("a").count(Outcome::not_run), 3u);
}

TEST_F(RunLoop, StallsWithAnAnswerBetweenThemAreNoHang) {
  experiment.rounds = 1;
  experiment.client.stalls_until_restart = 2;
  int calls = 0;
  completer.answer = [&](const llama::CompletionRequest& request) {
    return !is_probe(request) && ++calls % 2 == 1 ? fault(Finish::stall) : reply("answer = 'good'");
  };
  EXPECT_EQ(run({.models = {"a"}}), RunEnd::complete);
  EXPECT_EQ(launcher.started.size(), 1u);
}

TEST_F(RunLoop, WaitsLongerBeforeEachRepetitionOfAnHttpError) {
  experiment.iterations = experiment.rounds = 1;
  completer.answer = [&](const llama::CompletionRequest& request) {
    return is_probe(request) ? reply("ok") : fault(Finish::http_error);
  };
  run({.models = {"a"}, .tasks = {"L1"}});
  EXPECT_EQ(pauses, (std::vector<long>{1000, 2000}));
}

TEST_F(RunLoop, AStallIsRepeatedAtOnce) {
  experiment.iterations = experiment.rounds = 1;
  completer.answer = [&](const llama::CompletionRequest& request) {
    return is_probe(request) ? reply("ok") : fault(Finish::stall);
  };
  run({.models = {"a"}, .tasks = {"L1"}});
  EXPECT_TRUE(pauses.empty());
}

TEST_F(RunLoop, AServerThatRefusesToTellItsSettingsHasFailedToStart) {
  settings = {.failure = "HTTP 400: no"};
  EXPECT_EQ(run({.models = {"a"}}), RunEnd::incomplete);
  EXPECT_EQ(outcomes("a").count(Outcome::not_run), 4u);
  EXPECT_EQ(launcher.started.size(), 1u);
  EXPECT_THAT(starts()[0].end, HasSubstr("failed to start: asked for its effective settings"));
}

TEST_F(RunLoop, AnEndpointThatRefusesToTellItsSettingsIsOnlyDoubted) {
  experiment.models[0].model.endpoint = "http://elsewhere";
  settings = {.failure = "HTTP 400: no"};
  EXPECT_EQ(run({.models = {"a"}}), RunEnd::complete);
  EXPECT_FALSE(starts()[0].settings_verified);
  EXPECT_EQ(starts()[0].settings_note, "HTTP 400: no");
}

TEST_F(RunLoop, AProbeThatWasInterruptedIsNoProbe) {
  completer.answer = [&](const llama::CompletionRequest&) {
    stop.request_stop();
    return fault(Finish::cancelled);
  };
  EXPECT_EQ(run({.models = {"a"}}), RunEnd::interrupted);
  ASSERT_EQ(starts().size(), 1u);
  EXPECT_TRUE(starts()[0].probe.empty());
  EXPECT_EQ(starts()[0].warm_up_requests, 0);
}

TEST_F(RunLoop, AFailedStartKeepsWhatWasStarted) {
  launcher.script.start_failures = {"exited"};
  launcher.script.failed_facts.argv = {"llama-server", "-m", "x.gguf"};
  run({.models = {"a"}});
  EXPECT_EQ(starts()[0].argv.size(), 3u);
}

TEST_F(RunLoop, AFailedStartShowsTheEndOfItsLog) {
  launcher.script.start_failures = {"exited"};
  run({.models = {"a"}});
  EXPECT_THAT(observer.lines, ::testing::Contains("a: the end of its server's log:\nloading\nno such tensor"));
}

TEST_F(RunLoop, ABrokenStreamOfALivingServerStaysABrokenStream) {
  completer.answer = [](const llama::CompletionRequest&) { return fault(Finish::broken_stream); };
  experiment.client.attempts = 1;
  run({.models = {"a"}, .tasks = {"L1"}});
  for (const auto& record : records()) EXPECT_EQ(record.outcome(), Outcome::infrastructure_broken_stream);
}

TEST_F(RunLoop, AServerThatDiesTwiceIsGivenUpAndTheNextModelGoesOn) {
  completer.answer = [&](const llama::CompletionRequest& request) {
    if (!is_probe(request) && launcher.started.back() == "a") {
      launcher.script.dead = true;
      return fault(Finish::lost_server);
    }
    return reply("answer = 'good'");
  };
  EXPECT_EQ(run(), RunEnd::incomplete);
  EXPECT_EQ(outcomes("b").count(Outcome::pass), 4u);
  EXPECT_EQ(outcomes("a").count(Outcome::not_run), 4u);
  EXPECT_EQ(outcomes("a").count(Outcome::infrastructure_lost_server), 2u);
  EXPECT_EQ(std::count(launcher.started.begin(), launcher.started.end(), "a"), 2);
}

TEST_F(RunLoop, AServerThatDoesNotStartLeavesItsCellsNotRunWithTheReason) {
  launcher.script.start_failures = {"exited with code 1: no such file"};
  EXPECT_EQ(run(), RunEnd::incomplete);
  for (const auto& record : records()) {
    if (record.cell.model != "a") continue;
    EXPECT_EQ(record.outcome(), Outcome::not_run);
    EXPECT_THAT(record.judgement().reason, HasSubstr("no such file"));
  }
  EXPECT_EQ(outcomes("b").count(Outcome::pass), 4u);
}

TEST_F(RunLoop, WhatWasNotRunIsTriedAgainByTheNextRun) {
  launcher.script.start_failures = {"busy"};
  run();
  EXPECT_EQ(run(), RunEnd::complete);
  EXPECT_EQ(outcomes("a").count(Outcome::pass), 4u);
}

TEST_F(RunLoop, ARerunWhoseServerDoesNotStartLeavesTheResultsAlone) {
  run();
  launcher.script = {.start_failures = {"busy"}};
  EXPECT_EQ(run({.models = {"a"}, .repeat = Repeat::rerun}), RunEnd::incomplete);
  EXPECT_EQ(outcomes("a"), (std::multiset<Outcome>{Outcome::pass, Outcome::pass, Outcome::pass, Outcome::pass}));
}

TEST_F(RunLoop, TheMemoryOfAnEndpointIsNotTakenFromThisMachine) {
  experiment.models[0].model.endpoint = "http://elsewhere";
  launcher.script.pid = 0;
  run({.models = {"a"}});
  EXPECT_EQ(records()[0].memory.source, "");
  EXPECT_FALSE(records()[0].memory.gaps.empty());
}

TEST_F(RunLoop, SettingsTheServerDoesNotHonourStopEverything) {
  settings.differences = {"repetition_penalty: the server ignores it"};
  EXPECT_THROW(run(), core::Error);
  EXPECT_TRUE(records().empty());
  EXPECT_EQ(launcher.script.stops, 1);
}

TEST_F(RunLoop, TruncatedRepliesAreNotJudged) {
  completer.answer = [](const llama::CompletionRequest&) {
    auto generation = reply("answer = 'good'");
    generation.finish = Finish::length;
    return generation;
  };
  EXPECT_EQ(run(), RunEnd::complete);
  EXPECT_EQ(judge.checks, 0);
  EXPECT_EQ(outcomes("a").count(Outcome::truncated), 4u);
}

TEST_F(RunLoop, ATimeoutIsLookedAtTwice) {
  std::atomic<int> checks = 0;
  judge.verdict = [&](const std::string&) { return ++checks == 1 ? Outcome::error_timeout : Outcome::pass; };
  run({.models = {"a"}, .tasks = {"L1"}});
  EXPECT_EQ(outcomes("a").count(Outcome::pass), 2u);
  EXPECT_TRUE(records()[0].judgement().repeated_alone);
}

TEST_F(RunLoop, AStopRequestDropsWhatIsInFlightAndKeepsWhatIsRecorded) {
  int calls = 0;
  completer.answer = [&](const llama::CompletionRequest& request) {
    if (!is_probe(request) && ++calls == 3) stop.request_stop();
    return reply("answer = 'good'");
  };
  EXPECT_EQ(run(), RunEnd::interrupted);
  const auto before = records().size();
  EXPECT_LT(before, 8u);
  stop = std::stop_source();
  EXPECT_EQ(run(), RunEnd::complete);
  EXPECT_EQ(records().size(), 8u);
}

TEST_F(RunLoop, AReplyThatWasNotJudgedIsJudgedByTheNextRunWithoutAskingAgain) {
  judge.verdict = [&](const std::string&) -> Outcome { throw core::Error(core::ErrorKind::environment, "disk full"); };
  EXPECT_THROW(run({.models = {"a"}, .tasks = {"L1"}}), core::Error);
  const auto asked = completer.asked.size();
  judge.verdict = [](const std::string&) { return Outcome::pass; };
  run({.models = {"a"}, .tasks = {"L1"}});
  EXPECT_EQ(records().size(), 2u);
  const auto cells_asked_now = std::count_if(completer.asked.begin() + static_cast<long>(asked), completer.asked.end(),
                                             [](const auto& request) { return !is_probe(request); });
  EXPECT_EQ(cells_asked_now, 1);  // of two cells, one reply was there already
}

TEST_F(RunLoop, OverlappingJudgementsSaySo) {
  experiment.judging.when = JudgingPolicy::overlapping;
  run();
  for (const auto& record : records()) EXPECT_EQ(record.judgement().while_generating, "overlapping");
}

TEST_F(RunLoop, TheMeterWatchesTheServerAndIsToldWhenItIsGone) {
  run({.models = {"a"}});
  EXPECT_THAT(meter.watched, ::testing::ElementsAre(4711, 0, 4711, 0));
}

}  // namespace
}  // namespace quantladder::bench
