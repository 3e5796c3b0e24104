#include "llama/props.h"

#include <gmock/gmock.h>

#include <filesystem>

#include "quantladder/sys/files.h"

namespace quantladder::llama {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Optional;

core::ServerStart start_of(const std::string& body) {
  core::ServerStart start;
  read_props(body, start);
  return start;
}

TEST(Props, TellContextPerSlotAndSlots) {
  const auto start =
      start_of(R"({"default_generation_settings":{"n_ctx":1536},"total_slots":3,"build_info":"b11669-Debian"})");
  EXPECT_EQ(start.slot_ctx, 1536);
  EXPECT_EQ(start.slots, 3);
  EXPECT_EQ(start.build_info, "b11669-Debian");
  EXPECT_THAT(start.props_json, HasSubstr("total_slots"));
}

TEST(Props, OfAnotherServerTellNothing) {
  EXPECT_EQ(start_of("<html>").props_json, "");
  EXPECT_EQ(start_of(R"({"total_slots":"three"})").slots, 0);
}

TEST(Shortage, IsJudgedPerSlot) {
  core::Model model;
  model.server.ctx = 2048;
  model.server.parallel = 2;
  core::ServerStart start;
  start.slot_ctx = 2048;
  start.slots = 2;
  EXPECT_EQ(find_shortage(model, start), std::nullopt);
  start.slot_ctx = 1024;
  EXPECT_THAT(find_shortage(model, start), Optional(HasSubstr("1024 tokens of context, 2048 were asked for")));
  start.slot_ctx = 4096;
  start.slots = 1;
  EXPECT_THAT(find_shortage(model, start), Optional(HasSubstr("1 slots, 2 were asked for")));
}

TEST(Shortage, UnknownFactsAreNotJudged) { EXPECT_EQ(find_shortage(core::Model(), core::ServerStart()), std::nullopt); }

core::ServerStart serving(const std::string& path) { return start_of(R"({"model_path": ")" + path + "\"}"); }

core::Model model_of(const std::string& file) {
  core::Model model;
  model.file = file;
  return model;
}

TEST(OtherModel, IsNamedBesideTheOneThatWasAskedFor) {
  EXPECT_THAT(find_other_model(model_of("/m/asked.gguf"), serving("/m/served.gguf")),
              Optional(AllOf(HasSubstr("/m/served.gguf"), HasSubstr("/m/asked.gguf"))));
}

TEST(OtherModel, IsNotTheSameFileByAnotherPath) {
  const sys::TempDir folder;
  const std::string file = (folder.path() / "a.gguf").string();
  const std::string link = (folder.path() / "b.gguf").string();
  sys::write_file(file, "x");
  std::filesystem::create_symlink(file, link);
  EXPECT_EQ(find_other_model(model_of(file), serving(link)), std::nullopt);
}

TEST(OtherModel, OfTheSameNameInAnotherFolderIsAnother) {
  const sys::TempDir folder;
  const std::string mine = (folder.path() / "mine/a.gguf").string();
  const std::string other = (folder.path() / "other/a.gguf").string();
  sys::write_file(mine, "x");
  sys::write_file(other, "y");
  EXPECT_NE(find_other_model(model_of(mine), serving(other)), std::nullopt);
}

TEST(OtherModel, IsNotAContainersPathOfTheSameName) {
  EXPECT_EQ(find_other_model(model_of("/m/a.gguf"), serving("/no/such/folder/a.gguf")), std::nullopt);
}

TEST(OtherModel, IsUnknownWithoutAFileOrAPath) {
  EXPECT_EQ(find_other_model(core::Model(), serving("/m/a.gguf")), std::nullopt);
  EXPECT_EQ(find_other_model(model_of("/m/a.gguf"), start_of("{}")), std::nullopt);
}

}  // namespace
}  // namespace quantladder::llama
