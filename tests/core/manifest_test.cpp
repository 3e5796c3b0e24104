#include "quantladder/core/manifest.h"

#include <gtest/gtest.h>

namespace quantladder::core {
namespace {

TEST(Manifest, TheChatTemplateThatIsUsedIsTheOneThatWasGiven) {
  ModelFacts model;
  EXPECT_EQ(model.used_template_sha256(), "");
  model.gguf = GgufFacts{};
  model.gguf->chat_template_sha256 = "of the file";
  EXPECT_EQ(model.used_template_sha256(), "of the file");
  model.chat_template_sha256 = "given";
  EXPECT_EQ(model.used_template_sha256(), "given");
}

TEST(Manifest, ASuiteIsNamedWithItsVersionAndAddsItsPoints) {
  SuiteFacts suite{.id = "ladder", .items = {{.id = "L1", .points = 25}, {.id = "L2", .points = 15}}};
  EXPECT_EQ(suite.qualified_id(), "ladder");
  suite.version = "1.1.0";
  EXPECT_EQ(suite.qualified_id(), "ladder@1.1.0");
  EXPECT_EQ(suite.points(), 40);
}

TEST(Manifest, TheHostIsThatOfTheNewestSession) {
  Manifest run;
  EXPECT_EQ(run.host().os, "");
  run.sessions = {{.host = {.os = "old"}}, {.host = {.os = "new"}}};
  EXPECT_EQ(run.host().os, "new");
}

}  // namespace
}  // namespace quantladder::core
