#include "quantladder/gguf/difference.h"

#include <gmock/gmock.h>

#include "gguf/model_builder.h"

namespace quantladder::gguf {
namespace {

using ::testing::IsEmpty;

ModelBuilder two_layers(std::uint32_t attention) {
  ModelBuilder model(15);
  model.add("blk.0.attn_q.weight", {256, 8}, attention).add("blk.0.ffn_up.weight", {256, 8}, q4_k);
  return model;
}

std::string text_of(const std::vector<core::FileDifference::Part>& parts) {
  std::string text;
  for (const auto& part : parts) text += part.name + ": " + part.a + " -> " + part.b + "; ";
  return text;
}

TEST(FileDifference, NamesRolesAndTensorsOfOtherTypes) {
  ModelBuilder a = two_layers(q4_k);
  ModelBuilder b = two_layers(q8_0);
  const auto difference = compare(a.read(), b.read());
  EXPECT_EQ(text_of(difference.tensors), "blk.0.attn_q.weight: Q4_K 256 x 8 -> Q8_0 256 x 8; ");
  ASSERT_EQ(difference.roles.size(), 1U);
  EXPECT_EQ(difference.roles[0].role, core::TensorRole::attention_q);
  EXPECT_DOUBLE_EQ(difference.roles[0].b.bits(), 8.5);
  EXPECT_EQ(difference.equal_types, 1);
  EXPECT_EQ(difference.equal_data, std::nullopt);
  EXPECT_THAT(difference.metadata, IsEmpty());
}

TEST(FileDifference, NamesMetadataOfEveryKind) {
  ModelBuilder a = two_layers(q4_k);
  ModelBuilder b = two_layers(q4_k);
  a.metadata().text("general.name", "One").texts("tokenizer.ggml.tokens", {"x", "y"}).number("llama.context_length", 8);
  b.metadata()
      .text("general.name", "Two")
      .texts("tokenizer.ggml.tokens", {"x", "z"})
      .number("llama.context_length", 16);
  b.metadata().text("general.url", std::string(100, 'u'));
  const std::string text = text_of(compare(a.read(), b.read()).metadata);
  EXPECT_THAT(text, ::testing::HasSubstr("general.name: \"One\" -> \"Two\"; "));
  EXPECT_THAT(text, ::testing::HasSubstr("general.url:  -> 100 bytes, SHA-256 "));
  EXPECT_THAT(text, ::testing::HasSubstr("llama.context_length: 8 -> 16; "));
  EXPECT_THAT(text,
              ::testing::ContainsRegex("tokenizer.ggml.tokens: 2 values of type 8, SHA-256 [0-9a-f]+ -> 2 values"));
}

TEST(FileDifference, AnEmptyTextIsNoMissingOneAndANumberNoText) {
  ModelBuilder a = two_layers(q4_k);
  ModelBuilder b = two_layers(q4_k);
  a.metadata().text("general.url", "").text("x", "1");
  b.metadata().number("x", 1);
  EXPECT_EQ(text_of(compare(a.read(), b.read()).metadata), "general.url: \"\" -> ; x: \"1\" -> 1; ");
}

TEST(FileDifference, AnotherChatTemplateIsAWarning) {
  ModelBuilder a = two_layers(q4_k);
  ModelBuilder b = two_layers(q4_k);
  a.metadata().text("tokenizer.chat_template", "{{ a }}");
  ASSERT_EQ(compare(a.read(), b.read()).findings.size(), 1U);
  EXPECT_EQ(compare(a.read(), b.read()).findings[0].id, "other-template");
  b.metadata().text("tokenizer.chat_template", "{{ a }}");
  EXPECT_THAT(compare(a.read(), b.read()).findings, IsEmpty());
}

TEST(FileDifference, TheSameDataUnderOtherMetadataAreSaid) {
  ModelBuilder a = two_layers(q4_k);
  ModelBuilder b = two_layers(q4_k);
  const auto finding = [&] {
    const ModelFile of_a = a.read();
    const ModelFile of_b = b.read();
    const DeepLook deep_a = look_deep(of_a, {});
    const DeepLook deep_b = look_deep(of_b, {});
    const auto difference = compare(of_a, of_b, &deep_a, &deep_b);
    EXPECT_EQ(difference.equal_data, 2);
    return difference.findings.at(0).id;
  };
  EXPECT_EQ(finding(), "same-bytes");
  b.metadata().text("general.name", "Copy");
  EXPECT_EQ(finding(), "same-tensors");
}

}  // namespace
}  // namespace quantladder::gguf
