#include "bench/retry.h"

#include <gmock/gmock.h>

namespace quantladder::bench {
namespace {

using core::Finish;
using core::Outcome;
using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

core::Record failed(Finish finish, Outcome outcome, const std::string& fault, int status = 200) {
  core::Record record;
  record.cell = {"m", "suite", "L1", 1};
  record.answered().generation.emplace();
  record.answered().generation->finish = finish;
  record.answered().generation->fault = fault;
  record.answered().generation->http_status = status;
  record.answered().judgements.emplace_back().outcome = outcome;
  return record;
}

core::Record refused(int status, const std::string& words) {
  return failed(Finish::http_error, Outcome::infrastructure_http_error, "HTTP " + std::to_string(status) + ": " + words,
                status);
}
core::Record loading() { return refused(503, "Loading model"); }
core::Record stalled() { return failed(Finish::stall, Outcome::infrastructure_stall, "silent"); }

class RetriesTest : public ::testing::Test {
 protected:
  Retry send(const core::Record& record, ServerAfter server = ServerAfter::up,
             std::optional<seconds> asked = std::nullopt) {
    retries.note_sent(record.cell);
    return retries.after(record, server, asked);
  }
  ClientSettings client{.attempts = 3};
  Retries retries{client, seconds(10)};
};

TEST_F(RetriesTest, AFaultIsTriedAsOftenAsConfigured) {
  EXPECT_TRUE(send(stalled()).again);
  EXPECT_TRUE(send(stalled()).again);
  EXPECT_FALSE(send(stalled()).again);
}

TEST_F(RetriesTest, AServerThatComesBackGivesOneMore) {
  for (int i = 0; i < 3; ++i) send(stalled());
  EXPECT_TRUE(send(stalled(), ServerAfter::comes_back).again);
  EXPECT_FALSE(send(stalled(), ServerAfter::lost).again);
}

TEST_F(RetriesTest, WhatTheModelDidIsNotTriedAgain) {
  EXPECT_FALSE(send(failed(Finish::length, Outcome::truncated, "")).again);
  EXPECT_FALSE(send(failed(Finish::stop, Outcome::invalid_arm, "")).again);
}

TEST_F(RetriesTest, AnAnswerThatTheServerCutIsNotTriedAgain) {
  EXPECT_FALSE(send(failed(Finish::length, Outcome::infrastructure_broken_stream, "")).again);
}

TEST_F(RetriesTest, APauseGrowsWithEachRefusalAndEndsGrowing) {
  client.attempts = 9;
  std::vector<milliseconds> pauses;
  for (int i = 0; i < 7; ++i) pauses.push_back(send(refused(500, "busy")).pause);
  EXPECT_THAT(pauses, ::testing::ElementsAre(seconds(1), seconds(2), seconds(4), seconds(8), seconds(16), seconds(16),
                                             seconds(16)));
}

TEST_F(RetriesTest, AStallIsPauseEnough) { EXPECT_EQ(send(stalled()).pause, milliseconds(0)); }

TEST_F(RetriesTest, APauseIsAsLongAsTheServerAsksButNotLongerThanAStart) {
  EXPECT_EQ(send(refused(429, "slow down"), ServerAfter::up, seconds(7)).pause, seconds(7));
  EXPECT_EQ(send(refused(429, "slow down"), ServerAfter::up, seconds(700)).pause, seconds(10));
}

TEST_F(RetriesTest, LoadingCostsNoAttemptUntilItHasTakenAsLongAsAStart) {
  milliseconds waited{0};
  Retry retry;
  int replies = 0;
  while ((retry = send(loading())).again) {
    waited += retry.pause;
    ASSERT_LT(++replies, 20);
  }
  EXPECT_GT(replies, client.attempts);
  EXPECT_EQ(waited, seconds(10));
  EXPECT_THAT(retry.give_up, HasSubstr("still loading after 10 s (start_timeout_s)"));
}

TEST_F(RetriesTest, LoadingCountsAnewOnceTheServerSaidSomethingElse) {
  send(loading());
  EXPECT_EQ(send(loading()).pause, seconds(2));
  retries.note_loaded();
  EXPECT_EQ(send(loading()).pause, seconds(1));
}

TEST_F(RetriesTest, APermanentRefusalEndsTheModelAndAMisfitTheTask) {
  const Retry permanent = send(refused(401, "Invalid API Key"));
  EXPECT_FALSE(permanent.again);
  EXPECT_THAT(permanent.give_up, HasSubstr("Invalid API Key"));
  EXPECT_THAT(permanent.give_up_task, IsEmpty());
  const Retry misfit = send(refused(400, "request (9017 tokens) exceeds the available context size (512 tokens)"));
  EXPECT_FALSE(misfit.again);
  EXPECT_THAT(misfit.give_up, IsEmpty());
  EXPECT_THAT(misfit.give_up_task, HasSubstr("9017 tokens"));
}

TEST_F(RetriesTest, AStartThatMayTakeNoTimeEndsOnlyWhatIsLoading) {
  Retries hasty(client, seconds(0));
  EXPECT_THAT(hasty.after(stalled(), ServerAfter::up, std::nullopt).give_up, IsEmpty());
  EXPECT_THAT(hasty.after(loading(), ServerAfter::up, std::nullopt).give_up, HasSubstr("still loading"));
}

}  // namespace
}  // namespace quantladder::bench
