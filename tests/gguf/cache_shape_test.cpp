#include "gguf/cache_shape.h"

#include <gmock/gmock.h>

#include "quantladder/sys/files.h"
#include "support/gguf_bytes_builder.h"

namespace quantladder::gguf {
namespace {

using core::CacheLayers;
using test::GgufBytesBuilder;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::uint32_t kBool = 7;
constexpr std::uint32_t kInt32 = 5;
constexpr std::uint32_t kArray = 9;

class CacheShape : public ::testing::Test {
 protected:
  // Eight layers of four heads that are 64 wide.
  GgufBytesBuilder header(const std::string& architecture) {
    arch_ = architecture;
    GgufBytesBuilder bytes;
    bytes.text("general.architecture", architecture).number(architecture + ".block_count", 8);
    bytes.number(architecture + ".embedding_length", 256).number(architecture + ".attention.head_count", 4);
    return bytes;
  }
  std::string key(const std::string& name) const { return arch_ + "." + name; }
  std::string array(const std::string& name, std::uint32_t type, std::size_t width,
                    const std::vector<std::uint32_t>& values) const {
    std::string pair = GgufBytesBuilder::string(key(name)) + GgufBytesBuilder::u32(kArray) +
                       GgufBytesBuilder::u32(type) + GgufBytesBuilder::u64(values.size());
    for (const std::uint32_t value : values) pair += GgufBytesBuilder::u32(value).substr(0, width);
    return pair;
  }
  core::CacheShape shape_of(GgufBytesBuilder bytes, const std::string& tensor = "blk.0.attn_q.weight") const {
    bytes.tensor(tensor, {32}, 0, 0).data(128).write(folder_.path() / "model.gguf");
    return cache_shape(read_model_file(folder_.path() / "model.gguf"));
  }

 private:
  sys::TempDir folder_;
  std::string arch_;
};

TEST_F(CacheShape, IsOfTheKeyAndValueHeadsOfEveryLayer) {
  GgufBytesBuilder bytes = header("llama");
  EXPECT_THAT(shape_of(bytes).layers, ElementsAre(CacheLayers{8, 256, 256, 0}));
  bytes.number("llama.attention.head_count_kv", 2).number("llama.attention.value_length", 32);
  EXPECT_THAT(shape_of(bytes).layers, ElementsAre(CacheLayers{8, 128, 64, 0}));
}

TEST_F(CacheShape, AnArchitectureMayHaveAWindowInAllButTheLastOfAPeriod) {
  GgufBytesBuilder bytes = header("gemma3");
  EXPECT_THAT(shape_of(bytes).layers, ElementsAre(CacheLayers{8, 256, 256, 0})) << "no window";
  bytes.number("gemma3.attention.sliding_window", 512);
  EXPECT_THAT(shape_of(bytes).layers, ElementsAre(CacheLayers{7, 256, 256, 512}, CacheLayers{1, 256, 256, 0}));
  bytes.number("gemma3.attention.sliding_window_pattern", 2);
  EXPECT_THAT(shape_of(bytes).layers, ElementsAre(CacheLayers{4, 256, 256, 512}, CacheLayers{4, 256, 256, 0}));
}

TEST_F(CacheShape, AWindowThatLlamaCppDoesNotUseIsNone) {
  GgufBytesBuilder bytes = header("phi3");
  EXPECT_THAT(shape_of(bytes.number("phi3.attention.sliding_window", 512)).layers,
              ElementsAre(CacheLayers{8, 256, 256, 0}));
}

TEST_F(CacheShape, TheFileMaySayWhatEachLayerHas) {
  GgufBytesBuilder bytes = header("gemma4");
  bytes.number("gemma4.attention.sliding_window", 512);
  EXPECT_EQ(shape_of(bytes).not_known, "its header does not say which layers look back at a window only");
  bytes.raw_pair(array("attention.sliding_window_pattern", kBool, 1, {1, 1, 1, 0, 1, 1, 1, 0}));
  bytes.raw_pair(array("attention.head_count_kv", kInt32, 4, {2, 2, 2, 1, 2, 2, 2, 1}));
  bytes.number("gemma4.attention.key_length", 128).number("gemma4.attention.value_length", 128);
  bytes.number("gemma4.attention.key_length_swa", 64).number("gemma4.attention.value_length_swa", 64);
  EXPECT_THAT(shape_of(bytes).layers, ElementsAre(CacheLayers{6, 128, 128, 512}, CacheLayers{2, 128, 128, 0}));
  bytes.number("gemma4.attention.shared_kv_layers", 4);
  EXPECT_THAT(shape_of(bytes).layers, ElementsAre(CacheLayers{3, 128, 128, 512}, CacheLayers{1, 128, 128, 0}));
}

TEST_F(CacheShape, LayersThatPredictFurtherTokensHaveNone) {
  GgufBytesBuilder bytes = header("glm4moe");
  EXPECT_THAT(shape_of(bytes.number("glm4moe.nextn_predict_layers", 1)).layers,
              ElementsAre(CacheLayers{7, 256, 256, 0}));
}

TEST_F(CacheShape, OfOtherArchitecturesItIsNotKnown) {
  EXPECT_EQ(shape_of(header("qwen35"), "blk.0.ssm_out.weight").not_known, "it is a recurrent or hybrid model");
  EXPECT_EQ(shape_of(header("deepseek2")).not_known, "how an architecture of its kind keeps its cache is not known");
  EXPECT_THAT(shape_of(header("deepseek2")).layers, IsEmpty());
}

TEST_F(CacheShape, AHeaderThatSaysTooLittleOrTooMuchTellsNothing) {
  GgufBytesBuilder bytes;
  bytes.text("general.architecture", "llama");
  EXPECT_NE(shape_of(bytes).not_known, "");
  bytes.number("llama.block_count", 4'000'000'000U);
  EXPECT_NE(shape_of(bytes).not_known, "");
  GgufBytesBuilder wide = header("llama");
  EXPECT_NE(shape_of(wide.number("llama.attention.key_length", 4'000'000'000U)).not_known, "");
}

TEST(CacheTypes, AreOfTheSizesThatTensorsOfTheirTypesHave) {
  for (const core::CacheType& type : core::cache_types()) {
    const auto tensor = find_tensor_type_called(type.name);
    ASSERT_TRUE(tensor) << type.name;
    EXPECT_EQ(tensor->block_elements, type.block_elements) << type.name;
    EXPECT_EQ(tensor->block_bytes, type.block_bytes) << type.name;
  }
}

}  // namespace
}  // namespace quantladder::gguf
