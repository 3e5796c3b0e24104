#include "quantladder/gguf/deep.h"

#include <gmock/gmock.h>

#include <fstream>

#include "gguf/block_scales.h"
#include "gguf/model_builder.h"

namespace quantladder::gguf {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A model of one tensor with these bytes.
struct Written {
  sys::TempDir folder;
  ModelFile model;

  Written(const std::vector<std::uint64_t>& shape, std::uint32_t type, const std::string& bytes) {
    test::GgufBytesBuilder builder;
    builder.text("general.architecture", "llama").tensor("blk.0.ffn_up.weight", shape, type, 0).data(bytes.size());
    std::string file = builder.bytes();
    file.replace(file.size() - bytes.size(), bytes.size(), bytes);
    sys::write_file(folder.path() / "m.gguf", file);
    model = read_model_file(folder.path() / "m.gguf");
  }
  std::vector<core::Finding> findings() const { return look_deep(model, {}).findings; }
};

std::string ones(std::size_t bytes) { return std::string(bytes, '\x01'); }

TEST(DeepLook, HashesTheDataOfEachTensor) {
  const Written written({32, 2}, f32, ones(256));
  EXPECT_THAT(look_deep(written.model, {}).sha256, ElementsAre(sys::sha256_hex(ones(256))));
  EXPECT_THAT(written.findings(), IsEmpty());
}

TEST(DeepLook, TellsHowFarItIs) {
  const Written written({32, 2}, f32, ones(256));
  std::vector<std::pair<std::uint64_t, std::uint64_t>> told;
  look_deep(written.model, [&](std::uint64_t done, std::uint64_t total) { told.emplace_back(done, total); });
  EXPECT_THAT(told, ElementsAre(std::pair(256U, 256U)));
}

TEST(DeepLook, AWeightThatIsNoNumberIsAnError) {
  std::string bytes = ones(256);
  bytes.replace(252, 4, std::string("\x00\x00\xc0\x7f", 4));
  const auto findings = Written({32, 2}, f32, bytes).findings();
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].id, "nan-scales");
  EXPECT_EQ(findings[0].severity, core::Severity::error);
}

TEST(DeepLook, AScaleThatIsInfiniteIsAnErrorButNotTheSameBytesElsewhere) {
  std::string bytes = ones(2 * 34);
  bytes.replace(34, 2, std::string("\x00\x7c", 2));
  EXPECT_EQ(Written({32, 2}, q8_0, bytes).findings().size(), 1U);
  bytes = ones(2 * 34);
  bytes.replace(36, 2, std::string("\x00\x7c", 2));
  EXPECT_THAT(Written({32, 2}, q8_0, bytes).findings(), IsEmpty());
}

TEST(DeepLook, AMatrixOfZerosIsAnErrorAndAVectorIsNone) {
  EXPECT_EQ(Written({32, 2}, f32, std::string(256, '\0')).findings().size(), 1U);
  EXPECT_THAT(Written({64}, f32, std::string(256, '\0')).findings(), IsEmpty());
}

TEST(DeepLook, DataBeyondTheFileAreLeftOut) {
  test::GgufBytesBuilder builder;
  builder.text("general.architecture", "llama").tensor("w", {32, 2}, f32, 0).data(100);
  const sys::TempDir folder;
  builder.write(folder.path() / "m.gguf");
  EXPECT_THAT(look_deep(read_model_file(folder.path() / "m.gguf"), {}).sha256, ElementsAre(""));
}

TEST(DeepLook, DataThatOverlapAreReadOnce) {
  test::GgufBytesBuilder builder;
  builder.text("general.architecture", "llama").tensor("a", {32, 2}, f32, 0).tensor("b", {32, 2}, f32, 32).data(512);
  const sys::TempDir folder;
  builder.write(folder.path() / "m.gguf");
  EXPECT_EQ(look_deep(read_model_file(folder.path() / "m.gguf"), {}).sha256[1], "");
}

TEST(BlockScales, OfEveryTypeAreWhereItsLayoutHasThem) {
  struct Case {
    std::uint32_t type;
    std::size_t at;
    std::string bad;
  };
  const std::string half("\x00\x7e", 2);
  for (const Case& each : std::vector<Case>{{2, 0, half},
                                            {3, 2, half},
                                            {7, 2, half},
                                            {10, 80, half},
                                            {10, 82, half},
                                            {11, 108, half},
                                            {12, 0, half},
                                            {13, 2, half},
                                            {14, 208, half},
                                            {20, 0, half},
                                            {23, 0, half},
                                            {30, 0, std::string("\x80\x7f", 2)},
                                            {34, 52, half},
                                            {35, 64, half},
                                            {39, 0, "\xff"},
                                            {40, 3, "\x7f"},
                                            {42, 0, half},
                                            {29, 54, std::string("\x00\x70", 2)}}) {
    std::string block(find_tensor_type(each.type)->block_bytes, '\0');
    const auto is_bad = [&] {
      return find_scale_check(each.type)(reinterpret_cast<const unsigned char*>(block.data()));
    };
    if (each.type == 29) block[53] = '\xc0';  // the upper bits of the third word
    EXPECT_FALSE(is_bad()) << each.type;
    block.replace(each.at, each.bad.size(), each.bad);
    EXPECT_TRUE(is_bad()) << each.type;
  }
}

}  // namespace
}  // namespace quantladder::gguf
