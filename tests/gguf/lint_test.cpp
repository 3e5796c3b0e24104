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
