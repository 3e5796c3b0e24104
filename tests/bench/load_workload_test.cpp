// Episodes of a suite of load with a scripted server.
#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "bench/load_run.h"

namespace quantladder::bench {
namespace {

using core::Episode;
using core::Exchange;
using core::Finish;
using core::Outcome;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

TEST_F(LoadRun, MeasuresEachLevelOfAModelOnOneServerStart) {
  EXPECT_EQ(run(), RunEnd::complete);
  EXPECT_THAT(launcher.started, ElementsAre("a", "b", "b", "a"));
  EXPECT_THAT(records(), SizeIs(2 * 2 * 2));
  for (const char* name : {"once@1", "sustained@3"}) {
    for (const Episode& episode : episodes("a", name)) {
      EXPECT_EQ(episode.outcome, Outcome::measured);
      EXPECT_EQ(episode.slots, 3);
      EXPECT_THAT(episode.primary(), SizeIs(2));
    }
  }
}

TEST_F(LoadRun, GoesThroughTheLevelsFromTheEndInEveryOtherRound) {
  run();
  std::vector<int> agents;  // of the first request of each episode's primary conversation: how many were sent before it
  std::size_t episode_begin = 0;
  for (std::size_t i = 0; i < completer.asked.size(); ++i) {
    if (is_probe(completer.asked[i])) episode_begin = i + 1;
    if (!is_probe(completer.asked[i]) && last_prompt(completer.asked[i]) == "do T1") {
      agents.push_back(static_cast<int>(i - episode_begin));
      episode_begin = completer.asked.size();
    }
  }
  EXPECT_EQ(agents.front(), 0) << "round 1 begins with once@1";
  EXPECT_THAT(agents, Contains(2)) << "round 2 begins with sustained@3, whose side agents come first";
}

TEST_F(LoadRun, WhatIsNotDueYetIsNotInFlight) {
  suites.front().load.items = {item("constant@0.01")};
  suites.front().load.schedule_s = 3600;
  run({.models = {"a"}});
  EXPECT_GT(completer.asked.size(), 35u) << "all arrivals are handed over at once";
  EXPECT_LE(observer.most_in_flight, 1) << "the first one is due after 100 s";
}

TEST_F(LoadRun, ATurnSaysWhatWasSaidBeforeAndMayUseTheCache) {
  run({.models = {"a"}});
  const auto first = asked("do T1").front();
  EXPECT_EQ(first["cache_prompt"], false) << "nothing that an earlier episode left";
  EXPECT_EQ(first["max_tokens"], 9);
  EXPECT_EQ(first["messages"][0], (nlohmann::json{{"role", "system"}, {"content", "You are brief."}}));
  const auto second = asked("do T2").front();
  EXPECT_EQ(second["cache_prompt"], true);
  ASSERT_EQ(second["messages"].size(), 4U);
  EXPECT_EQ(second["messages"][2]["role"], "assistant");
  EXPECT_THAT(second["messages"][2]["content"].get<std::string>(), HasSubstr("good"));
  EXPECT_EQ(asked("do S1").front()["max_tokens"], 5);
}

TEST_F(LoadRun, WithoutTheCacheNoTurnAsksForIt) {
  suites.front().load.cache = false;
  run({.models = {"a"}});
  EXPECT_EQ(asked("do T2").front()["cache_prompt"], false);
  EXPECT_FALSE(episodes("a", "once@1").front().cached);
}

TEST_F(LoadRun, AFixedLengthHoldsForEveryAnswer) {
  suites.front().load.fixed_tokens = 7;
  run({.models = {"a"}});
  for (const char* prompt : {"do T1", "do T2", "do S2"}) {
    EXPECT_EQ(asked(prompt).front()["max_tokens"], 7) << prompt;
    EXPECT_EQ(asked(prompt).front()["ignore_eos"], true) << prompt;
  }
}

TEST_F(LoadRun, AnAnswerOfAFixedLengthIsMeasuredAndNotJudged) {
  suites.front().load.fixed_tokens = 7;
  faults["do S1"] = reply("answer = 'good'");
  faults["do S1"].finish = Finish::length;
  EXPECT_EQ(run({.models = {"a"}}), RunEnd::complete);
  const Episode episode = episodes("a", "sustained@3").front();
  for (const Exchange& each : episode.exchanges) {
    EXPECT_EQ(each.outcome, each.is_cut ? Outcome::not_run : Outcome::measured) << each.task;
    EXPECT_TRUE(each.judgements.empty());
    EXPECT_FALSE(each.keywords);
  }
  EXPECT_THAT(observer.lines, Contains(HasSubstr("none is judged")));
}

TEST_F(LoadRun, SideAgentsLoopUntilThePrimaryEndsAndAreCutThen) {
  run({.models = {"a"}});
  const Episode episode = episodes("a", "sustained@3").front();
  std::map<int, int> visits;
  int cut = 0;
  for (const Exchange& each : episode.exchanges) {
    if (!each.is_primary()) visits[each.agent] = std::max(visits[each.agent], each.visit);
    cut += each.is_cut;
  }
  EXPECT_THAT(visits, SizeIs(2));
  EXPECT_GE(visits[1], 2) << "each goes on with the next conversation";
  EXPECT_EQ(cut, 2) << "what is in flight at the end";
  EXPECT_EQ(episode.lead_in_ms, 2000);
  EXPECT_LT(episode.exchanges.front().due_ms, -1999);
}

TEST_F(LoadRun, SideAgentsBeginWithDifferentConversations) {
  run({.models = {"a"}});
  const Episode episode = episodes("a", "sustained@3").front();
  std::map<std::pair<int, int>, std::string> asked_by;
  for (const Exchange& each : episode.exchanges) asked_by[{each.agent, each.visit}] = each.conversation;
  EXPECT_EQ((asked_by[{1, 1}]), "S1");
  EXPECT_EQ((asked_by[{2, 1}]), "S2");
  EXPECT_EQ((asked_by[{1, 2}]), "S2");
}

TEST_F(LoadRun, OnceSendsEachSideConversationOnce) {
  suites.front().load.items = {item("once@3")};
  run({.models = {"a"}});
  const Episode episode = episodes("a", "once@3").front();
  EXPECT_THAT(episode.exchanges, SizeIs(4));
  EXPECT_EQ(episode.lead_in_ms, 0);
  for (const Exchange& each : episode.exchanges) EXPECT_FALSE(each.is_cut);
}

TEST_F(LoadRun, ASideConversationOfModeOnceGoesOnToItsEnd) {
  tasks::LoadSuite& load = suites.front().load;
  load.primary.turns = {"T1"};
  load.side = {{.id = "long", .max_tokens = 5, .turns = {"S1", "S2", "T2"}}};
  load.items = {item("once@2")};
  run({.models = {"a"}});
  const Episode episode = episodes("a", "once@2").front();
  EXPECT_THAT(episode.exchanges, SizeIs(4)) << "also what comes after the primary's end";
  double last = 0;
  for (const Exchange& each : episode.exchanges) last = std::max(last, each.ended_ms);
  EXPECT_EQ(episode.window_ms, last);
}

TEST_F(LoadRun, ArrivalsAreTheSameForAllModels) {
  suites.front().load.items = {item("poisson@1")};
  suites.front().load.schedule_s = 20;
  run();
  const Episode a = episodes("a", "poisson@1").front();
  const Episode b = episodes("b", "poisson@1").front();
  ASSERT_EQ(a.exchanges.size(), b.exchanges.size());
  EXPECT_GT(a.exchanges.size(), 8U);
  std::multiset<long> due_a;
  std::multiset<long> due_b;
  for (const Exchange& each : a.exchanges) due_a.insert(each.turn > 1 ? 0 : std::lround(each.due_ms));
  for (const Exchange& each : b.exchanges) due_b.insert(each.turn > 1 ? 0 : std::lround(each.due_ms));
  EXPECT_EQ(due_a, due_b);
}

TEST_F(LoadRun, TheSameRequestHasTheSameSeedForAllModelsAndLevels) {
  run();
  const auto seeds = [&](const std::string& model, const std::string& name) {
    std::vector<std::uint64_t> found;
    const auto all = episodes(model, name);
    for (const Exchange* turn : all.front().primary()) found.push_back(turn->generation.seed);
    return found;
  };
  EXPECT_EQ(seeds("a", "once@1"), seeds("b", "sustained@3"));
  EXPECT_NE(seeds("a", "once@1")[0], seeds("a", "once@1")[1]);
}

TEST_F(LoadRun, AnswersAreJudgedWithWhatEarlierTurnsGave) {
  for (const char* id : {"T1", "T2", "S1", "S2"})
    faults[std::string("do ") + id] = reply(std::string("said = '") + id + "'");
  judge.verdict_of_files = [](const std::vector<core::AnswerFile>& files) {
    const auto is_first_turn = [](const core::AnswerFile& file) {
      return file.path == "T1.py" && file.content.find("said = 'T1'") != std::string::npos;
    };
    return std::any_of(files.begin(), files.end(), is_first_turn) ? Outcome::pass : Outcome::fail;
  };
  run({.models = {"a"}});
  const auto measured = episodes("a", "sustained@3");
  ASSERT_THAT(measured, SizeIs(2));
  for (const Episode& episode : measured) {
    ASSERT_THAT(episode.primary(), SizeIs(2));
    for (const Exchange& each : episode.exchanges) {
      const Outcome judged = each.is_primary() ? Outcome::pass : Outcome::fail;
      EXPECT_EQ(each.outcome, each.is_cut ? Outcome::not_run : judged) << each.task;
      EXPECT_EQ(each.judgements.size(), each.is_cut ? 0U : 1U);
    }
  }
}

TEST_F(LoadRun, KeywordsAreLookedForBesideTheTests) {
  run({.models = {"a"}});
  const Episode episode = episodes("a", "sustained@3").front();
  for (const Exchange& each : episode.exchanges) {
    ASSERT_EQ(each.keywords.has_value(), each.task == "S1" && !each.is_cut);
    if (!each.keywords) continue;
    EXPECT_THAT(each.keywords->found, ElementsAre("Answer"));
    EXPECT_THAT(each.keywords->missing, ElementsAre("else"));
  }
}

TEST_F(LoadRun, ConversationsOfAnOpenModeComeByTheSchedule) {
  measure_once({item("constant@2")});
  suites.front().load.schedule_s = 10;
  run({.models = {"a"}});
  const Episode episode = episodes("a", "constant@2").front();
  EXPECT_EQ(episode.outcome, Outcome::measured);
  EXPECT_EQ(episode.lead_in_ms, 2000);
  std::map<int, double> due;  // by agent
  double last = 0;
  for (const Exchange& each : episode.exchanges) {
    EXPECT_FALSE(each.is_cut) << "what has come is answered, also after the primary's end";
    if (!each.is_primary()) due[each.agent] = each.due_ms;
    last = std::max(last, each.ended_ms);
  }
  ASSERT_THAT(due, SizeIs(19)) << "2 in each of 10 s, but for the one at its end";
  for (const auto& [agent, at] : due) EXPECT_NEAR(at, -2000 + 500 * agent, 1e-3);
  EXPECT_EQ(episode.primary().front()->due_ms, 0);
  EXPECT_EQ(episode.window_ms, last);
}

TEST_F(LoadRun, AFurtherLevelExtendsTheRun) {
  run();
  suites.front().load.items.push_back(item("once@2"));
  const auto before = completer.asked.size();
  EXPECT_EQ(run(), RunEnd::complete);
  EXPECT_THAT(records(), SizeIs(2 * 3 * 2));
  EXPECT_GT(completer.asked.size(), before);
}

}  // namespace
}  // namespace quantladder::bench
