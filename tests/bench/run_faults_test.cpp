// What the run loop makes of servers and streams that fail.
#include <gmock/gmock.h>

#include "bench/run_loop.h"

namespace quantladder::bench {
namespace {

using core::Finish;
using core::Outcome;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

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

TEST_F(RunLoop, AnAnswerThatTheClientReadLateIsDoubted) {
  completer.read_lag = {.reads = 300, .p99_ms = 2, .worst_ms = 70};
  completer.answer = [](const llama::CompletionRequest&) { return reply("answer = 'good'"); };
  EXPECT_EQ(run({.models = {"a"}, .items = {"L1"}}), RunEnd::complete);
  ASSERT_FALSE(records().empty());
  for (const auto& record : records())
    EXPECT_THAT(record.generation()->doubts, Contains(HasSubstr("at worst 70.0 ms")));
  const auto begun = starts();
  ASSERT_FALSE(begun.empty());
  ASSERT_FALSE(begun[0].probe.empty());
  for (const auto& probe : begun[0].probe) EXPECT_THAT(probe.doubts, Contains(HasSubstr("at worst 70.0 ms")));
}

TEST_F(RunLoop, AFaultThatStaysIsGivenUpAfterTheConfiguredAttempts) {
  experiment.client.attempts = 2;
  completer.answer = [](const llama::CompletionRequest& request) {
    return is_probe(request) ? reply("ok") : fault(Finish::http_error);
  };
  EXPECT_EQ(run({.models = {"a"}, .items = {"L1"}}), RunEnd::incomplete);
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
  EXPECT_EQ(run({.models = {"a"}, .items = {"L1"}}), RunEnd::complete);
  ASSERT_EQ(records().size(), 3u);
  EXPECT_EQ(records()[0].outcome(), Outcome::infrastructure_lost_server);
  EXPECT_THAT(records()[0].judgement().reason, HasSubstr("last words"));
  EXPECT_EQ(records()[1].outcome(), Outcome::pass);
  EXPECT_EQ(records()[1].attempt, 2);
  EXPECT_EQ(records()[1].generation()->seed, records()[0].generation()->seed);
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
  EXPECT_EQ(run({.models = {"a"}, .items = {"L1"}}), RunEnd::complete);
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
  EXPECT_EQ(core::to_text(starts()[0].end), "hung: 2 requests in a row without an answer, the last: scripted");
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

// Pings keep such a stream from ever stalling.
TEST_F(RunLoop, AServerThatMeetsDeadlinesWithoutATokenIsStartedOnceMoreAndThenGivenUp) {
  experiment.rounds = 1;
  experiment.client.stalls_until_restart = 2;
  completer.answer = [&](const llama::CompletionRequest& request) {
    return is_probe(request) ? reply("ok") : fault(Finish::deadline);
  };
  EXPECT_EQ(run({.models = {"a"}}), RunEnd::incomplete);
  EXPECT_EQ(launcher.started.size(), 2u);
  ASSERT_EQ(starts().size(), 2u);
  EXPECT_THAT(core::to_text(starts()[0].end), HasSubstr("hung: 2 requests in a row without an answer"));
  EXPECT_EQ(outcomes("a").count(Outcome::infrastructure_deadline), 4u);
}

TEST_F(RunLoop, ADeadlineThatEndsARunningAnswerIsNoHang) {
  experiment.rounds = 1;
  experiment.client.stalls_until_restart = 2;
  completer.answer = [&](const llama::CompletionRequest& request) {
    if (is_probe(request)) return reply("ok");
    core::Generation slow = fault(Finish::deadline);
    slow.first_content_ms = 5;
    return slow;
  };
  run({.models = {"a"}});
  EXPECT_EQ(launcher.started.size(), 1u);
}

TEST_F(RunLoop, AWarmUpThatMeetsItsDeadlineWithoutATokenIsNotRepeatedOnThatServer) {
  experiment.probe.repeats = 3;
  int probes = 0;
  completer.answer = [&](const llama::CompletionRequest&) {
    ++probes;
    return fault(Finish::deadline);
  };
  EXPECT_EQ(run({.models = {"a"}}), RunEnd::incomplete);
  EXPECT_EQ(launcher.started.size(), 2u);
  EXPECT_EQ(probes, 2);
  EXPECT_THAT(core::to_text(starts()[0].end), HasSubstr("hung: "));
  EXPECT_EQ(outcomes("a").count(Outcome::not_run), 4u);
}

TEST_F(RunLoop, AWarmUpThatStallsIsRepeated) {
  int calls = 0;
  completer.answer = [&](const llama::CompletionRequest&) {
    return ++calls == 1 ? fault(Finish::stall) : reply("answer = 'good'");  // a proxy that loads its model first
  };
  experiment.rounds = 1;
  EXPECT_EQ(run({.models = {"a"}}), RunEnd::complete);
  EXPECT_EQ(launcher.started.size(), 1u);
}

TEST_F(RunLoop, WaitsLongerBeforeEachRepetitionOfAnHttpError) {
  experiment.iterations = experiment.rounds = 1;
  completer.answer = [&](const llama::CompletionRequest& request) {
    return is_probe(request) ? reply("ok") : fault(Finish::http_error);
  };
  run({.models = {"a"}, .items = {"L1"}});
  EXPECT_EQ(pauses, (std::vector<long>{1000, 2000}));
}

TEST_F(RunLoop, AStallIsRepeatedAtOnce) {
  experiment.iterations = experiment.rounds = 1;
  completer.answer = [&](const llama::CompletionRequest& request) {
    return is_probe(request) ? reply("ok") : fault(Finish::stall);
  };
  run({.models = {"a"}, .items = {"L1"}});
  EXPECT_TRUE(pauses.empty());
}

TEST_F(RunLoop, AServerThatRefusesToTellItsSettingsHasFailedToStart) {
  settings = {.failure = "HTTP 400: no"};
  EXPECT_EQ(run({.models = {"a"}}), RunEnd::incomplete);
  EXPECT_EQ(outcomes("a").count(Outcome::not_run), 4u);
  EXPECT_EQ(launcher.started.size(), 1u);
  EXPECT_THAT(core::to_text(starts()[0].end), HasSubstr("failed to start: asked for its effective settings"));
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
  completer.answer = [](const llama::CompletionRequest& request) {
    return is_probe(request) ? reply("ok") : fault(Finish::broken_stream);
  };
  experiment.client.attempts = 1;
  run({.models = {"a"}, .items = {"L1"}});
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
  EXPECT_EQ(records()[0].memory.source, std::nullopt);
  EXPECT_FALSE(records()[0].memory.gaps.empty());
}

TEST_F(RunLoop, SettingsTheServerDoesNotHonourStopEverything) {
  settings.differences = {"repetition_penalty: the server ignores it"};
  EXPECT_THROW(run(), core::Error);
  EXPECT_TRUE(records().empty());
  EXPECT_EQ(launcher.script.stops, 1);
}

}  // namespace
}  // namespace quantladder::bench
