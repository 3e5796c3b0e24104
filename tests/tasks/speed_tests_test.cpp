#include <gmock/gmock.h>

#include "suite_of_kind.h"

namespace quantladder::tasks {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class LoadedSpeed : public SuiteOfKind {
 protected:
  LoadedSpeed() : SuiteOfKind(core::SuiteKind::speed) {}
};

TEST_F(LoadedSpeed, HasTestsAndNoTasks) {
  const Suite suite = load(R"("tests": ["pp512", "tg64@d640"], "repetitions": 3)");
  EXPECT_EQ(suite.kind, core::SuiteKind::speed);
  EXPECT_TRUE(suite.tasks.empty());
  ASSERT_EQ(suite.speed.tests.size(), 2U);
  EXPECT_EQ(suite.speed.tests[1].depth, 640);
  EXPECT_EQ(suite.speed.tests[1].repetitions, 3);
}

TEST_F(LoadedSpeed, IsAnotherWhenItAsksForSomethingElse) {
  const auto hash = [&](const std::string& keys) { return load(keys).prompts_sha256; };
  EXPECT_EQ(hash(R"("tests": ["pp512"])"), hash(R"("tests": ["pp512"], "repetitions": 5)"));
  EXPECT_NE(hash(R"("tests": ["pp512"])"), hash(R"("tests": ["pp512"], "repetitions": 4)"));
  EXPECT_NE(hash(R"("tests": ["pp512"])"), hash(R"("tests": ["pp256"])"));
  EXPECT_EQ(with_versions(load(R"("tests": ["pp512"])"), {{"python", "3.11.2"}}).prompts_sha256,
            hash(R"("tests": ["pp512"])"));
}

TEST_F(LoadedSpeed, FaultsNameThePlaceAndTheRemedy) {
  EXPECT_THAT(error_of(R"("tests": ["pp512", "pg512"])"),
              AllOf(HasSubstr("suite.json: /tests: \"pg512\" is no test"), HasSubstr("tg128@d4096")));
  EXPECT_THAT(error_of(R"("tests": [])"), HasSubstr("/tests: names no test"));
  EXPECT_THAT(error_of(R"("tests": ["pp512", "pp512"])"), HasSubstr("/tests: names pp512 twice"));
  EXPECT_THAT(error_of(R"("tests": ["pp512"], "repetitions": 0)"), HasSubstr("/repetitions: must be between 1 and"));
  EXPECT_THAT(error_of(R"("tests": ["pp512"], "tasks": ["a"])"), HasSubstr("tasks"));
}

TEST_F(LoadedSpeed, ItsKindIsKnown) {
  sys::write_file(dir_.path() / "suite.json", R"({"id": "s", "version": "1", "title": "S", "kind": "sped"})");
  try {
    load_suite(dir_.path());
    FAIL() << "no error";
  } catch (const core::Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("/kind: 'sped' is none of code, speed"));
  }
}

TEST_F(LoadedSpeed, IsNoSuiteOfTasks) {
  load(R"("tests": ["pp512"])");
  try {
    load_suite_with_tasks(dir_.path());
    FAIL() << "no error";
  } catch (const core::Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("a suite of kind \"speed\" has no tasks"));
  }
}

TEST(ShippedSpeedSuite, TimesPromptsAndGenerationAtDepthsAndTheServerAtOne) {
  const Suite suite = load_suite(QUANTLADDER_SOURCE_DIR "/tasks/speed");
  EXPECT_EQ(suite.id, "speed");
  EXPECT_EQ(suite.speed.tests.size(), 6U);
  EXPECT_TRUE(suite.speed.find("served-tg128@d512").is_served);
  EXPECT_EQ(suite.speed.find("tg128@d512").depth, 512);
}

}  // namespace
}  // namespace quantladder::tasks
