#include "llama/perplexity_output.h"

#include <gmock/gmock.h>

#include "llama/perplexity_arguments.h"

namespace quantladder::llama {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(PerplexityOutput, RunningValuesComeInPieces) {
  const std::string text = "0.18 minutes\n[1]168.7784,[2]126.5015,[3]122.6270,[4]134.3";
  for (const std::size_t piece : {1UL, 7UL, 1000UL}) {
    RunningPerplexity running;
    for (std::size_t at = 0; at < text.size(); at += piece) running.read(text.substr(at, piece));
    EXPECT_EQ(running.chunks(), 3) << "the fourth is not whole";
    EXPECT_EQ(running.value(), 122.6270);
    EXPECT_FALSE(running.has_no_number());
  }
}

TEST(PerplexityOutput, BrokenTensorsShowAsNoNumbers) {
  RunningPerplexity running;
  running.read("[1]nan,[2]-nan,");
  EXPECT_TRUE(running.has_no_number());
}

TEST(PerplexityOutput, WhatIsNoRunningValueIsPassedOver) {
  RunningPerplexity running;
  running.read("a, [x]1.0,[2]a,[0]5.0,[3]4.5,more, text " + std::string(500, 'z'));
  EXPECT_EQ(running.chunks(), 3);
  EXPECT_EQ(running.value(), 4.5);
}

TEST(PerplexityOutput, TheFinalEstimateIsFoundBehindATimeStampOrAnEta) {
  const auto found = parse_final_estimate(
      "0.00.880.031 I perplexity: 0.83 seconds per pass - ETA 0.12.462.207 I Final estimate: PPL = 87.7837 +/- "
      "2.10241\n");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->value, 87.7837);
  EXPECT_EQ(found->error, 2.10241);
  EXPECT_FALSE(parse_final_estimate("Final estimate: PPL = nan +/- nan"));
  EXPECT_FALSE(parse_final_estimate("Final estimate: PPL = 87.78"));
  EXPECT_FALSE(parse_final_estimate("no such line"));
}

class PerplexityArguments : public ::testing::Test {
 protected:
  PerplexityCommand make() {
    model_.file = "/m/a.gguf";
    return make_perplexity_command(model_, {.text_file = "/t.txt", .ctx = 512, .chunks = 40}, "llama-perplexity",
                                   "/pipe", flags_);
  }
  core::Model model_;
  Flags flags_ = flags_from({"-m F", "-f F", "-c N", "-b N", "--chunks N", "-ngl N", "-ctk T", "-ctv T", "-t N",
                             "-fa [on|off|auto]", "-ot P", "-ub N", "--no-mmap"});
};

TEST_F(PerplexityArguments, TheModelsOwnSettingsAreThoseOfItsServer) {
  model_.server.gpu_layers = 99;
  model_.server.cache_type_k = "q8_0";
  model_.server.flash_attention = true;
  model_.server.extra_args = {"-ot", "exps=CPU", "--no-mmap", "-ub", "256"};
  const auto command = make();
  EXPECT_THAT(command.argv, ElementsAre("llama-perplexity", "-m", "/m/a.gguf", "-f", "/t.txt", "--kl-divergence-base",
                                        "/pipe", "-c", "512", "-b", "512", "--chunks", "40", "-ngl", "99", "-ctk",
                                        "q8_0", "-fa", "on", "-ot", "exps=CPU", "--no-mmap", "-ub", "256"));
  EXPECT_TRUE(command.not_shared.empty());
}

TEST_F(PerplexityArguments, WhatTheProgramDoesNotKnowIsSaid) {
  flags_.erase("-ctv");
  model_.server.cache_type_v = "q4_0";
  model_.server.extra_args = {"--cache-reuse", "256", "--no-mmap"};
  const auto command = make();
  EXPECT_THAT(command.argv, Not(Contains("256")));
  EXPECT_THAT(command.argv, Contains("--no-mmap"));
  EXPECT_THAT(command.not_shared, ElementsAre(HasSubstr("--cache-reuse, -ctv")));
}

TEST_F(PerplexityArguments, TheChunksLengthIsTheJobsOwn) {
  model_.server.extra_args = {"-b", "2048", "--no-mmap"};
  const auto command = make();
  EXPECT_THAT(command.argv, Not(Contains("2048")));
  EXPECT_THAT(command.argv, Contains("--no-mmap"));
  EXPECT_TRUE(command.not_shared.empty());
}

}  // namespace
}  // namespace quantladder::llama
