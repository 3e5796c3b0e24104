// Rules on where tensors lie, which layers have them, and on the tokens and the template beside them.
#include <gmock/gmock.h>

#include "gguf/bytes_finding.h"

namespace quantladder::gguf {
namespace {

using core::Severity;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

test::GgufBytesBuilder two_tensors(std::uint64_t second, std::uint32_t type = f32) {
  test::GgufBytesBuilder bytes;
  const std::uint64_t size = type == iq4_ks ? 2 * 140 : 2 * 256 * 4;
  bytes.text("general.architecture", "llama").tensor("a", {256, 2}, type, 0).tensor("b", {256, 2}, type, second);
  bytes.data(second + size);
  return bytes;
}

TEST(Lint, DataThatOverlapAreAnError) {
  EXPECT_EQ(finding_of(two_tensors(0), "tensors-overlap")->severity, Severity::error);
  EXPECT_FALSE(finding_of(two_tensors(2048), "tensors-overlap"));
}

TEST(Lint, AGapThatIsTooSmallIsAnError) {
  EXPECT_THAT(finding_of(two_tensors(2048 - 32), "gap-too-small")->tensors, ElementsAre("a"));
  EXPECT_FALSE(finding_of(two_tensors(2048), "gap-too-small"));
  EXPECT_TRUE(finding_of(two_tensors(2 * 136, iq4_ks), "gap-too-small")) << "its rows lack their headers of 4 bytes";
  EXPECT_FALSE(finding_of(two_tensors(288, iq4_ks), "gap-too-small"));
}

TEST(Lint, DataBeyondTheFileAreAnError) {
  EXPECT_TRUE(finding_of(two_tensors(2048).data(2048 + 2047), "beyond-file"));
  EXPECT_FALSE(finding_of(two_tensors(2048), "beyond-file"));
  EXPECT_TRUE(finding_of(two_tensors(4096).data(100), "beyond-file"));
}

TEST(Lint, DataOffTheAlignmentAndHolesAreAnError) {
  EXPECT_TRUE(finding_of(two_tensors(2048 + 4), "misaligned"));
  EXPECT_THAT(finding_of(two_tensors(4096), "misaligned")->reason, HasSubstr("belong to no tensor"));
  EXPECT_FALSE(finding_of(two_tensors(2048), "misaligned"));
  test::GgufBytesBuilder cut;
  cut.tensor("a", {100, 2}, q8_0, 0).data(2 * 4 * 34);
  EXPECT_TRUE(finding_of(cut, "misaligned"));
}

TEST(Lint, ALayerHasWhatItsLikeHave) {
  const auto with = [](bool complete) {
    ModelBuilder model;
    for (int layer = 0; layer < 3; ++layer) {
      const std::string block = "blk." + std::to_string(layer) + ".";
      model.add(block + "attn_q.weight", {256, 8}, q4_k);
      if (complete || layer != 1) model.add(block + "attn_v.weight", {256, 8}, q4_k);
    }
    return model.finding("layer-incomplete");
  };
  EXPECT_THAT(with(false)->reason, HasSubstr("Layer 1 lacks attn_v"));
  EXPECT_FALSE(with(true));
}

TEST(Lint, ALayerWithoutAnyTensorIsMissing) {
  ModelBuilder model;
  model.add("blk.0.attn_q.weight", {256, 8}, q4_k).add("blk.3.attn_q.weight", {256, 8}, q4_k);
  EXPECT_THAT(model.finding("layer-incomplete")->reason, HasSubstr("no tensors of layer 1, 2."));
}

TEST(Lint, LayersThatTheMetadataDescribeOneByOneMayDiffer) {
  ModelBuilder model;
  for (int layer = 0; layer < 3; ++layer) {
    const std::string block = "blk." + std::to_string(layer) + ".";
    model.add(block + "ffn_up.weight", {256, 8}, q4_k);
    if (layer != 1) model.add(block + "attn_v.weight", {256, 8}, q4_k);
  }
  EXPECT_TRUE(model.finding("layer-incomplete"));
  model.metadata().floats("llama.attention.head_count", 3);
  EXPECT_FALSE(model.finding("layer-incomplete"));
}

TEST(Lint, ALayerOfAnotherKindIsNotIncomplete) {
  ModelBuilder model;
  for (int layer = 0; layer < 4; ++layer) {
    const std::string block = "blk." + std::to_string(layer) + ".";
    model.add(block + (layer == 3 ? "attn_q" : "ssm_in") + ".weight", {256, 8}, q8_0);
    model.add(block + "ffn_up.weight", {256, 8}, q8_0);
  }
  EXPECT_FALSE(model.finding("layer-incomplete"));
}

TEST(Lint, BytePairsNeedTheirPreTokenizer) {
  const auto with = [](const char* architecture, const char* pre) {
    test::GgufBytesBuilder bytes;
    bytes.text("general.architecture", architecture)
        .text("tokenizer.ggml.model", "gpt2")
        .tensor("w", {32}, 0, 0)
        .data(128);
    if (*pre != '\0') bytes.text("tokenizer.ggml.pre", pre);
    return finding_of(bytes, "pre-tokenizer");
  };
  EXPECT_EQ(with("llama", "")->severity, Severity::warning);
  EXPECT_TRUE(with("qwen2", "default"));
  EXPECT_FALSE(with("llama", "default"));
  EXPECT_FALSE(with("qwen2", "qwen2"));
}

std::optional<core::Finding> stop_finding(std::optional<std::uint32_t> eos, const std::string& chat) {
  test::GgufBytesBuilder bytes;
  bytes.texts("tokenizer.ggml.tokens", {"a", "<end>", "<turn>", "<|im_end|>"}).tensor("w", {32}, 0, 0).data(128);
  if (eos) bytes.number("tokenizer.ggml.eos_token_id", *eos);
  if (!chat.empty()) bytes.text("tokenizer.chat_template", chat);
  return finding_of(bytes, "no-stop");
}

TEST(Lint, AnAnswerNeedsAnEnd) {
  EXPECT_THAT(stop_finding(1, "{{ text }}<turn>")->reason, HasSubstr("(<end>)"));
  EXPECT_THAT(stop_finding(4, "<turn>")->reason, HasSubstr("token 4 of 4"));
  EXPECT_TRUE(stop_finding({}, "<turn>"));
  EXPECT_FALSE(stop_finding(2, "{{ text }}<turn>"));
  EXPECT_FALSE(stop_finding(1, "{{ text }}{{ eos_token }}"));
  EXPECT_FALSE(stop_finding(1, "{{ text }}<|im_end|>")) << "llama.cpp knows it by its text";
  EXPECT_FALSE(stop_finding(1, ""));
}

TEST(Lint, AnInstructModelNeedsATemplate) {
  ModelBuilder model;
  model.add("blk.0.ffn_up.weight", {256, 8}, q4_k);
  EXPECT_TRUE(model.finding("no-template", "Some-8B-Instruct.gguf"));
  EXPECT_TRUE(model.finding("no-template", "gemma-3-270m-it.gguf"));
  EXPECT_FALSE(model.finding("no-template", "Bit-8B-base.gguf"));
  EXPECT_FALSE(model.finding("no-template", "Translator (it, en).gguf"));
  model.metadata().text("tokenizer.chat_template", "{{ messages }}");
  EXPECT_FALSE(model.finding("no-template", "Some-8B-Instruct.gguf"));
}

TEST(Lint, AProjectorIsNoModel) {
  ModelBuilder projector;
  EXPECT_EQ(projector.add("v.patch_embd.weight", {256, 8}, f16).finding("no-text-model")->severity, Severity::error);
  ModelBuilder both;
  both.add("v.patch_embd.weight", {256, 8}, f16).add("token_embd.weight", {256, 8}, f16);
  EXPECT_FALSE(both.finding("no-text-model"));
  ModelBuilder vectors;
  EXPECT_THAT(vectors.add("output_norm.weight", {256}, f32).finding("no-text-model")->reason, HasSubstr("no weights"));
}

}  // namespace
}  // namespace quantladder::gguf
