// A suite of load with a scripted server: two models, levels 1 and 3, two iterations in two rounds.
#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "bench/run_loop.h"

namespace quantladder::bench {
namespace {

using core::Episode;
using core::Exchange;
using core::Finish;
using core::Outcome;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class LoadRun : public RunLoop {
 protected:
  LoadRun() {
    tasks::Suite& suite = suites.front();
    suite.kind = core::SuiteKind::load;
    suite.version = "1.0.0";
    suite.iterations = suite.rounds = 2;
    suite.tasks.clear();
    for (const char* id : {"T1", "T2", "S1", "S2"}) {
      tasks::Task task;
      task.id = id;
      task.language = "python";
      task.files = {std::string(id) + ".py"};
      task.prompt = std::string("do ") + id;
      suite.tasks.push_back(task);
    }
    suite.tasks[2].keywords = {"Answer", "else"};
    suite.load.primary = {.id = "main", .system = "You are brief.", .max_tokens = 9, .turns = {"T1", "T2"}};
    suite.load.side = {{.id = "S1", .max_tokens = 5, .turns = {"S1"}}, {.id = "S2", .max_tokens = 5, .turns = {"S2"}}};
    suite.load.items = {item("once@1"), item("sustained@3")};
    for (ModelConfig& config : experiment.models) config.model.server.parallel = 3;
    completer.answer = [this](const llama::CompletionRequest& request) {
      if (is_probe(request)) return reply("probe");
      const std::string asked = last_prompt(request);
      core::Generation generation = faults.contains(asked) ? faults[asked] : reply("answer = 'good'");
      generation.total_ms = 10;
      if (generation.finish == Finish::stop) generation.arrivals_ms = {1, 10};
      return generation;
    };
  }
  static core::LoadItem item(const char* name) { return *core::parse_load_item(name); }
  static nlohmann::json body(const llama::CompletionRequest& request) {
    return nlohmann::json::parse(request.body_json);
  }
  static std::string last_prompt(const llama::CompletionRequest& request) {
    return body(request)["messages"].back()["content"];
  }
  // The requests for this prompt, in order.
  std::vector<nlohmann::json> asked(const std::string& prompt) {
    std::vector<nlohmann::json> bodies;
    for (const auto& request : completer.asked) {
      if (!is_probe(request) && last_prompt(request) == prompt) bodies.push_back(body(request));
    }
    return bodies;
  }
  std::vector<Episode> episodes(const std::string& model, const std::string& name) {
    std::vector<Episode> found;
    for (const auto& record : records()) {
      if (record.cell.model == model && record.cell.item == name) found.push_back(std::get<Episode>(record.payload));
    }
    return found;
  }

  // A single round of these levels.
  void measure_once(std::vector<core::LoadItem> items) {
    suites.front().iterations = suites.front().rounds = 1;
    suites.front().load.items = std::move(items);
  }
  // All prompts of episodes, in the order in which they were sent.
  std::vector<std::string> prompts() {
    std::vector<std::string> found;
    for (const auto& request : completer.asked) {
      if (!is_probe(request)) found.push_back(last_prompt(request));
    }
    return found;
  }

  std::map<std::string, core::Generation> faults;  // by prompt
};

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
