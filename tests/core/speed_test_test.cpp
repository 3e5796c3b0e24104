#include "quantladder/core/speed_test.h"

#include <gtest/gtest.h>

namespace quantladder::core {
namespace {

TEST(SpeedTest, IsToldByItsName) {
  const auto prompt = parse_speed_test("pp512");
  ASSERT_TRUE(prompt);
  EXPECT_EQ(prompt->prompt, 512);
  EXPECT_EQ(prompt->generated, 0);
  EXPECT_EQ(prompt->depth, 0);
  const auto deep = parse_speed_test("tg128@d4096");
  ASSERT_TRUE(deep);
  EXPECT_EQ(to_string(*deep), "tg128@d4096");
  EXPECT_EQ(to_string(*prompt), "pp512");
  EXPECT_EQ(deep->prompt, 0);
  EXPECT_EQ(deep->generated, 128);
  EXPECT_EQ(deep->depth, 4096);
}

TEST(SpeedTest, OfTheServerIsOneOfGenerationBehindAPrompt) {
  const auto test = parse_speed_test("served-tg128@d512");
  ASSERT_TRUE(test);
  EXPECT_TRUE(test->is_served);
  EXPECT_EQ(test->generated, 128);
  EXPECT_EQ(test->depth, 512);
  EXPECT_EQ(to_string(*test), "served-tg128@d512");
  EXPECT_FALSE(parse_speed_test("tg128@d512")->is_served);
  for (const char* id : {"served-tg128", "served-pp128@d512", "served-", "servedtg128@d512"})
    EXPECT_FALSE(parse_speed_test(id)) << id;
}

TEST(SpeedTest, HasOneNameOnly) {
  for (const char* id :
       {"", "pp", "512", "pp0", "pp0512", "pp-1", "pp+1", "pp 512", "pp512 ", "PP512", "pp512@", "pp512@d", "pp512@d0",
        "pp512@4096", "pp512@d4096x", "pp512tg128", "pp1048577", "pp99999999999"}) {
    EXPECT_FALSE(parse_speed_test(id)) << id;
  }
  EXPECT_TRUE(parse_speed_test("pp1048576"));
}

}  // namespace
}  // namespace quantladder::core
