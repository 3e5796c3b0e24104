#include "llama/bench_arguments.h"

#include <gmock/gmock.h>

#include "quantladder/sys/files.h"

namespace quantladder::llama {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;

const std::vector<std::string> kOptions{"-r, --repetitions <n>",
                                        "-o, --output <csv|json|jsonl|md|sql>",
                                        "--progress",
                                        "-d, --n-depth <n>",
                                        "-b, --batch-size <n>",
                                        "-ctk, --cache-type-k <t>",
                                        "-ctv, --cache-type-v <t>",
                                        "-t, --threads <n>",
                                        "-ngl, --n-gpu-layers <n>",
                                        "-ncmoe, --n-cpu-moe <n>",
                                        "-ot --override-tensor <tensor name pattern>=<buffer type>;...",
                                        "-ts, --tensor-split <ts0/ts1/..>",
                                        "-nkvo, --no-kv-offload <0|1>",
                                        "-lm, --load-mode <auto|none|mmap|mlock|mmap+mlock|dio>",
                                        "-fa, --flash-attn <on|off|auto>"};

class BenchArguments : public ::testing::Test {
 protected:
  BenchArguments() {
    model_.file = "/m/a.gguf";
    model_.server.flash_attention = true;
  }

  BenchCommand command(const std::vector<std::string>& options = kOptions) const {
    return make_bench_command(model_, "llama-bench", flags_from(options), {{.prompt = 512, .repetitions = 3}});
  }
  // The value that follows `flag`, "absent" where the flag is not there.
  std::string value_of(const std::string& flag, const std::vector<std::string>& options = kOptions) const {
    const auto argv = command(options).argv;
    const auto found = std::find(argv.begin(), argv.end(), flag);
    return found == argv.end() ? "absent" : *std::next(found);
  }

  core::Model model_;
};

TEST_F(BenchArguments, NameTheModelTheTestsAndTheFormat) {
  EXPECT_THAT(command().argv, ElementsAre("llama-bench", "-m", "/m/a.gguf", "-p", "512", "-n", "0", "-d", "0", "-r",
                                          "3", "-o", "jsonl", "--progress", "-fa", "on"));
}

TEST_F(BenchArguments, SettingsThatMeanTheSameAreTheServers) {
  model_.server.gpu_layers = 20;
  model_.server.cache_type_k = "q8_0";
  model_.server.cache_type_v = "q4_0";
  model_.server.threads = 6;
  model_.server.flash_attention = false;
  EXPECT_EQ(value_of("-ngl"), "20");
  EXPECT_EQ(value_of("-ctk"), "q8_0");
  EXPECT_EQ(value_of("-ctv"), "q4_0");
  EXPECT_EQ(value_of("-t"), "6");
  EXPECT_EQ(value_of("-fa"), "off");
  EXPECT_THAT(command().not_shared, IsEmpty());
}

TEST_F(BenchArguments, ExtraArgumentsAreSaidAsLlamaBenchSaysThem) {
  model_.server.extra_args = {"--batch_size", "256", "-ts", "3,1", "--no-kv-offload", "--no-mmap"};
  EXPECT_EQ(value_of("-b"), "256");
  EXPECT_EQ(value_of("-ts"), "3/1");  // a comma would begin another test
  EXPECT_EQ(value_of("-nkvo"), "1");
  EXPECT_EQ(value_of("-lm"), "none");  // this one has no -mmp
}

TEST_F(BenchArguments, OneSettingHasOneValue) {
  model_.server.extra_args = {"-b", "256", "-ot", "a=CPU,b=CPU", "-b", "512", "-ot", "c=CPU"};
  EXPECT_EQ(value_of("-b"), "512");  // llama-server takes the last
  EXPECT_EQ(value_of("-ot"), "a=CPU;b=CPU;c=CPU");
}

TEST_F(BenchArguments, WhatCannotBeCarriedOverIsSaid) {
  model_.server.extra_args = {"--lora", "/m/lora.gguf", "--threads-batch", "-1", "-ub", "64"};
  const auto made = command();
  EXPECT_THAT(made.argv, Not(Contains("/m/lora.gguf")));
  EXPECT_THAT(made.not_shared, ElementsAre(HasSubstr("without --lora, --threads-batch: it has nothing of that kind"),
                                           HasSubstr("without -ub: this one does not know it")));
}

TEST_F(BenchArguments, WithoutAWordTheServerDecidesOnFlashAttentionAndSoDoesLlamaBench) {
  model_.server.flash_attention.reset();
  EXPECT_EQ(value_of("-fa"), "auto");
  const auto old = command({"-fa, --flash-attn <0|1>"});
  EXPECT_THAT(old.argv, Not(Contains("-fa")));
  EXPECT_THAT(old.not_shared, ElementsAre(HasSubstr("flash_attention is not set")));
}

TEST_F(BenchArguments, AnOldProgramIsAskedInItsOwnWords) {
  EXPECT_EQ(value_of("-fa", {"-fa, --flash-attn <0|1>", "-o, --output <csv|json|md|sql>"}), "1");
  EXPECT_EQ(value_of("-o", {"-fa, --flash-attn <0|1>", "-o, --output <csv|json|md|sql>"}), "json");
  EXPECT_EQ(value_of("-d", {"-fa, --flash-attn <0|1>"}), "absent");
}

TEST_F(BenchArguments, ARealProgramsHelpIsUnderstood) {
  const auto flags =
      parse_help_flags(sys::read_file(QUANTLADDER_SOURCE_DIR "/tests/llama/captured/llama-bench.help.txt"));
  model_.server.extra_args = {"-cmoe", "-ot", "a=CPU", "-dev", "CUDA0,CUDA1", "--mlock", "--no-repack", "--prio", "2"};
  const auto made = make_bench_command(model_, "llama-bench", flags, {{.prompt = 512, .depth = 64}});
  EXPECT_THAT(made.argv, ElementsAre("llama-bench", "-m", "/m/a.gguf", "-p", "512", "-n", "0", "-d", "64", "-r", "5",
                                     "-o", "jsonl", "--progress", "-fa", "on", "--prio", "2", "--repack", "0", "-dev",
                                     "CUDA0/CUDA1", "-lm", "mlock", "-ncmoe", "999", "-ot", "a=CPU"));
  EXPECT_THAT(made.not_shared, IsEmpty());
}

TEST_F(BenchArguments, ATestThatTheProgramCannotRunIsKnownBefore) {
  const auto all = flags_from(kOptions);
  EXPECT_EQ(find_obstacle(model_, all, {.prompt = 512, .depth = 4096}), std::nullopt);
  EXPECT_THAT(*find_obstacle(model_, flags_from({"-o <json>"}), {.prompt = 512, .depth = 4096}), HasSubstr("no -d"));
  EXPECT_EQ(find_obstacle(model_, flags_from({"-o <json>"}), {.prompt = 512}), std::nullopt);
  model_.file = "/m/a,b.gguf";
  EXPECT_THAT(*find_obstacle(model_, all, {.prompt = 512}), HasSubstr("rename /m/a,b.gguf"));
}

TEST(GroupTests, OneStartRunsAllDepthsOfTheSameSizes) {
  const std::vector<core::SpeedTest> tests{
      {.prompt = 512}, {.generated = 128}, {.prompt = 512, .depth = 4096}, {.generated = 128, .depth = 4096}};
  const auto groups = group_tests(tests);
  ASSERT_EQ(groups.size(), 1U);
  EXPECT_THAT(groups[0], IsSupersetOf(tests));
}

TEST(GroupTests, NothingIsTimedThatWasNotAskedFor) {
  const auto groups = group_tests({{.prompt = 512}, {.generated = 128}, {.prompt = 512, .depth = 4096}});
  ASSERT_EQ(groups.size(), 2U);  // together they would time tg128 behind 4096 tokens as well
  EXPECT_EQ(groups[0].size() + groups[1].size(), 3U);
  EXPECT_EQ(group_tests({{.prompt = 512, .repetitions = 3}, {.prompt = 64, .repetitions = 5}}).size(), 2U);
}

}  // namespace
}  // namespace quantladder::llama
