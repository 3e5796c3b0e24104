// How a real llama-server fails to start, in its own words.
#include <gmock/gmock.h>

#include "backend.h"
#include "quantladder/llama/server.h"
#include "quantladder/sys/files.h"

namespace quantladder::llama {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string failure_of(const core::Model& model) {
  const sys::TempDir folder;
  const auto result = make_server_launcher()->start(model, (folder.path() / "log").string(), {});
  EXPECT_EQ(result.server, nullptr);
  return result.failure.reason;
}

TEST(RealFailures, AMissingModelIsNamed) {
  auto model = test::contract_model();
  model.file = "/nowhere/none.gguf";
  EXPECT_THAT(failure_of(model),
              AllOf(StartsWith("exited with exit code 1, noticed "), HasSubstr("/nowhere/none.gguf")));
}

TEST(RealFailures, ATruncatedModelIsCalledCorrupted) {
  const sys::TempDir folder;
  auto model = test::contract_model();
  const auto whole = sys::read_file(model.file);
  model.file = folder.path() / "cut.gguf";
  sys::write_file(model.file, std::string_view(whole).substr(0, whole.size() / 2));
  EXPECT_THAT(failure_of(model), HasSubstr("corrupted or incomplete"));
}

TEST(RealFailures, AnUnknownFlagIsQuoted) {
  auto model = test::contract_model();
  model.server.extra_args = {"--no-such-flag"};
  EXPECT_THAT(failure_of(model), HasSubstr("invalid argument: --no-such-flag"));
}

TEST(RealFailures, MoreContextThanTheModelHasIsAShortage) {
  auto model = test::contract_model();
  model.server.ctx = 100'000;
  EXPECT_THAT(failure_of(model), HasSubstr("16384 tokens of context, 100000 were asked for"));
}

TEST(RealBinary, IsIdentifiedAndComputesOnTheCpuWhenToldTo) {
  const auto model = test::contract_model();
  const auto facts = inspect_binary(model.server.binary);
  EXPECT_THAT(facts.version, StartsWith("version: "));
  EXPECT_EQ(facts.sha256.size(), 64U);
  EXPECT_TRUE(runs_on_cpu(model));
}

TEST(RealFailures, TheTypesThatTheProgramLacksAreThoseOfTheFork) {
  const std::vector<std::string> own{"F32",    "F16",   "BF16",   "Q4_0",    "Q4_1",  "Q5_0",    "Q5_1",
                                     "Q8_0",   "Q2_K",  "Q3_K",   "Q4_K",    "Q5_K",  "Q6_K",    "IQ1_S",
                                     "IQ1_M",  "IQ2_S", "IQ2_XS", "IQ2_XXS", "IQ3_S", "IQ3_XXS", "IQ4_NL",
                                     "IQ4_XS", "TQ1_0", "TQ2_0",  "MXFP4",   "NVFP4", "Q2_0"};
  EXPECT_THAT(types_lacked_by_program(test::contract_model(), own), ::testing::IsEmpty());
  const std::vector<std::string> others{"Q4_0_4_4", "IQ2_K", "IQ4_KS", "IQ4_KSS", "IQ2_KT", "Q8_KV", "IQ4_K_R4"};
  EXPECT_THAT(types_lacked_by_program(test::contract_model(), others), ::testing::ElementsAreArray(others));
}

}  // namespace
}  // namespace quantladder::llama
