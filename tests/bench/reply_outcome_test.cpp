#include "quantladder/bench/reply_outcome.h"

#include <gtest/gtest.h>

namespace quantladder::bench {
namespace {

using core::Finish;
using core::Outcome;

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

TEST(CameToNothing, IsADeadlineWithoutAToken) {
  core::Generation generation = finished(Finish::deadline, "");
  EXPECT_TRUE(came_to_nothing(generation));
  generation.first_reasoning_ms = 3;
  EXPECT_FALSE(came_to_nothing(generation));
  EXPECT_FALSE(came_to_nothing(finished(Finish::stop)));
}

}  // namespace
}  // namespace quantladder::bench
