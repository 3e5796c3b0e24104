#include "quantladder/bench/deadline.h"

#include <gtest/gtest.h>

namespace quantladder::bench {
namespace {

using std::chrono::milliseconds;

core::ServerStart probed(double tokens_per_s) {
  core::ServerStart start;
  core::Generation probe;
  probe.timings =
      core::ServerTimings{.prompt_n = 100, .prompt_ms = 1000, .predicted_n = 11, .predicted_ms = 10000 / tokens_per_s};
  start.probe.push_back(probe);
  return start;
}

TEST(CellDeadline, FollowsFromTheMeasuredRate) {
  const ClientSettings client{.deadline_factor = 4, .min_deadline_s = 1};
  // 300 bytes are taken for 100 tokens: 1 s at 100 tokens/s; 1000 tokens at 50 tokens/s: 20 s; four times the sum.
  EXPECT_EQ(cell_deadline(client, probed(50), 1, 300, 1000), milliseconds(84000));
  EXPECT_EQ(cell_deadline(client, probed(50), 4, 300, 1000), milliseconds(336000));
}

core::Model with_slots(int parallel) {
  core::Model model;
  model.server.parallel = parallel;
  return model;
}

TEST(RequestsAtOnce, AreThoseThatWeSendToOurOwnServer) {
  core::Model model = with_slots(8);
  EXPECT_EQ(requests_at_once(model, {.slots = 8}), 8) << "by default as many as there are slots";
  model.in_flight = 1;
  EXPECT_EQ(requests_at_once(model, {.slots = 8}), 1);
}

TEST(RequestsAtOnce, OfAnEndpointAreThoseOfOthersTooWhereItTellsItsSlots) {
  core::Model model = with_slots(8);
  model.endpoint = "http://localhost:8080";
  model.in_flight = 2;
  EXPECT_EQ(requests_at_once(model, {.slots = 8}), 8);
  EXPECT_EQ(requests_at_once(model, {.slots = 0}), 2);
}

TEST(CellDeadline, IsNeverBelowTheMinimum) {
  EXPECT_EQ(cell_deadline({.min_deadline_s = 60}, probed(1000), 1, 3, 10), milliseconds(60000));
}

TEST(CellDeadline, WithoutARateIsHalfAnHour) {
  EXPECT_EQ(cell_deadline({}, core::ServerStart{}, 1, 300, 1000), milliseconds(1800000));
}

core::ServerStart probed_without_timings(std::int64_t tokens, double total_ms, std::vector<double> arrivals_ms) {
  core::ServerStart start;
  core::Generation probe;
  probe.text = std::string(4 * static_cast<std::size_t>(tokens), 'x');
  probe.usage = core::Usage{.prompt_tokens = 100, .completion_tokens = tokens};
  probe.total_ms = total_ms;
  probe.arrivals_ms = std::move(arrivals_ms);
  start.probe.push_back(probe);
  return start;
}

TEST(CellDeadline, OfAServerWithoutTimingsFollowsFromTheWholeTimeOfItsProbe) {
  const ClientSettings client{.deadline_factor = 4, .min_deadline_s = 1};
  // 50 tokens/s over the whole request, for the prompt (100 tokens) as for the 1000 tokens: 2 s and 20 s.
  EXPECT_EQ(cell_deadline(client, probed_without_timings(100, 2000, {1000, 2000}), 1, 300, 1000), milliseconds(88000));
}

TEST(CellDeadline, DoesNotShrinkWhereTokensWereHeldBack) {
  const ClientSettings client{.deadline_factor = 4, .min_deadline_s = 1};
  EXPECT_EQ(cell_deadline(client, probed_without_timings(100, 2000, {1999, 2000}), 1, 300, 1000), milliseconds(88000));
  EXPECT_EQ(cell_deadline(client, probed_without_timings(100, 2000, {2000}), 1, 300, 1000), milliseconds(88000));
}

TEST(TokenGap, OfASingleSlotIsTheStall) {
  EXPECT_EQ(token_gap({.stall_s = 30}, probed(50), 1, 1 << 20), milliseconds(30000));
}

TEST(TokenGap, LeavesTimeForThePromptsOfTheOtherSlots) {
  // 30000 bytes are taken for 10000 tokens: 100 s at 100 tokens/s; three other slots; factor 4.
  const ClientSettings client{.stall_s = 30, .deadline_factor = 4};
  EXPECT_EQ(token_gap(client, probed(50), 4, 30000), milliseconds(1200000));
  EXPECT_EQ(token_gap(client, probed(50), 4, 30), milliseconds(30000));
}

TEST(TokenGap, WithoutARateIsTheStall) {
  EXPECT_EQ(token_gap({.stall_s = 30}, core::ServerStart{}, 4, 30000), milliseconds(30000));
}

}  // namespace
}  // namespace quantladder::bench
