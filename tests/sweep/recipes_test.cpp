#include "quantladder/sweep/recipes.h"

#include <gmock/gmock.h>

#include "quantladder/core/error.h"
#include "quantladder/sys/files.h"

namespace quantladder::sweep {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class Recipes : public ::testing::Test {
 protected:
  std::vector<core::Recipe> read(const std::string& list) {
    const auto file = folder_.path() / "recipes.json";
    sys::write_file(file, "{\"recipes\": [" + list + "]}");
    return read_recipes(file);
  }
  std::string refusal(const std::string& list) {
    try {
      read(list);
      return "";
    } catch (const core::Error& error) {
      EXPECT_EQ(error.kind(), core::ErrorKind::usage);
      return error.what();
    }
  }
  sys::TempDir folder_;
};

TEST_F(Recipes, AreReadWithAllTheirKeys) {
  const auto recipes = read(R"({"id": "a", "type": "Q8_0"},
    {"id": "b", "type": "Q4_K_M", "tensor_types": [{"tensors": "attn_.*", "type": "q8_0"}, {"tensors": "ffn", "type": "Q5_K"}],
     "output": "q6_K", "embedding": "f16", "pure": true, "imatrix": false, "about": "why"})");
  ASSERT_EQ(recipes.size(), 2U);
  EXPECT_EQ(recipes[0], (core::Recipe{.id = "a", .type = "Q8_0"}));
  EXPECT_EQ(recipes[1], (core::Recipe{.id = "b",
                                      .type = "Q4_K_M",
                                      .tensor_types = {{"attn_.*", "q8_0"}, {"ffn", "Q5_K"}},
                                      .output = "q6_K",
                                      .embedding = "f16",
                                      .pure = true,
                                      .imatrix = false,
                                      .about = "why"}));
  EXPECT_EQ(in_words(recipes[0]), "Q8_0");
  EXPECT_EQ(in_words(recipes[1]), "Q4_K_M: attn_.* q8_0, ffn Q5_K, output q6_K, embedding f16, pure");
}

TEST_F(Recipes, WhatIsWrongIsNamedWithItsPlace) {
  EXPECT_THAT(refusal(""), HasSubstr("/recipes: name at least one"));
  EXPECT_THAT(refusal(R"({"type": "Q8_0"})"), HasSubstr("/recipes/0/id"));
  EXPECT_THAT(refusal(R"({"id": "a"})"), HasSubstr("/recipes/0/type"));
  EXPECT_THAT(refusal(R"({"id": "../a", "type": "Q8_0"})"), HasSubstr("/recipes/0/id: '../a'"));
  EXPECT_THAT(refusal(R"({"id": "a", "type": "Q8_0"}, {"id": "a", "type": "Q6_K"})"),
              HasSubstr("/recipes/1/id: 'a' is given twice"));
  EXPECT_THAT(refusal(R"({"id": "a", "type": "Q8_0", "output": "q9_0"})"), HasSubstr("'q9_0' is no type of tensors"));
  EXPECT_THAT(refusal(R"({"id": "a", "type": "Q8_0", "ouput": "q8_0"})"),
              AllOf(HasSubstr("ouput"), HasSubstr("output")));
  EXPECT_THAT(refusal(R"({"id": "a", "type": "Q8_0", "tensor_types": [{"tensors": "attn_(", "type": "q8_0"}]})"),
              HasSubstr("/recipes/0/tensor_types/0/tensors: 'attn_(' is no regular expression"));
  EXPECT_THAT(refusal(R"({"id": "a", "type": "Q8_0", "tensor_types": [{"tensors": "a=b", "type": "q8_0"}]})"),
              HasSubstr("without '='"));
  EXPECT_THAT(refusal(R"({"id": "a", "type": "Q8_0", "tensor_types": [{"tensors": "attn", "type": "Q4_K_M"}]})"),
              HasSubstr("'Q4_K_M' is no type of tensors"));
}

TEST_F(Recipes, ThoseThatShipAreThereAndDiffer) {
  const auto recipes = read_recipes(default_recipes());
  EXPECT_GE(recipes.size(), 9U);
  int mixed = 0;
  for (const core::Recipe& recipe : recipes) mixed += in_words(recipe) != recipe.type ? 1 : 0;
  EXPECT_EQ(mixed, 3);
}

}  // namespace
}  // namespace quantladder::sweep
