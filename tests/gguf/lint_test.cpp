// Each rule has a file that trips it and one that just does not.
#include <gmock/gmock.h>

#include "gguf/model_builder.h"

namespace quantladder::gguf {
namespace {

using core::Severity;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr std::uint32_t kNamedQ8_0 = 7;
constexpr std::uint32_t kNamedQ4KM = 15;
constexpr std::uint32_t kNamedQ2KS = 21;

TEST(Lint, FourBitFloatsBelongIntoExperts) {
  const auto finding = ModelBuilder(kNamedQ8_0).dense(mxfp4, q8_0).finding("fp4-outside-experts");
  ASSERT_TRUE(finding);
  EXPECT_EQ(finding->severity, Severity::warning);
  EXPECT_EQ(finding->tensors.size(), 16U);
  ModelBuilder experts(38);
  experts.dense(q8_0, q8_0).add("blk.0.ffn_down_exps.weight", {256, 8, 4}, mxfp4);
  EXPECT_FALSE(experts.finding("fp4-outside-experts"));
  ModelBuilder old_names(38);
  EXPECT_FALSE(old_names.add("blk.0.ffn_gate.3.weight", {256, 8}, mxfp4).finding("fp4-outside-experts"));
}

ModelBuilder& with_experts(ModelBuilder& model, std::uint32_t attention, std::uint32_t experts) {
  return model.add("blk.0.attn_q.weight", {256, 8}, attention).add("blk.0.ffn_up_exps.weight", {256, 8, 4}, experts);
}

TEST(Lint, AttentionHasNoFewerBitsThanExperts) {
  ModelBuilder low(kNamedQ4KM);
  EXPECT_TRUE(with_experts(low, q3_k, q4_k).finding("attention-below-experts"));
  ModelBuilder equal(kNamedQ4KM);
  EXPECT_FALSE(with_experts(equal, q4_k, q4_k).finding("attention-below-experts"));
  ModelBuilder raised(kNamedQ4KM);
  EXPECT_FALSE(with_experts(raised, q4_k, q6_k).finding("attention-below-experts")) << "llama.cpp raises ffn_down";
  ModelBuilder lowered(22);
  lowered.add("blk.0.attn_output.weight", {256, 8}, iq3_s);
  EXPECT_FALSE(with_experts(lowered, iq3_xxs, iq3_s).finding("attention-below-experts")) << "llama.cpp lowers attn_q";
}

TEST(Lint, ARoleThatLlamaCppOnlyRaisesIsNotBelowTheNominalType) {
  const auto finding = ModelBuilder(kNamedQ8_0).dense(q4_0, q8_0).finding("role-below-nominal");
  ASSERT_TRUE(finding);
  EXPECT_THAT(finding->reason, HasSubstr("called Q8_0, but its attention has 4.50 bits"));
  EXPECT_FALSE(ModelBuilder(kNamedQ4KM).dense(q4_k, q4_k).finding("role-below-nominal"));
  ModelBuilder iq3_xxs(23);  // whose attn_q and attn_k llama.cpp lowers to IQ2_S, and attn_output raises
  iq3_xxs.add("blk.0.attn_q.weight", {256, 8}, iq2_s).add("blk.0.attn_output.weight", {256, 8}, iq3_s);
  EXPECT_FALSE(iq3_xxs.finding("role-below-nominal"));
}

TEST(Lint, LinearAttentionNeedsFiveAndAHalfBits) {
  ModelBuilder low;
  EXPECT_THAT(low.add("blk.0.ssm_out.weight", {256, 8}, q4_k).finding("linear-attention-low")->tensors,
              ElementsAre("blk.0.ssm_out.weight"));
  ModelBuilder enough;
  EXPECT_FALSE(enough.add("blk.0.ssm_out.weight", {256, 8}, q5_k).finding("linear-attention-low"));
  ModelBuilder other;
  EXPECT_FALSE(other.add("blk.0.ssm_a.weight", {256, 8}, q4_k).finding("linear-attention-low"));
  ModelBuilder no_hybrid;
  EXPECT_FALSE(no_hybrid.add("blk.0.attn_gate.weight", {256, 8}, q4_k).finding("linear-attention-low"));
}

TEST(Lint, LinearAttentionAsLlamaQuantizeMakesItIsANote) {
  ModelBuilder preset(kNamedQ4KM);
  EXPECT_EQ(preset.add("blk.0.ssm_out.weight", {256, 8}, q4_k).finding("linear-attention-low")->severity,
            Severity::note);
  ModelBuilder below(kNamedQ4KM);
  EXPECT_EQ(below.add("blk.0.ssm_out.weight", {256, 8}, q2_k).finding("linear-attention-low")->severity,
            Severity::warning);
}

TEST(Lint, ATiedEmbeddingNeedsFiveAndAHalfBits) {
  ModelBuilder low;
  EXPECT_TRUE(low.add("token_embd.weight", {256, 8}, q4_0).finding("tied-embedding-low"));
  ModelBuilder enough;
  EXPECT_FALSE(enough.add("token_embd.weight", {256, 8}, q5_k).finding("tied-embedding-low"));
  ModelBuilder own;
  own.add("token_embd.weight", {256, 8}, q4_0).add("output.weight", {256, 8}, q6_k);
  EXPECT_FALSE(own.finding("tied-embedding-low"));
}

TEST(Lint, TheEmbeddingOfEachLayerNeedsFiveAndAHalfBits) {
  ModelBuilder low;
  EXPECT_TRUE(low.add("per_layer_token_embd.weight", {256, 8}, q4_k).finding("per-layer-embedding-low"));
  ModelBuilder enough;
  EXPECT_FALSE(enough.add("per_layer_token_embd.weight", {256, 8}, q5_k).finding("per-layer-embedding-low"));
}

TEST(Lint, ALowOutputIsANoteInAFileOfFourBits) {
  ModelBuilder low;
  low.add("output.weight", {256, 8}, q4_k).add("blk.0.ffn_up.weight", {256, 8}, q4_k);
  EXPECT_EQ(low.finding("output-low")->severity, Severity::note);
  ModelBuilder small;
  small.add("output.weight", {256, 8}, q3_k).add("blk.0.ffn_up.weight", {256, 8}, q2_k);
  EXPECT_FALSE(small.finding("output-low"));
  ModelBuilder enough;
  enough.add("output.weight", {256, 8}, q5_k).add("blk.0.ffn_up.weight", {256, 8}, q4_k);
  EXPECT_FALSE(enough.finding("output-low"));
}

TEST(Lint, ARouterIsNotQuantized) {
  ModelBuilder low;
  EXPECT_TRUE(low.add("blk.0.ffn_gate_inp.weight", {256, 8}, q8_0).finding("router-quantized"));
  ModelBuilder full;
  EXPECT_FALSE(full.add("blk.0.ffn_gate_inp.weight", {256, 8}, f16).finding("router-quantized"));
}

TEST(Lint, SmallTypesNeedAnImportanceMatrix) {
  EXPECT_EQ(ModelBuilder(23).dense(iq3_xxs, iq3_xxs).finding("no-imatrix")->severity, Severity::warning);
  EXPECT_EQ(ModelBuilder(kNamedQ2KS).dense(q2_k, q2_k).finding("no-imatrix")->severity, Severity::warning);
  EXPECT_EQ(ModelBuilder(10).dense(q2_k, q2_k).finding("no-imatrix")->severity, Severity::note);
  EXPECT_FALSE(ModelBuilder(kNamedQ4KM).dense(q4_k, q4_k).finding("no-imatrix"));
  ModelBuilder with(23);
  with.dense(iq3_xxs, iq3_xxs).metadata().number("quantize.imatrix.entries_count", 28);
  EXPECT_FALSE(with.finding("no-imatrix"));
  ModelBuilder output(23);
  output.add("output.weight", {256, 8}, iq3_xxs);
  EXPECT_FALSE(output.finding("no-imatrix")) << "llama-quantize makes it without one";
}

TEST(Lint, AThinImportanceMatrixIsSaid) {
  const auto with = [](std::uint32_t entries, std::uint32_t chunks) {
    ModelBuilder model(kNamedQ4KM);
    model.dense(q4_k, q4_k).metadata().number("quantize.imatrix.entries_count", entries);
    model.metadata().number("quantize.imatrix.chunks_count", chunks);
    return model.finding("thin-imatrix");
  };
  EXPECT_THAT(with(27, 50)->reason, HasSubstr("27 entries for 30"));
  EXPECT_THAT(with(28, 49)->reason, HasSubstr("49 chunks"));
  EXPECT_FALSE(with(28, 50));
}

TEST(Lint, ALabelThatLiesIsSaid) {
  EXPECT_THAT(ModelBuilder(kNamedQ4KM).dense(q4_k, q6_k).finding("label-lies")->reason,
              HasSubstr("38 % of its weights"));
  EXPECT_FALSE(ModelBuilder(kNamedQ4KM).dense(q6_k, q4_k).finding("label-lies"));
}

TEST(Lint, ChoicesByLayerAreSaid) {
  const auto with = [](std::vector<std::uint32_t> types) {
    ModelBuilder model;
    for (std::size_t i = 0; i < types.size(); ++i) {
      model.add("blk." + std::to_string(i) + ".ffn_down.weight", {256, 8}, types[i]);
    }
    return model.finding("mixed-role");
  };
  EXPECT_THAT(with({q4_k, q5_k, q6_k, q4_k})->reason, HasSubstr("ffn down has Q4_K, Q5_K, Q6_K"));
  EXPECT_FALSE(with({q4_k, q6_k, q6_k, q4_k}));
  EXPECT_FALSE(with({q4_k, q4_k, q6_k, q5_k})) << "raised layers, as llama.cpp has them";
}

TEST(Lint, TypesThatHadToFallBackAreExplained) {
  ModelBuilder odd(kNamedQ4KM);
  EXPECT_EQ(odd.add("blk.0.ffn_up.weight", {640, 8}, q5_0).finding("fallback-types")->severity, Severity::note);
  ModelBuilder chosen(kNamedQ4KM);
  EXPECT_FALSE(chosen.add("blk.0.ffn_up.weight", {512, 8}, q5_0).finding("fallback-types"));
  ModelBuilder named(8);
  EXPECT_FALSE(named.add("blk.0.ffn_up.weight", {640, 8}, q5_0).finding("fallback-types"));
}

TEST(Lint, TypesOfAForkAreSaid) {
  ModelBuilder ik;
  EXPECT_THAT(ik.add("blk.0.ffn_up.weight", {256, 8}, iq4_ks).finding("fork-type")->reason, HasSubstr("ik_llama.cpp"));
  ModelBuilder removed;
  EXPECT_THAT(removed.add("blk.0.ffn_up.weight", {256, 8}, 31).finding("fork-type")->reason, HasSubstr("removed"));
  ModelBuilder unknown;
  unknown.metadata().tensor("w", {256}, 250, 0);
  EXPECT_THAT(unknown.finding("fork-type")->reason, HasSubstr("not known"));
  EXPECT_FALSE(ModelBuilder(kNamedQ4KM).dense(q4_k, q4_k).finding("fork-type"));
}

TEST(Lint, TypesThatTheProgramLacksAreAnError) {
  std::vector<std::string> asked;
  std::vector<std::string> lacked{"IQ4_KS"};
  const auto program = [&](const std::vector<std::string>& types) {
    asked = types;
    return lacked;
  };
  ModelBuilder ik;
  const ModelFile model =
      ik.add("blk.0.ffn_up.weight", {256, 8}, iq4_ks).add("blk.0.attn_q.weight", {256, 8}, q4_k).read();
  const auto findings = lint(model, describe(model), program);
  EXPECT_THAT(asked, ElementsAre("IQ4_KS", "Q4_K"));
  ASSERT_EQ(findings.front().id, "fork-type");
  EXPECT_EQ(findings.front().severity, Severity::error);
  EXPECT_THAT(findings.front().tensors, ElementsAre("blk.0.ffn_up.weight"));
  EXPECT_THAT(findings.front().reason, HasSubstr("does not have IQ4_KS"));
  const auto is_about_forks = [](const core::Finding& finding) { return finding.id == "fork-type"; };
  EXPECT_EQ(std::count_if(findings.begin(), findings.end(), is_about_forks), 1) << "no note beside the error";
  lacked.clear();
  for (const auto& finding : lint(model, describe(model), program))
    EXPECT_NE(finding.severity, Severity::error) << finding.id;
}

std::optional<core::Finding> finding_of(const test::GgufBytesBuilder& bytes, const std::string& id) {
  const sys::TempDir folder;
  bytes.write(folder.path() / "m.gguf");
  const ModelFile model = read_model_file(folder.path() / "m.gguf");
  for (const auto& finding : lint(model, describe(model))) {
    if (finding.id == id) return finding;
  }
  return std::nullopt;
}

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

TEST(Lint, ErrorsComeFirst) {
  ModelBuilder model(kNamedQ8_0);
  model.dense(mxfp4, q8_0).metadata().number("split.tensors.count", 5);
  const auto findings = model.findings();
  ASSERT_GT(findings.size(), 2U);
  EXPECT_EQ(findings.front().id, "layer-incomplete");
  EXPECT_TRUE(std::is_sorted(findings.begin(), findings.end(),
                             [](const auto& a, const auto& b) { return a.severity > b.severity; }));
}

}  // namespace
}  // namespace quantladder::gguf
