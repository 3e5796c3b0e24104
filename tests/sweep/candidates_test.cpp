#include "tiny_sweep.h"

namespace quantladder::sweep {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST_F(TinySweep, EveryCandidateHasItsTypesAndItsSizeBeforeItIsMade) {
  add({.id = "q8_0", .type = "Q8_0"});
  add({.id = "mix", .type = "Q8_0", .tensor_types = {{"ffn_down", "q4_0"}}});
  const Plan plan = plan_candidates(settings_);
  ASSERT_EQ(plan.candidates.size(), 2U);
  EXPECT_EQ(plan.candidates[0].types.at("blk.0.ffn_down.weight"), "Q8_0");
  EXPECT_EQ(plan.candidates[1].types.at("blk.0.ffn_down.weight"), "Q4_0");
  EXPECT_GT(plan.candidates[0].bytes, plan.candidates[1].bytes);
  EXPECT_FALSE(plan.candidates[0].is_made);
  EXPECT_EQ(plan.bytes_to_make(), plan.candidates[0].bytes + plan.candidates[1].bytes);
  EXPECT_GT(plan.cpu_seconds_to_make(), 0);
}

TEST_F(TinySweep, ATypeOrARuleThatMeansNothingIsRefusedBeforeAnythingIsMade) {
  add({.id = "bad", .type = "Q4_K_N"});
  EXPECT_THAT(refusal(), AllOf(HasSubstr("recipes.json: recipe bad: llama-quantize makes no Q4_K_N"),
                               HasSubstr("did you mean Q4_K_")));
  settings_.recipes = {{.id = "bad", .type = "Q8_0", .tensor_types = {{"attn_z", "q8_0"}}}};
  EXPECT_THAT(refusal(), HasSubstr("recipe bad: no tensor of " + settings_.source + " has a name with 'attn_z'"));
}

TEST_F(TinySweep, AQuantizedSourceIsRefusedUnlessThatIsAccepted) {
  add({.id = "a", .type = "Q8_0"});
  EXPECT_EQ(refusal(), "");
  settings_.allow_requantize = false;
  EXPECT_EQ(refusal(), "") << "the tiny model is in floats";
}

TEST_F(TinySweep, AnImatrixThatIsNotThereIsNamed) {
  add({.id = "a", .type = "Q8_0"});
  settings_.imatrix = "/nowhere/im.gguf";
  EXPECT_THAT(refusal(), HasSubstr("/nowhere/im.gguf: no such file"));
}

TEST_F(TinySweep, TooLargeOnesAreLeftOutAndSoAreThoseThatComeToTheSame) {
  add({.id = "f16", .type = "F16"});
  add({.id = "q8_0", .type = "Q8_0"});
  add({.id = "same", .type = "Q8_0", .tensor_types = {{"attn_q", "q8_0"}}});
  Plan plan = plan_candidates(settings_);
  EXPECT_EQ(plan.candidates[2].left_out, "it comes to the same as q8_0");
  EXPECT_THAT(plan.notes, ElementsAre("same: it comes to the same as q8_0"));
  settings_.most_bytes = plan.candidates[1].bytes;
  plan = plan_candidates(settings_);
  EXPECT_THAT(plan.candidates[0].left_out, HasSubstr("GiB is more than"));
  EXPECT_EQ(plan.candidates[1].left_out, "");
}

TEST_F(TinySweep, MoreThanTheBudgetIsRefusedWithTheFigure) {
  add({.id = "a", .type = "Q8_0"});
  settings_.budget_bytes = 1000;
  EXPECT_THAT(refusal(), AllOf(HasSubstr("the candidates take"), HasSubstr("--budget")));
}

}  // namespace
}  // namespace quantladder::sweep
