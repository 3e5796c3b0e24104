#include <gtest/gtest.h>

#include "quantladder/bench/run.h"

namespace quantladder::bench {
namespace {

using core::Finish;
using core::Outcome;
using std::chrono::milliseconds;

core::Generation finished(Finish finish, const std::string& text = "x = 1", const std::string& reasoning = "") {
  core::Generation generation;
  generation.finish = finish;
  generation.text = text;
  generation.reasoning = reasoning;
  return generation;
}

std::optional<Outcome> outcome_of(const core::Generation& generation, core::Thinking thinking = core::Thinking::unset) {
  core::RequestSettings settings;
  settings.thinking = thinking;
  settings.max_tokens = 100;
  const auto judgement = judge_generation(generation, settings);
  return judgement ? std::optional(judgement->outcome) : std::nullopt;
}

TEST(JudgeGeneration, EachFaultKeepsItsName) {
  EXPECT_EQ(outcome_of(finished(Finish::stall)), Outcome::infrastructure_stall);
  EXPECT_EQ(outcome_of(finished(Finish::deadline)), Outcome::infrastructure_deadline);
  EXPECT_EQ(outcome_of(finished(Finish::broken_stream)), Outcome::infrastructure_broken_stream);
  EXPECT_EQ(outcome_of(finished(Finish::lost_server)), Outcome::infrastructure_lost_server);
  EXPECT_EQ(outcome_of(finished(Finish::http_error)), Outcome::infrastructure_http_error);
  EXPECT_EQ(outcome_of(finished(Finish::not_understood)), Outcome::infrastructure_not_understood);
}

TEST(JudgeGeneration, AFaultIsNeverScoredWhateverTextArrivedBeforeIt) {
  EXPECT_FALSE(core::is_scored(*outcome_of(finished(Finish::stall, "def add(a, b):\n    return a + b\n"))));
}

TEST(JudgeGeneration, TheTokenLimitIsTruncated) { EXPECT_EQ(outcome_of(finished(Finish::length)), Outcome::truncated); }

core::Generation cut_at(std::int64_t tokens, std::int64_t prompt) {
  core::Generation generation = finished(Finish::length);
  generation.usage = core::Usage{.prompt_tokens = prompt, .completion_tokens = tokens};
  return generation;
}

TEST(JudgeGeneration, ACutBeforeMaxTokensAndBeforeTheContextIsNotTheModels) {
  const core::RequestSettings settings{.max_tokens = 8192};
  const auto outcome = [&](std::int64_t tokens, std::int64_t prompt) {
    return judge_generation(cut_at(tokens, prompt), settings, 16384)->outcome;
  };
  EXPECT_EQ(outcome(3903, 193), Outcome::infrastructure_broken_stream);
  EXPECT_EQ(outcome(8192, 193), Outcome::truncated);
  EXPECT_EQ(outcome(3903, 16384 - 3903), Outcome::truncated);                      // the prompt took the context
  EXPECT_EQ(judge_generation(finished(Finish::length), settings, 16384)->outcome,  // 5 bytes are no 8192 tokens
            Outcome::infrastructure_broken_stream);
  EXPECT_EQ(judge_generation(finished(Finish::length, std::string(9000, 'x')), settings, 16384)->outcome,
            Outcome::truncated);
}

TEST(JudgeGeneration, AFinishedReplyIsLeftToTheTests) { EXPECT_EQ(outcome_of(finished(Finish::stop)), std::nullopt); }

TEST(JudgeGeneration, ThinkingThatWasSwitchedOffMakesTheArmInvalid) {
  EXPECT_EQ(outcome_of(finished(Finish::stop, "x = 1", "let me see"), core::Thinking::off), Outcome::invalid_arm);
  EXPECT_EQ(outcome_of(finished(Finish::stop, "<think>hm</think>x = 1"), core::Thinking::off), Outcome::invalid_arm);
  EXPECT_EQ(outcome_of(finished(Finish::stop, "hm, well</think>x = 1"), core::Thinking::off), Outcome::invalid_arm);
  EXPECT_EQ(outcome_of(finished(Finish::length, "<think>hm"), core::Thinking::off), Outcome::invalid_arm);
}

TEST(JudgeGeneration, ThinkingIsSeenBetweenTheMarksOfEveryFamily) {
  for (const std::string text : {"[THINK]hm[/THINK]x = 1", "<thought>hm</thought>x = 1", "<reasoning>hm</reasoning>x",
                                 "hm</thinking>x = 1", "<|channel|>analysis<|message|>hm<|end|>x = 1"}) {
    EXPECT_EQ(outcome_of(finished(Finish::stop, text), core::Thinking::off), Outcome::invalid_arm) << text;
    EXPECT_EQ(outcome_of(finished(Finish::stop, text), core::Thinking::on), std::nullopt) << text;
  }
}

TEST(JudgeGeneration, CodeThatNamesAMarkIsNoThinking) {
  const std::string text = "```python\nTEXT = raw.split('</think>')[-1]\n```\n";
  EXPECT_EQ(outcome_of(finished(Finish::stop, text), core::Thinking::off), std::nullopt);
}

TEST(JudgeGeneration, AnEmptyThinkSpanIsNotThinking) {
  EXPECT_EQ(outcome_of(finished(Finish::stop, "<think>\n\n</think>\n\nx = 1"), core::Thinking::off), std::nullopt);
  EXPECT_EQ(outcome_of(finished(Finish::stop, "<think>\n\n</think>\n\nx = 1"), core::Thinking::on),
            Outcome::invalid_arm);
}

TEST(JudgeGeneration, ThinkingThatDidNotHappenMakesTheArmInvalid) {
  EXPECT_EQ(outcome_of(finished(Finish::stop), core::Thinking::on), Outcome::invalid_arm);
  EXPECT_EQ(outcome_of(finished(Finish::stop, "x = 1", "let me see"), core::Thinking::on), std::nullopt);
}

core::ServerStart probed(double tokens_per_s, int slots) {
  core::ServerStart start;
  start.slots = slots;
  core::Generation probe;
  probe.timings =
      core::ServerTimings{.prompt_n = 100, .prompt_ms = 1000, .predicted_n = 11, .predicted_ms = 10000 / tokens_per_s};
  start.probe.push_back(probe);
  return start;
}

TEST(CellDeadline, FollowsFromTheMeasuredRate) {
  const ClientSettings client{.deadline_factor = 4, .min_deadline_s = 1};
  // 300 bytes are taken for 100 tokens: 1 s at 100 tokens/s; 1000 tokens at 50 tokens/s: 20 s; four times the sum.
  EXPECT_EQ(cell_deadline(client, probed(50, 1), 1, 300, 1000), milliseconds(84000));
  EXPECT_EQ(cell_deadline(client, probed(50, 4), 1, 300, 1000), milliseconds(336000));
}

TEST(CellDeadline, CountsTheRequestsInFlightWhereTheServerDoesNotTellItsSlots) {
  const ClientSettings client{.deadline_factor = 4, .min_deadline_s = 1};
  EXPECT_EQ(cell_deadline(client, probed(50, 0), 4, 300, 1000), milliseconds(336000));
}

TEST(CellDeadline, IsNeverBelowTheMinimum) {
  EXPECT_EQ(cell_deadline({.min_deadline_s = 60}, probed(1000, 1), 1, 3, 10), milliseconds(60000));
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
  EXPECT_EQ(token_gap({.stall_s = 30}, probed(50, 1), 1, 1 << 20), milliseconds(30000));
}

TEST(TokenGap, LeavesTimeForThePromptsOfTheOtherSlots) {
  // 30000 bytes are taken for 10000 tokens: 100 s at 100 tokens/s; three other slots; factor 4.
  const ClientSettings client{.stall_s = 30, .deadline_factor = 4};
  EXPECT_EQ(token_gap(client, probed(50, 4), 4, 30000), milliseconds(1200000));
  EXPECT_EQ(token_gap(client, probed(50, 4), 4, 30), milliseconds(30000));
}

TEST(TokenGap, WithoutARateIsTheStall) {
  EXPECT_EQ(token_gap({.stall_s = 30}, core::ServerStart{}, 4, 30000), milliseconds(30000));
}

TEST(CameToNothing, IsADeadlineWithoutAToken) {
  core::Generation generation = finished(Finish::deadline, "");
  EXPECT_TRUE(came_to_nothing(generation));
  generation.first_reasoning_ms = 3;
  EXPECT_FALSE(came_to_nothing(generation));
  EXPECT_FALSE(came_to_nothing(finished(Finish::stop)));
}

}  // namespace
}  // namespace quantladder::bench
