#include "quantladder/gguf/gguf.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "quantladder/core/error.h"
#include "quantladder/gguf/types.h"
#include "quantladder/sys/files.h"
#include "support/gguf_bytes_builder.h"
#include "support/real_llama.h"

namespace quantladder::gguf {
namespace {

using test::GgufBytesBuilder;
using ::testing::AllOf;
using ::testing::HasSubstr;

GgufBytesBuilder small_model(const std::string& architecture = "gemma3") {
  GgufBytesBuilder builder;
  builder.text("general.architecture", architecture).text("general.name", "Small").number("general.file_type", 15);
  builder.number("gemma3.context_length", 32768).text("tokenizer.ggml.model", "llama");
  builder.texts("tokenizer.ggml.tokens", {"a", "b", "c"}).floats("tokenizer.ggml.scores", 3);
  builder.tensor("a", {256, 2}, 12, 0).tensor("b", {64}, 0, 288).data(288 + 256);
  return builder;
}

class Gguf : public ::testing::Test {
 protected:
  std::filesystem::path file(const std::string& bytes, const std::string& name = "m.gguf") {
    sys::write_file(folder_.path() / name, bytes);
    return folder_.path() / name;
  }
  std::string error_of(const std::filesystem::path& path) {
    try {
      read_gguf(path);
    } catch (const core::Error& error) {
      EXPECT_EQ(error.kind(), core::ErrorKind::usage);
      return error.what();
    }
    return "no error";
  }
  sys::TempDir folder_;
};

TEST_F(Gguf, TellsWhatTheHeaderSays) {
  const auto facts = read_gguf(file(small_model().bytes()));
  EXPECT_EQ(facts.architecture, "gemma3");
  EXPECT_EQ(facts.name, "Small");
  EXPECT_EQ(facts.file_type, "Q4_K - Medium");
  EXPECT_EQ(facts.context_length, 32768U);
  EXPECT_EQ(facts.vocabulary, 3U);
  EXPECT_EQ(facts.chat_template_sha256, "");
}

TEST_F(Gguf, CountsTensorsByTheirTypesBlocks) {
  const auto facts = read_gguf(file(small_model().bytes()));
  EXPECT_EQ(facts.tensor_bytes, 2 * 144U + 64 * 4U);  // two Q4_K blocks of 256 elements, 64 floats
  EXPECT_EQ(facts.parameters, 512U + 64U);
  EXPECT_DOUBLE_EQ(facts.bits_per_weight(), 8.0 * 544 / 576);
  EXPECT_EQ(facts.tensor_types, (std::map<std::string, int>{{"F32", 1}, {"Q4_K", 1}}));
}

TEST_F(Gguf, VersionTwoReadsLikeThree) {
  GgufBytesBuilder builder(2);
  builder.text("general.architecture", "llama").tensor("w", {32}, 0, 0).data(128);
  EXPECT_EQ(read_gguf(file(builder.bytes())).architecture, "llama");
}

TEST_F(Gguf, ReadsTheTinyModelThatLlamaServerLoads) {
  const auto facts = read_gguf(test::tiny_model());
  EXPECT_EQ(facts.architecture, "llama");
  EXPECT_EQ(facts.vocabulary, 262U);
  EXPECT_DOUBLE_EQ(facts.bits_per_weight(), 32.0);
  EXPECT_EQ(facts.chat_template_sha256.size(), 64U);
}

TEST_F(Gguf, TokenizerHashChangesWithEachOfItsParts) {
  const auto hash_of = [&](const GgufBytesBuilder& builder) {
    return read_gguf(file(GgufBytesBuilder(builder).tensor("w", {32}, 0, 0).data(128).bytes())).tokenizer_sha256;
  };
  const auto base = [] { return GgufBytesBuilder().text("tokenizer.ggml.model", "gpt2"); };
  const std::set<std::string> hashes{
      hash_of(base().texts("tokenizer.ggml.tokens", {"ab", "c"})),
      hash_of(base().texts("tokenizer.ggml.tokens", {"a", "bc"})),
      hash_of(base().texts("tokenizer.ggml.tokens", {"ab", "c"}).texts("tokenizer.ggml.merges", {"a b"})),
      hash_of(base().texts("tokenizer.ggml.tokens", {"ab", "c"}).text("tokenizer.ggml.pre", "qwen2")),
      hash_of(GgufBytesBuilder().text("tokenizer.ggml.model", "llama").texts("tokenizer.ggml.tokens", {"ab", "c"})),
  };
  EXPECT_EQ(hashes.size(), 5U);
}

TEST_F(Gguf, TokenizerHashIgnoresTheRestOfTheFile) {
  auto other = small_model();
  other.text("general.basename", "Another");
  EXPECT_EQ(read_gguf(file(small_model().bytes())).tokenizer_sha256, read_gguf(file(other.bytes())).tokenizer_sha256);
}

TEST_F(Gguf, ChatTemplateIsHashed) {
  GgufBytesBuilder builder;
  builder.text("tokenizer.chat_template", "abc").tensor("w", {32}, 0, 0).data(128);
  EXPECT_EQ(read_gguf(file(builder.bytes())).chat_template_sha256,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_F(Gguf, AnUnknownTensorTypeReachesToTheNextTensor) {
  GgufBytesBuilder builder;
  builder.tensor("odd", {256}, 250, 0).tensor("known", {32}, 0, 96).data(96 + 128);
  const auto facts = read_gguf(file(builder.bytes()));
  EXPECT_EQ(facts.tensor_bytes, 96U + 128U);
  EXPECT_EQ(facts.tensor_types.at("type 250"), 1);
}

TEST_F(Gguf, ATypeOfIkLlamaCppHasAHeaderInEachRow) {
  GgufBytesBuilder builder;
  builder.tensor("w", {256, 3}, 144, 0).data(3 * (4 + 136));
  EXPECT_EQ(read_gguf(file(builder.bytes())).tensor_bytes, 3U * (4 + 136));
  EXPECT_EQ(read_gguf(file(builder.bytes())).tensor_types.at("IQ4_KS"), 1);
}

TEST_F(Gguf, NothingMayStandInItTwice) {
  EXPECT_THAT(error_of(file(small_model().text("general.name", "Other").bytes())), HasSubstr("stands in it twice"));
  EXPECT_THAT(error_of(file(small_model().tensor("b", {64}, 0, 544).data(800).bytes())), HasSubstr("are called \"b\""));
}

TEST_F(Gguf, APipeIsNotWaitedFor) {
  const auto path = folder_.path() / "pipe.gguf";
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  EXPECT_THAT(error_of(path), HasSubstr("not a regular file"));
}

TEST_F(Gguf, MoreTextThanAnyModelHasIsRefused) {
  const std::string megabytes(33 << 20, 'x');
  EXPECT_THAT(error_of(file(GgufBytesBuilder().texts("tokenizer.ggml.tokens", {megabytes, megabytes}).bytes())),
              HasSubstr("more text than any model has"));
}

TEST_F(Gguf, SizesThatCannotBeAreRefused) {
  EXPECT_THAT(error_of(file(GgufBytesBuilder().tensor("a", {0, 5}, 0, 0).bytes())), HasSubstr("impossible number"));
  const std::uint64_t many = std::uint64_t{1} << 49;
  EXPECT_THAT(error_of(file(GgufBytesBuilder().tensor("a", {many}, 0, 0).tensor("b", {many + 1}, 0, 0).bytes())),
              HasSubstr("impossible number"));
  EXPECT_THAT(error_of(file(small_model().number("general.alignment", 24).bytes())), HasSubstr("alignment of 24"));
}

TEST_F(Gguf, ATensorInTwoShardsIsRefused) {
  for (std::uint32_t shard : {0U, 1U}) {
    GgufBytesBuilder builder;
    builder.text("general.architecture", "llama").number("split.no", shard).number("split.count", 2);
    file(builder.tensor("a", {32}, 0, 0).data(128).bytes(), "m-0000" + std::to_string(shard + 1) + "-of-00002.gguf");
  }
  EXPECT_THAT(error_of(folder_.path() / "m-00001-of-00002.gguf"), HasSubstr("stands in another shard too"));
}

TEST_F(Gguf, AnIncompleteDownloadIsNamed) {
  auto bytes = small_model().bytes();
  bytes.pop_back();
  EXPECT_THAT(error_of(file(bytes)), AllOf(HasSubstr("m.gguf: "), HasSubstr("beyond the end of the file")));
}

TEST_F(Gguf, EveryCutThroughTheHeaderIsAnError) {
  const auto bytes = small_model().bytes();
  for (std::size_t length = 0; length < bytes.size(); length += 7) {
    EXPECT_NE(error_of(file(bytes.substr(0, length))), "no error") << length;
  }
}

TEST_F(Gguf, WhatIsNoGgufIsSaidToBeNone) {
  EXPECT_THAT(error_of(file("PK\3\4 a zip file")), HasSubstr("not a GGUF file"));
  EXPECT_THAT(error_of(file("")), HasSubstr("not a GGUF file"));
  EXPECT_THAT(error_of(folder_.path() / "none.gguf"), HasSubstr("No such file"));
  EXPECT_THAT(error_of(folder_.path()), HasSubstr("not a regular file"));
}

TEST_F(Gguf, OtherVersionsAreRefused) {
  EXPECT_THAT(error_of(file(GgufBytesBuilder(1).bytes())), HasSubstr("version 1"));
  EXPECT_THAT(error_of(file(GgufBytesBuilder(0x03000000).bytes())), HasSubstr("big-endian"));
}

TEST_F(Gguf, HostileLengthsCostAnErrorNotMemory) {
  using B = GgufBytesBuilder;
  const std::string huge = B::u64(0x7fff'ffff'ffff'fff0ULL);
  const std::string array_of = B::string("k") + B::u32(9);
  EXPECT_THAT(error_of(file(B().raw_pair(huge + "k").bytes())), HasSubstr("damaged"));
  EXPECT_THAT(error_of(file(B().raw_pair(B::string("k") + B::u32(8) + huge).bytes())), HasSubstr("damaged"));
  EXPECT_THAT(error_of(file(B().raw_pair(array_of + B::u32(8) + huge).bytes())), HasSubstr("damaged"));
  EXPECT_THAT(error_of(file(B().raw_pair(array_of + B::u32(10) + huge).bytes())), HasSubstr("damaged"));
  EXPECT_THAT(error_of(file(B().raw_pair(B::string("k") + B::u32(99)).bytes())), HasSubstr("unknown value type 99"));
  EXPECT_THAT(error_of(file(B().tensor("t", {1ULL << 40, 1ULL << 40}, 0, 0).bytes())), HasSubstr("impossible"));
  EXPECT_THAT(error_of(file(B().tensor("t", {1, 1, 1, 1, 1}, 0, 0).bytes())), HasSubstr("5 dimensions"));
  EXPECT_THAT(error_of(file(B().tensor("t", {1ULL << 49}, 0, 1).bytes())), HasSubstr("beyond the end"));
}

TEST_F(Gguf, NestedArraysEndSomewhere) {
  std::string nest = GgufBytesBuilder::string("k");
  for (int i = 0; i < 50; ++i) nest += GgufBytesBuilder::u32(9) + (i == 0 ? "" : GgufBytesBuilder::u64(1));
  EXPECT_NE(error_of(file(GgufBytesBuilder().raw_pair(nest).bytes())), "no error");
}

TEST_F(Gguf, ShardsAreListedFromAnyOfThem) {
  const auto shards = gguf_shards("/models/big-00002-of-00003.gguf");
  ASSERT_EQ(shards.size(), 3U);
  EXPECT_EQ(shards[0], "/models/big-00001-of-00003.gguf");
  EXPECT_EQ(shards[2], "/models/big-00003-of-00003.gguf");
  EXPECT_EQ(gguf_shards("m-0001-of-00003.gguf").size(), 1U);
}

TEST_F(Gguf, ShardsAreReadAsOneModel) {
  const auto first = file(small_model().number("split.count", 2).bytes(), "m-00001-of-00002.gguf");
  GgufBytesBuilder second;
  second.tensor("c", {32}, 8, 0).data(34);
  file(second.bytes(), "m-00002-of-00002.gguf");
  const auto facts = read_gguf(first);
  EXPECT_EQ(facts.parameters, 576U + 32U);
  EXPECT_EQ(facts.tensor_bytes, 544U + 34U);
  EXPECT_EQ(facts.file_bytes, std::filesystem::file_size(first) + second.bytes().size());
}

TEST_F(Gguf, AMissingShardIsNamed) {
  const auto first = file(small_model().bytes(), "m-00001-of-00002.gguf");
  EXPECT_THAT(error_of(first), HasSubstr("m-00002-of-00002.gguf: No such file"));
}

TEST_F(Gguf, ALaterShardPointsToTheFirst) {
  const auto second = file(small_model().bytes(), "m-00002-of-00002.gguf");
  EXPECT_THAT(error_of(second), HasSubstr("name the first, m-00001-of-00002.gguf"));
}

TEST_F(Gguf, ARenamedShardIsNotTakenForAWholeModel) {
  EXPECT_THAT(error_of(file(small_model().number("split.count", 2).bytes())), HasSubstr("one of 2 shards"));
}

TEST_F(Gguf, OfTheWrongKindIsRefusedWithItsKind) {
  const auto error = [&](const char* key, const char* value) {
    if (std::string(key) == "general.architecture") return error_of(file(small_model(value).bytes()));
    return error_of(file(small_model().text(key, value).bytes()));
  };
  EXPECT_THAT(error("general.type", "mmproj"), HasSubstr("mmproj"));
  EXPECT_THAT(error("general.architecture", "clip"), HasSubstr("mmproj"));
  EXPECT_THAT(error("general.type", "adapter"), HasSubstr("LoRA"));
  EXPECT_THAT(error("adapter.type", "lora"), HasSubstr("LoRA"));
  EXPECT_THAT(error("general.type", "imatrix"), HasSubstr("importance matrix"));
  EXPECT_THAT(error_of(file(small_model().number("imatrix.chunk_count", 3).bytes())), HasSubstr("importance matrix"));
  EXPECT_THAT(error("general.architecture", "nomic-bert"), HasSubstr("embedding"));
  EXPECT_THAT(error("general.architecture", "gemma-embedding"), HasSubstr("embedding"));
  for (const auto* architecture : {"aura", "hidream", "lumina2", "qwen_image", "cosmos", "hyvid", "ltxv"}) {
    EXPECT_THAT(error("general.architecture", architecture), HasSubstr("pictures")) << architecture;
  }
  EXPECT_EQ(error("general.type", "model"), "no error");
}

TEST_F(Gguf, OfTheWrongKindIsKnownByItsTensorsToo) {
  const auto error = [&](const std::vector<std::string>& tensors) {
    GgufBytesBuilder builder;
    builder.text("general.architecture", "qwen2");
    for (std::size_t i = 0; i < tensors.size(); ++i) builder.tensor(tensors[i], {32}, 0, 128 * i);
    return error_of(file(builder.data(128 * tensors.size()).bytes()));
  };
  EXPECT_THAT(error({"blk.0.attn_q.weight.lora_a", "blk.0.attn_q.weight.lora_b"}), HasSubstr("LoRA"));
  EXPECT_THAT(error({"blk.0.attn_q.weight.in_sum2", "blk.0.attn_q.weight.counts"}), HasSubstr("importance matrix"));
  EXPECT_THAT(error({"v.patch_embd.weight", "mm.0.weight"}), HasSubstr("mmproj"));
  EXPECT_THAT(error({"a.conv1d.1.weight", "mm.a.mlp.1.weight"}), HasSubstr("mmproj"));
  EXPECT_EQ(error({"token_embd.weight", "v.patch_embd.weight"}), "no error") << "a model that sees";
  EXPECT_EQ(error({"token_embd.weight", "blk.0.attn_q.weight.lora_a"}), "no error") << "a model that has one inside";
}

TEST_F(Gguf, WithoutTensorsIsNoModel) {
  EXPECT_THAT(error_of(file(GgufBytesBuilder().text("general.architecture", "llama").bytes())),
              HasSubstr("holds no tensors"));
  EXPECT_THAT(error_of(file(GgufBytesBuilder().texts("tokenizer.ggml.tokens", {"a"}).bytes())),
              HasSubstr("vocabulary without weights"));
}

TEST_F(Gguf, WhatIsThereInsteadIsNamed) {
  EXPECT_THAT(error_of(file("")), HasSubstr("empty"));
  EXPECT_THAT(error_of(file("version https://git-lfs.github.com/spec/v1\noid sha256:0\n")), HasSubstr("git lfs pull"));
  EXPECT_THAT(error_of(file("\n<!DOCTYPE html><title>Sign in")), HasSubstr("HTML"));
  EXPECT_THAT(error_of(file(GgufBytesBuilder::u64(20) + "{\"w\": {}}")), HasSubstr("safetensors"));
  EXPECT_THAT(error_of(file("tjgg\1\2\3\4")), HasSubstr("before GGUF"));
  EXPECT_THAT(error_of(file("7z\xbc\xaf\x27\x1c")), HasSubstr("unpack it"));
  EXPECT_THAT(error_of(file("{\"error\": 1}")), HasSubstr("JSON"));
  EXPECT_THAT(error_of(file(std::string(500, '\0'))), HasSubstr("not complete"));
  EXPECT_THAT(error_of(file("something else")), ::testing::EndsWith("not a GGUF file"));
}

TEST_F(Gguf, AShardOfAnotherModelIsRefused) {
  const auto first =
      file(small_model().number("split.count", 2).number("split.no", 0).bytes(), "m-00001-of-00002.gguf");
  const auto second = [&](GgufBytesBuilder builder) {
    file(builder.tensor("c", {32}, 8, 0).data(34).bytes(), "m-00002-of-00002.gguf");
    return error_of(first);
  };
  EXPECT_EQ(second(GgufBytesBuilder().number("split.count", 2).number("split.no", 1)), "no error");
  EXPECT_THAT(second(GgufBytesBuilder().number("split.count", 3).number("split.no", 1)), HasSubstr("same model"));
  EXPECT_THAT(second(GgufBytesBuilder().number("split.count", 2).number("split.no", 0)), HasSubstr("holds shard 1"));
  EXPECT_THAT(second(GgufBytesBuilder().text("general.architecture", "gemma3")), HasSubstr("same model"));
}

TEST_F(Gguf, ALaterShardUnderAnotherNameIsRefused) {
  EXPECT_THAT(error_of(file(small_model().number("split.count", 2).number("split.no", 1).bytes())),
              HasSubstr("holds shard 2"));
}

TEST(GgmlTypes, UnknownNumbersKeepTheirNumber) {
  EXPECT_EQ(tensor_type_name(23), "IQ4_XS");
  EXPECT_EQ(tensor_type_name(4), "type 4");
  EXPECT_EQ(file_type_name(30), "IQ4_XS - 4.25 bpw");
  EXPECT_EQ(file_type_name(99), "type 99");
}

TEST(GgmlTypes, BitsPerWeightAreTheKnownOnes) {
  const auto bits = [](std::uint32_t number) {
    const auto type = *find_tensor_type(number);
    return 8.0 * type.block_bytes / type.block_elements;
  };
  EXPECT_DOUBLE_EQ(bits(12), 4.5);     // Q4_K
  EXPECT_DOUBLE_EQ(bits(14), 6.5625);  // Q6_K
  EXPECT_DOUBLE_EQ(bits(8), 8.5);      // Q8_0
  EXPECT_DOUBLE_EQ(bits(16), 2.0625);  // IQ2_XXS
  EXPECT_DOUBLE_EQ(bits(21), 3.4375);  // IQ3_S
  EXPECT_DOUBLE_EQ(bits(23), 4.25);    // IQ4_XS
  EXPECT_DOUBLE_EQ(bits(39), 4.25);    // MXFP4
}

}  // namespace
}  // namespace quantladder::gguf
