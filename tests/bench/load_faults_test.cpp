// What befalls the episodes of a suite of load, and what becomes of them.
#include <gmock/gmock.h>

#include <map>

#include "bench/load_run.h"

namespace quantladder::bench {
namespace {

using core::Episode;
using core::Exchange;
using core::Finish;
using core::Outcome;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

TEST_F(LoadRun, AFaultOfASideRequestIsItsOwn) {
  faults["do S1"] = fault(Finish::broken_stream);
  EXPECT_EQ(run({.models = {"a"}}), RunEnd::complete);
  const Episode episode = episodes("a", "sustained@3").front();
  EXPECT_EQ(episode.outcome, Outcome::measured);
  int broken = 0;
  for (const Exchange& each : episode.exchanges) broken += each.outcome == Outcome::infrastructure_broken_stream;
  EXPECT_GE(broken, 1);
}

TEST_F(LoadRun, AFaultOfThePrimaryVoidsTheEpisodeWhichIsRepeated) {
  experiment.client.attempts = 2;
  faults["do T2"] = fault(Finish::stall);
  EXPECT_EQ(run({.models = {"a"}}), RunEnd::incomplete);
  for (const auto& record : records()) {
    EXPECT_EQ(record.outcome(), Outcome::infrastructure_stall);
    EXPECT_THAT(record.reason(), HasSubstr("turn 2 of the primary conversation: scripted"));
  }
  EXPECT_THAT(records(), SizeIs(2 * 2 * 2)) << "two attempts of two levels in two iterations";
  faults.clear();
  EXPECT_EQ(run({.models = {"a"}}), RunEnd::complete) << "the missing episodes, and no more";
  EXPECT_THAT(records(), SizeIs(2 * 2 * 3));
}

TEST_F(LoadRun, AVoidEpisodeAsksNothingMore) {
  measure_once({item("once@2")});
  experiment.client.attempts = 1;
  suites.front().load.primary.turns = {"T1"};
  suites.front().load.side = {{.id = "long", .max_tokens = 5, .turns = {"S1", "S2", "T2"}}};
  faults["do T1"] = fault(Finish::stall);
  completer.ended_before_cancel = 1;
  EXPECT_EQ(run({.models = {"a"}}), RunEnd::incomplete);
  EXPECT_THAT(prompts(), ElementsAre("do S1", "do T1", "do S2"));
  EXPECT_THAT(episodes("a", "once@2").front().exchanges, SizeIs(3)) << "what had ended by then is recorded";
}

TEST_F(LoadRun, AnEpisodeThatIsCutAsksNothingMore) {
  measure_once({item("sustained@2")});
  suites.front().load.primary.turns = {"T1"};
  completer.ended_before_cancel = 1;
  run({.models = {"a"}});
  EXPECT_THAT(episodes("a", "sustained@2").front().exchanges, SizeIs(prompts().size()));
}

TEST_F(LoadRun, NoTwoRequestsOfARunHaveOneTag) {
  run();
  std::set<std::uint64_t> tags;
  for (const auto& request : completer.asked) {
    if (!is_probe(request)) tags.insert(request.tag);
  }
  EXPECT_GT(tags.size(), 8U);
  EXPECT_EQ(tags.size(), prompts().size());
}

TEST_F(LoadRun, WhatWasNotDueAtTheEndIsNoPartOfTheEpisode) {
  measure_once({item("sustained@2")});
  suites.front().load.lead_in_s = 0;
  faults["do S1"] = faults["do S2"] = fault(Finish::broken_stream);
  run({.models = {"a"}});
  const Episode episode = episodes("a", "sustained@2").front();
  EXPECT_THAT(prompts(), ElementsAre("do S1", "do T1", "do S2", "do T2", "do S1")) << "the last waits for 250 ms";
  ASSERT_THAT(episode.exchanges, SizeIs(4));
  for (const Exchange& each : episode.exchanges) EXPECT_FALSE(each.is_cut) << each.task;
}

TEST_F(LoadRun, AnEpisodeThatTakesTooLongIsVoid) {
  measure_once({item("sustained@2")});
  experiment.client.attempts = 1;
  suites.front().load.deadline_s = -60;  // it was over before it began
  EXPECT_EQ(run({.models = {"a"}}), RunEnd::incomplete);
  const Episode episode = episodes("a", "sustained@2").front();
  EXPECT_EQ(episode.outcome, Outcome::infrastructure_deadline);
  EXPECT_THAT(episode.reason, HasSubstr("(deadline_s)"));
  for (const Exchange& each : episode.exchanges) EXPECT_EQ(each.outcome == Outcome::not_run, each.is_cut) << each.task;
}

TEST_F(LoadRun, ALevelThatEndsItsServerIsRepeatedBehindTheOthersAndCostsThemNoTry) {
  measure_once({item("once@3"), item("once@2")});
  experiment.client.attempts = 2;
  const auto answer = completer.answer;
  completer.answer = [this, answer](const llama::CompletionRequest& request) {
    if (is_probe(request) || last_prompt(request) != "do S2") return answer(request);
    launcher.script.dead = true;
    return fault(Finish::lost_server);
  };
  faults["do T1"] = fault(Finish::lost_server);
  suites.front().load.primary.turns = {"T1"};
  EXPECT_EQ(run({.models = {"a"}}), RunEnd::incomplete);
  EXPECT_THAT(episodes("a", "once@3"), SizeIs(2));
  EXPECT_THAT(episodes("a", "once@2"), SizeIs(2)) << "the server ended before it was asked, which is no try of it";
  EXPECT_THAT(prompts(), ElementsAre("do S1", "do S2", "do T1",  // once@3
                                     "do S1", "do T1",           // once@2, which the first start did not come to
                                     "do S1", "do S2", "do T1", "do S1", "do T1"));
}

TEST_F(LoadRun, AServerOnWhichRequestsStallInARowIsStartedAgain) {
  measure_once({item("once@1"), item("once@2"), item("once@3")});
  experiment.client.attempts = 1;
  experiment.client.stalls_until_restart = 2;
  faults["do T1"] = faults["do S1"] = faults["do S2"] = fault(Finish::stall);
  EXPECT_EQ(run({.models = {"a"}}), RunEnd::incomplete);
  EXPECT_THAT(launcher.started, ElementsAre("a", "a"));
  ASSERT_TRUE(starts().front().end);
  EXPECT_EQ(starts().front().end->how, core::StartEnd::hung);
  EXPECT_THAT(starts().front().end->detail, HasSubstr("2 requests in a row without an answer, the last: scripted"));
  EXPECT_EQ(episodes("a", "once@2").front().outcome, Outcome::infrastructure_stall);
  EXPECT_THAT(episodes("a", "once@2").front().reason, HasSubstr("2 requests in a row"));
  EXPECT_THAT(episodes("a", "once@3"), SizeIs(1));
}

TEST_F(LoadRun, AnAnswerBetweenStallsSaysThatTheServerLives) {
  measure_once({item("sustained@3")});
  experiment.client.stalls_until_restart = 2;
  faults["do S1"] = fault(Finish::stall);
  EXPECT_EQ(run({.models = {"a"}}), RunEnd::complete);
  EXPECT_THAT(launcher.started, ElementsAre("a"));
}

TEST_F(LoadRun, AHistoryThatOutgrowsTheContextEndsTheConversation) {
  faults["do T2"] = refusal(400, "the request exceeds the available context size, try increasing it");
  EXPECT_EQ(run({.models = {"a"}}), RunEnd::complete);
  const Episode episode = episodes("a", "once@1").front();
  EXPECT_EQ(episode.outcome, Outcome::measured);
  EXPECT_EQ(episode.primary().back()->outcome, Outcome::truncated);
  EXPECT_TRUE(episode.primary().back()->is_outgrown);
  EXPECT_FALSE(episode.primary().front()->is_outgrown);
}

TEST_F(LoadRun, AnAnswerThatTheContextCutShortIsTheConversationsLast) {
  faults["do T1"] = reply("answer = 1");
  faults["do T1"].finish = Finish::length;
  faults["do T1"].usage =
      core::Usage{.prompt_tokens = experiment.models[0].model.server.ctx - 4, .completion_tokens = 4};
  EXPECT_EQ(run({.models = {"a"}}), RunEnd::complete);
  const Episode episode = episodes("a", "once@1").front();
  ASSERT_THAT(episode.primary(), SizeIs(1)) << "what would come after it is not asked";
  EXPECT_EQ(episode.primary().front()->outcome, Outcome::truncated);
  EXPECT_TRUE(episode.primary().front()->is_outgrown);
}

TEST_F(LoadRun, AnAnswerThatTheServerCutForALimitOfItsOwnIsAFault) {
  faults["do T2"] = reply("answer = 1");
  faults["do T2"].finish = Finish::length;
  faults["do T2"].usage = core::Usage{.prompt_tokens = 20, .completion_tokens = 4};
  EXPECT_EQ(run({.models = {"a"}}), RunEnd::incomplete);
  const Episode episode = episodes("a", "once@1").front();
  EXPECT_EQ(episode.outcome, Outcome::infrastructure_broken_stream);
  EXPECT_THAT(episode.reason, HasSubstr("the server cut the answer at 4 tokens"));
  EXPECT_FALSE(episode.primary().back()->is_outgrown);
}

TEST_F(LoadRun, ASideConversationThatIsRefusedEachTimeIsNotAskedWithoutAPause) {
  faults["do S1"] = faults["do S2"] = refusal(400, "the request exceeds the available context size");
  run({.models = {"a"}});
  const Episode episode = episodes("a", "sustained@3").front();
  std::map<int, double> ended;
  for (const Exchange& each : episode.exchanges) {
    if (each.is_primary()) continue;
    if (each.visit > 1) {
      EXPECT_GE(each.due_ms, ended[each.agent] + 249);
    }
    ended[each.agent] = each.ended_ms;
  }
  EXPECT_THAT(ended, SizeIs(2));
}

TEST_F(LoadRun, AServerWithFewerSlotsThanALevelIsNotAskedForIt) {
  for (ModelConfig& config : experiment.models) config.model.server.parallel = 2;
  EXPECT_EQ(run({.models = {"a"}}), RunEnd::incomplete);
  EXPECT_EQ(episodes("a", "once@1").front().outcome, Outcome::measured);
  EXPECT_EQ(episodes("a", "sustained@3").front().outcome, Outcome::not_run);
  EXPECT_THAT(episodes("a", "sustained@3").front().reason, HasSubstr("2 slots"));
  suites.front().load.queue = true;
  EXPECT_EQ(run({.models = {"a"}}), RunEnd::complete);
}

TEST_F(LoadRun, WithoutARuntimeThatATaskNeedsNothingIsAsked) {
  suites.front().tasks[3].needs = {"go"};
  judge.found.found = {{.name = "go", .problem = "there is no go on PATH", .remedy = "install Go"}};
  EXPECT_EQ(run({.models = {"a"}}), RunEnd::incomplete);
  EXPECT_TRUE(launcher.started.empty());
  EXPECT_THAT(episodes("a", "once@1").front().reason, HasSubstr("S2 cannot be judged"));
}

TEST_F(LoadRun, EveryRequestEndsAsSomething) {
  faults["do S1"] = refusal(503, "busy");
  run({.models = {"a"}});
  std::map<std::string, std::size_t> ends;
  for (const char* name : {"once@1", "sustained@3"}) {
    for (const Episode& episode : episodes("a", name)) {
      for (const Exchange& each : episode.exchanges) {
        const bool is_fault = core::is_infrastructure(each.outcome);
        EXPECT_EQ(int{each.is_cut} + int{is_fault} + int{core::is_scored(each.outcome)}, 1)
            << core::to_id(each.outcome);
        ++ends[each.is_cut ? "cut" : is_fault ? "fault" : "scored"];
      }
    }
  }
  EXPECT_THAT(ends, SizeIs(3)) << "each of them is there";
  const std::size_t recorded = ends["cut"] + ends["fault"] + ends["scored"];
  EXPECT_EQ(prompts().size(), recorded + static_cast<std::size_t>(completer.cancelled_unsent));
}

}  // namespace
}  // namespace quantladder::bench
