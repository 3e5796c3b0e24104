#include <gmock/gmock.h>

#include "gguf/model_builder.h"
#include "gguf/roles.h"

namespace quantladder::gguf {
namespace {

using core::TensorRole;
using ::testing::ElementsAre;

TEST(TensorRole, FollowsFromTheName) {
  const auto role = [](const char* name) { return role_of(name, {}); };
  EXPECT_EQ(role("blk.12.attn_q.weight"), TensorRole::attention_q);
  EXPECT_EQ(role("blk.12.attn_q_norm.weight"), TensorRole::norm);
  EXPECT_EQ(role("blk.0.attn_kv_a_mqa.weight"), TensorRole::attention_kv);
  EXPECT_EQ(role("blk.0.attn_output.bias"), TensorRole::attention_out);
  EXPECT_EQ(role("blk.0.attn_gate.weight"), TensorRole::attention_other);
  EXPECT_EQ(role("dec.blk.0.cross_attn_v.weight"), TensorRole::attention_v);
  EXPECT_EQ(role("blk.0.ffn_gate_inp.weight"), TensorRole::router);
  EXPECT_EQ(role("blk.0.ffn_down_exps.weight"), TensorRole::experts_down);
  EXPECT_EQ(role("blk.0.ffn_gate.3.weight"), TensorRole::experts_gate_up) << "Mixtral of before 2024";
  EXPECT_EQ(role("blk.0.ffn_up_shexp.weight"), TensorRole::shared_experts);
  EXPECT_EQ(role("blk.0.ffn_up.weight"), TensorRole::ffn_up);
  EXPECT_EQ(role("blk.0.ssm_out.weight"), TensorRole::linear_attention);
  EXPECT_EQ(role("token_embd.weight"), TensorRole::embedding);
  EXPECT_EQ(role("per_layer_token_embd.weight"), TensorRole::per_layer_embedding);
  EXPECT_EQ(role("output.weight"), TensorRole::output);
  EXPECT_EQ(role("output_norm.weight"), TensorRole::norm);
  EXPECT_EQ(role("v.blk.0.attn_q.weight"), TensorRole::projector);
  EXPECT_EQ(role("blk.0.laurel_l.weight"), TensorRole::other);
}

TEST(TensorRole, BlocksBehindTheModelPredictFurtherTokens) {
  EXPECT_EQ(role_of("blk.46.ffn_up_exps.weight", 46), TensorRole::mtp);
  EXPECT_EQ(role_of("blk.45.ffn_up_exps.weight", 46), TensorRole::experts_gate_up);
  EXPECT_EQ(role_of("blk.45.nextn.eh_proj.weight", {}), TensorRole::mtp);
}

TEST(TensorRole, OddNamesHaveNoLayer) {
  for (const char* name : {"blk.", "blk.x.attn_q.weight", "blk.99999999999.attn_q.weight", "blk.-1.a", ""}) {
    EXPECT_EQ(parse_tensor_name(name).layer, std::nullopt) << name;
  }
}

TEST(Anatomy, CountsWeightsByRoleAndLayer) {
  ModelBuilder model(15);
  model.add("token_embd.weight", {256, 8}, q8_0).add("output_norm.weight", {256}, f32);
  model.add("blk.0.attn_q.weight", {256, 8}, q4_k).add("blk.1.attn_q.weight", {256, 8}, q6_k);
  const core::Anatomy anatomy = describe(model.read());
  EXPECT_EQ(anatomy.layers, 2U);
  EXPECT_TRUE(anatomy.tied_output);
  EXPECT_EQ(anatomy.all.weights, 3U * 256 * 8) << "norms are no weights";
  ASSERT_EQ(anatomy.roles.size(), 2U);
  EXPECT_EQ(anatomy.roles[1].role, TensorRole::attention_q);
  EXPECT_DOUBLE_EQ(anatomy.roles[1].share.bits(), (4.5 + 6.5625) / 2);
  ASSERT_EQ(anatomy.by_layer.size(), 2U);
  EXPECT_DOUBLE_EQ(anatomy.by_layer[1].share.bits(), 6.5625);
}

TEST(Anatomy, IsToldInWords) {
  const auto words = [](ModelBuilder& model) { return describe(model.read()).in_words(); };
  ModelBuilder plain(15);
  plain.dense(q4_k, q4_k);
  EXPECT_EQ(words(plain), "Q4_K, embedding Q6_K, output Q6_K");
  ModelBuilder mixed(15);
  mixed.dense(q8_0, q4_k).metadata().number("quantize.imatrix.entries_count", 28);
  EXPECT_EQ(words(mixed), "Q4_K, embedding Q6_K, output Q6_K, attention Q8_0, imatrix");
  ModelBuilder tied(7);
  tied.add("token_embd.weight", {256, 64}, q6_k).add("blk.0.ffn_up.weight", {256, 8}, q8_0);
  EXPECT_EQ(words(tied), "Q8_0, embedding and output Q6_K");
}

TEST(Anatomy, SaysWhereTheImportanceMatrixComesFrom) {
  ModelBuilder model;
  model.add("blk.0.ffn_up.weight", {256, 8}, q4_k);
  EXPECT_FALSE(describe(model.read()).imatrix);
  model.metadata().text("quantize.imatrix.dataset", "calibration.txt").number("quantize.imatrix.chunks_count", 125);
  const auto imatrix = describe(model.read()).imatrix;
  ASSERT_TRUE(imatrix);
  EXPECT_EQ(imatrix->dataset, "calibration.txt");
  EXPECT_EQ(imatrix->chunks, 125U);
  EXPECT_EQ(imatrix->entries, std::nullopt);
}

}  // namespace
}  // namespace quantladder::gguf
