#include <gmock/gmock.h>

#include "quantladder/core/error.h"
#include "quantladder/sys/files.h"
#include "quantladder/tasks/suite.h"

namespace quantladder::tasks {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(SpeedTest, IsToldByItsName) {
  const auto prompt = parse_speed_test("pp512");
  ASSERT_TRUE(prompt);
  EXPECT_EQ(prompt->prompt_tokens, 512);
  EXPECT_EQ(prompt->generated_tokens, 0);
  EXPECT_EQ(prompt->depth, 0);
  const auto deep = parse_speed_test("tg128@d4096");
  ASSERT_TRUE(deep);
  EXPECT_EQ(deep->id, "tg128@d4096");
  EXPECT_EQ(deep->prompt_tokens, 0);
  EXPECT_EQ(deep->generated_tokens, 128);
  EXPECT_EQ(deep->depth, 4096);
}

TEST(SpeedTest, HasOneNameOnly) {
  for (const char* id :
       {"", "pp", "512", "pp0", "pp0512", "pp-1", "pp+1", "pp 512", "pp512 ", "PP512", "pp512@", "pp512@d", "pp512@d0",
        "pp512@4096", "pp512@d4096x", "pp512tg128", "pp1048577", "pp99999999999"}) {
    EXPECT_FALSE(parse_speed_test(id)) << id;
  }
  EXPECT_TRUE(parse_speed_test("pp1048576"));
}

class SpeedSuite : public ::testing::Test {
 protected:
  Suite load(const std::string& keys) {
    sys::write_file(dir_.path() / "suite.json",
                    R"({"id": "s", "version": "1", "title": "S", "kind": "speed", )" + keys + "}");
    return load_suite(dir_.path());
  }
  std::string error_of(const std::string& keys) {
    try {
      load(keys);
    } catch (const core::Error& error) {
      EXPECT_EQ(error.kind(), core::ErrorKind::usage);
      return error.what();
    }
    return "no error";
  }

  sys::TempDir dir_;
};

TEST_F(SpeedSuite, HasTestsAndNoTasks) {
  const Suite suite = load(R"("tests": ["pp512", "tg64@d640"], "repetitions": 3)");
  EXPECT_EQ(suite.kind, core::SuiteKind::speed);
  EXPECT_TRUE(suite.tasks.empty());
  ASSERT_EQ(suite.speed_tests.size(), 2U);
  EXPECT_EQ(suite.speed_tests[1].depth, 640);
  EXPECT_EQ(suite.speed_tests[1].repetitions, 3);
}

TEST_F(SpeedSuite, IsAnotherWhenItAsksForSomethingElse) {
  const auto hash = [&](const std::string& keys) { return load(keys).prompts_sha256; };
  EXPECT_EQ(hash(R"("tests": ["pp512"])"), hash(R"("tests": ["pp512"], "repetitions": 5)"));
  EXPECT_NE(hash(R"("tests": ["pp512"])"), hash(R"("tests": ["pp512"], "repetitions": 4)"));
  EXPECT_NE(hash(R"("tests": ["pp512"])"), hash(R"("tests": ["pp256"])"));
  EXPECT_EQ(for_python(load(R"("tests": ["pp512"])"), "3.11.2").prompts_sha256, hash(R"("tests": ["pp512"])"));
}

TEST_F(SpeedSuite, FaultsNameThePlaceAndTheRemedy) {
  EXPECT_THAT(error_of(R"("tests": ["pp512", "pg512"])"),
              AllOf(HasSubstr("suite.json: /tests: \"pg512\" is no test"), HasSubstr("tg128@d4096")));
  EXPECT_THAT(error_of(R"("tests": [])"), HasSubstr("/tests: names no test"));
  EXPECT_THAT(error_of(R"("tests": ["pp512", "pp512"])"), HasSubstr("/tests: names pp512 twice"));
  EXPECT_THAT(error_of(R"("tests": ["pp512"], "repetitions": 0)"), HasSubstr("/repetitions: must be between 1 and"));
  EXPECT_THAT(error_of(R"("tests": ["pp512"], "tasks": ["a"])"), HasSubstr("tasks"));
}

TEST_F(SpeedSuite, ItsKindIsKnown) {
  sys::write_file(dir_.path() / "suite.json", R"({"id": "s", "version": "1", "title": "S", "kind": "sped"})");
  try {
    load_suite(dir_.path());
    FAIL() << "no error";
  } catch (const core::Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("/kind: \"sped\" is none; must be \"code\" or \"speed\""));
  }
}

TEST_F(SpeedSuite, IsNoSuiteOfTasks) {
  load(R"("tests": ["pp512"])");
  try {
    load_code_suite(dir_.path());
    FAIL() << "no error";
  } catch (const core::Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("a suite of kind \"speed\" has no tasks"));
  }
}

TEST(ShippedSpeedSuite, TimesPromptsAndGenerationAtTwoDepths) {
  const Suite suite = load_suite(QUANTLADDER_SOURCE_DIR "/tasks/speed");
  EXPECT_EQ(suite.id, "speed");
  EXPECT_EQ(suite.speed_tests.size(), 4U);
}

}  // namespace
}  // namespace quantladder::tasks
