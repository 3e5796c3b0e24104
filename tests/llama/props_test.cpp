#include "llama/props.h"

#include <gmock/gmock.h>

namespace quantladder::llama {
namespace {

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

}  // namespace
}  // namespace quantladder::llama
