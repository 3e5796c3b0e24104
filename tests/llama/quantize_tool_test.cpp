#include "quantladder/llama/quantize_tool.h"

#include <gmock/gmock.h>

#include "quantladder/core/error.h"
#include "quantladder/sys/files.h"

namespace quantladder::llama {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

const std::string kDryRun =
    "[   1/   4] output_norm.weight                   - [   640,      1,      1,      1], type =    f32, size =    "
    "0.002 MiB\n"
    "[   2/   4] token_embd.weight                    - [   640, 262144,      1,      1], type =    f16, size =   "
    "320.00 MiB ->   170.00 MiB (q8_0)\n"
    "llama_tensor_get_type: a line between\n"
    "[   3/   4] blk.0.attn_q.weight                  - [   640,   1024,      1,      1], type =    f16, size =     "
    "1.25 MiB ->     0.35 MiB (iq4_nl)\n"
    "[   4/   4] blk.0.attn_v.weight                  - [   640,    256,      1,      1], type =   bf16, size =     "
    "0.31 MiB\n"
    "llama_model_quantize_impl: quant size  =   224.84 MiB (7.04 BPW)\n";

TEST(QuantizeDryRun, TellsTheTypeOfEachTensorThatComesOut) {
  const DryRun run = parse_dry_run(kDryRun);
  EXPECT_THAT(run.fault, IsEmpty());
  EXPECT_FALSE(run.needs_imatrix);
  EXPECT_THAT(run.types,
              UnorderedElementsAre(Pair("output_norm.weight", "f32"), Pair("token_embd.weight", "q8_0"),
                                   Pair("blk.0.attn_q.weight", "iq4_nl"), Pair("blk.0.attn_v.weight", "bf16")));
}

TEST(QuantizeDryRun, SaysWhenAnImatrixIsNeeded) {
  EXPECT_TRUE(parse_dry_run(kDryRun +
                            "llama_model_quantize_impl: WARNING: dry run completed successfully, but actually "
                            "completing this quantization will require an imatrix!\n")
                  .needs_imatrix);
}

TEST(QuantizeDryRun, ALineThatIsMissingIsAFault) {
  EXPECT_THAT(parse_dry_run(kDryRun.substr(0, 400)).fault, HasSubstr("tensors"));
  EXPECT_THAT(parse_dry_run("").fault, HasSubstr("0 of 0"));
}

TEST(QuantizeCommand, SaysAllOfARecipeInTheProgramsOrder) {
  const core::Recipe recipe{.id = "mix",
                            .type = "Q4_K_M",
                            .tensor_types = {{"ffn_down", "q6_K"}, {"attn_.*", "q8_0"}},
                            .output = "q6_K",
                            .embedding = "q8_0",
                            .pure = true};
  EXPECT_THAT(quantize_command("llama-quantize", {"in.gguf", "out.gguf", recipe, "im.gguf", true, 4}),
              ElementsAre("llama-quantize", "--allow-requantize", "--pure", "--imatrix", "im.gguf",
                          "--output-tensor-type", "q6_K", "--token-embedding-type", "q8_0", "--tensor-type",
                          "ffn_down=q6_K", "--tensor-type", "attn_.*=q8_0", "in.gguf", "out.gguf", "Q4_K_M", "4"));
  EXPECT_THAT(quantize_command("q", {"in", "out", {.id = "a", .type = "Q8_0"}}, true),
              ElementsAre("q", "--dry-run", "in", "out", "Q8_0", "1"));
}

class Quantize : public ::testing::Test {
 protected:
  // A program that lists one type and does `body` otherwise.
  Quantizer program(const std::string& body) {
    const fs::path file = folder_.path() / "llama-quantize";
    sys::write_file(
        file,
        "#!/bin/sh\ncase $1 in --help) echo '  15  or  Q4_K_M  :  4.58G'; echo '  15  or  Q4_K  : alias'; exit;;\n"
        "--version) echo 'version: 1'; exit;; esac\n" +
            body + "\n");
    fs::permissions(file, fs::perms::owner_all);
    core::ServerSettings server;
    server.tools = folder_.path().string();
    return find_quantizer(server);
  }
  sys::TempDir folder_;
};

TEST_F(Quantize, TheProgramListsItsTypes) {
  EXPECT_THAT(program("exit 0").types, ElementsAre("Q4_K_M", "Q4_K"));
  core::ServerSettings server;
  server.tools = (folder_.path() / "none").string();
  EXPECT_THROW(find_quantizer(server), core::Error);
}

TEST_F(Quantize, ARefusalIsOneLineWithWhatItSaid) {
  const Quantizer quantizer = program("echo 'llama_model_quantize: failed to quantize: no such thing' >&2; exit 1");
  EXPECT_THAT(dry_run(quantizer, {"in", "out", {.type = "Q4_K_M"}}).fault,
              ::testing::AllOf(HasSubstr("exit code 1"), HasSubstr("no such thing")));
  EXPECT_THAT(quantize(quantizer, {"in", "out", {.type = "Q4_K_M"}}, {}).fault, HasSubstr("no such thing"));
  EXPECT_THAT(quantize(program("kill -9 $$"), {"in", "out", {.type = "Q4_K_M"}}, {}).fault, HasSubstr("signal 9"));
}

TEST_F(Quantize, TheImatrixIsTypedWithoutItsFolderForItsNameIsKept) {
  const std::string out = folder_.path() / "out";
  const std::string imatrix = folder_.path() / "im.gguf";
  quantize(program("pwd > \"$4\"; echo \"$@\" >> \"$4\""), {"/m/in", out, {.type = "Q4_K_M"}, imatrix}, {});
  EXPECT_EQ(sys::read_file(out), folder_.path().string() + "\n--imatrix im.gguf /m/in " + out + " Q4_K_M 1\n");
}

TEST_F(Quantize, AStopEndsIt) {
  std::stop_source stop;
  stop.request_stop();
  const Quantized result = quantize(program("sleep 60"), {"in", "out", {.type = "Q4_K_M"}}, stop.get_token());
  EXPECT_TRUE(result.stopped);
  EXPECT_LT(result.seconds, 30);
}

TEST_F(Quantize, OneThatEndsWellHasNoFault) {
  const Quantized result =
      quantize(program("echo x > \"$2\""),
               {(folder_.path() / "in").string(), (folder_.path() / "out").string(), {.type = "Q4_K_M"}}, {});
  EXPECT_THAT(result.fault, IsEmpty());
  EXPECT_FALSE(result.stopped);
  EXPECT_TRUE(fs::exists(folder_.path() / "out"));
}

}  // namespace
}  // namespace quantladder::llama
