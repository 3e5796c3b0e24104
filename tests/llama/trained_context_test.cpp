#include "quantladder/llama/trained_context.h"

#include <gtest/gtest.h>

namespace quantladder::llama {
namespace {

std::optional<std::uint64_t> trained(const std::vector<std::string>& extra_args, std::uint64_t header = 4096) {
  core::GgufFacts facts;
  facts.architecture = "gemma3";
  facts.context_length = header;
  return find_trained_context(facts, extra_args);
}

TEST(TrainedContext, IsWhatTheHeaderSays) {
  EXPECT_EQ(trained({}), 4096U);
  EXPECT_EQ(trained({"-ub", "256", "--n-cpu-moe", "20"}), 4096U);
}

TEST(TrainedContext, IsUnknownWithoutAWordInTheHeader) { EXPECT_EQ(trained({}, 0), std::nullopt); }

TEST(TrainedContext, IsUnknownWhereTheRopeIsStretched) {
  EXPECT_EQ(trained({"--rope-scaling", "yarn", "--rope-scale", "4"}), std::nullopt);
  EXPECT_EQ(trained({"--rope-freq-scale", "0.25"}), std::nullopt);
  EXPECT_EQ(trained({"--rope_freq_base=1000000"}), std::nullopt);
  EXPECT_EQ(trained({"-ub", "64", "--yarn-orig-ctx", "4096"}), std::nullopt);
  EXPECT_EQ(trained({"-gan", "4", "-gaw", "1024"}), std::nullopt);
}

TEST(TrainedContext, IsNotStretchedByAnOptionThatSaysNo) {
  EXPECT_EQ(trained({"--rope-scaling", "none"}), 4096U);
  EXPECT_EQ(trained({"--rope-scale", "1", "-gan", "1"}), 4096U);
  EXPECT_EQ(trained({"--rope-scale", "1.0", "--rope-freq-base=0.0"}), 4096U);
}

TEST(TrainedContext, IsWhatTheHeadersOverrideSays) {
  EXPECT_EQ(trained({"--override-kv", "gemma3.context_length=int:32768"}), 32768U);
  EXPECT_EQ(
      trained({"--override-kv", "tokenizer.ggml.add_bos_token=bool:false,gemma3.context_length=int:9000,a=int:1"}),
      9000U);
  EXPECT_EQ(trained({}, 0), std::nullopt);
  EXPECT_EQ(trained({"--override-kv", "gemma3.context_length=int:2048"}, 0), 2048U);
}

TEST(TrainedContext, AnotherArchitecturesOverrideSaysNothing) {
  EXPECT_EQ(trained({"--override-kv", "llama.context_length=int:32768"}), 4096U);
  EXPECT_EQ(trained({"--override-kv", "gemma3.context_length=str:x"}), 4096U);
  EXPECT_EQ(trained({"--override-kv"}), 4096U);
}

}  // namespace
}  // namespace quantladder::llama
