#include <gmock/gmock.h>

#include "bench/run_loop.h"
#include "quantladder/core/seed.h"

namespace quantladder::bench {
namespace {

using core::Finish;
using core::Outcome;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

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
  std::string dropped;               // after the first round
  std::vector<std::size_t> records;  // seen at each look
  Conclusion after(const Stage& stage, const std::vector<core::Record>& seen) override {
    records.push_back(seen.size());
    Conclusion conclusion{.is_enough = enough_after != 0 && stage.last_round >= enough_after};
    if (!dropped.empty()) conclusion.dropped.insert(dropped);
    return conclusion;
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

TEST_F(RunLoop, NothingMoreIsMeasuredOfAModelThatWasDropped) {
  ScriptedRule rule;
  rule.dropped = "a";
  stop_rule = &rule;
  EXPECT_EQ(run(), RunEnd::complete) << "its missing cells are not missed";
  EXPECT_EQ(launcher.started, (std::vector<std::string>{"a", "b", "b"}));
  EXPECT_EQ(records().size(), 6u);
}

TEST_F(RunLoop, ACompleteRunStartsNoServer) {
  run();
  launcher.started.clear();
  EXPECT_EQ(run(), RunEnd::complete);
  EXPECT_TRUE(launcher.started.empty());
}

TEST_F(RunLoop, SeedsAreTheSameForAllModelsWithinAnIteration) {
  run();
  ASSERT_EQ(records().size(), 8u);
  for (const auto& record : records()) {
    EXPECT_EQ(record.generation()->seed, core::cell_seed(experiment.seed, record.cell.item, record.cell.iteration));
  }
}

TEST_F(RunLoop, WarmUpAndProbeAreNoCells) {
  run();
  ASSERT_EQ(starts().size(), 4u);
  EXPECT_EQ(starts()[0].warm_up_requests, 1);
  EXPECT_EQ(starts()[0].probe.size(), 1u);
  EXPECT_TRUE(starts()[0].settings_verified);
  EXPECT_EQ(core::to_text(starts()[0].end), "stopped");
}

TEST_F(RunLoop, KeepsAsManyCellsInFlightAsTheServerHasSlots) {
  for (auto& config : experiment.models) config.model.server.parallel = 2;
  run();
  EXPECT_EQ(completer.most_in_flight, 2u);
  ASSERT_EQ(records().size(), 8u);
  for (const auto& record : records()) EXPECT_EQ(record.generation()->in_flight, 2);
}

TEST_F(RunLoop, SlotsStayBusyAcrossIterationsAlsoWhereJudgingWaits) {
  experiment.judging.when = core::JudgingPolicy::between;
  experiment.rounds = 1;
  for (auto& config : experiment.models) config.model.server.parallel = 4;  // more than an iteration has cells
  std::vector<int> judged_when;  // how many requests had been sent when a reply was judged
  judge.verdict = [&](const std::string&) {
    judged_when.push_back(static_cast<int>(completer.asked.size()));
    return Outcome::pass;
  };
  experiment.judging.jobs = 1;
  run({.models = {"a"}});
  ASSERT_EQ(records().size(), 4u);
  EXPECT_EQ(completer.most_in_flight, 4u);
  for (const int sent : judged_when) EXPECT_EQ(sent, judged_when.front());  // nothing was generating any more
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
  run({.models = {"a"}, .items = {"L1"}});
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
  EXPECT_THROW(run({.models = {"a"}, .items = {"L1"}}), core::Error);
  const auto asked = completer.asked.size();
  judge.verdict = [](const std::string&) { return Outcome::pass; };
  run({.models = {"a"}, .items = {"L1"}});
  EXPECT_EQ(records().size(), 2u);
  const auto cells_asked_now = std::count_if(completer.asked.begin() + static_cast<long>(asked), completer.asked.end(),
                                             [](const auto& request) { return !is_probe(request); });
  EXPECT_EQ(cells_asked_now, 1);  // of two cells, one reply was there already
}

TEST_F(RunLoop, OverlappingJudgementsSaySo) {
  experiment.judging.when = core::JudgingPolicy::overlapping;
  run();
  ASSERT_EQ(records().size(), 8u);
  for (const auto& record : records()) EXPECT_EQ(record.judgement().while_generating, core::JudgingMode::overlapping);
}

TEST_F(RunLoop, TheMeterWatchesTheServerAndIsToldWhenItIsGone) {
  run({.models = {"a"}});
  EXPECT_THAT(meter.watched, ::testing::ElementsAre(4711, 0, 4711, 0));
}

TEST_F(RunLoop, TheMeterIsToldWhichServersOffloadNothing) {
  experiment.models[0].model.server.gpu_layers = 0;
  run({.models = {"a"}});
  EXPECT_THAT(meter.offloads, ::testing::Each(sys::Offload::none));
}

TEST_F(RunLoop, EveryStartWaitsForTheIdleBaseline) {
  run({.models = {"a"}});
  EXPECT_EQ(meter.waits, meter.offloads.size());
}

TEST_F(RunLoop, AnEndpointNeedsNoBaseline) {
  experiment.models[0].model.endpoint = "http://elsewhere";
  run({.models = {"a"}});
  EXPECT_EQ(meter.waits, 0u);
}

TEST_F(RunLoop, EveryRequestToAnEndpointNamesItsModel) {
  experiment.models[0].model.endpoint = "http://elsewhere";
  experiment.models[0].model.served_model = "org/big";
  run({.models = {"a"}});
  ASSERT_GT(completer.asked.size(), 4u);  // probes too
  for (const auto& request : completer.asked) EXPECT_THAT(request.body_json, HasSubstr(R"("model":"org/big")"));
  ASSERT_FALSE(checked_with.empty());
  for (const auto& address : checked_with) EXPECT_EQ(address.served_model, "org/big");
}

}  // namespace
}  // namespace quantladder::bench
