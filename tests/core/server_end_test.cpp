#include "quantladder/core/server_end.h"

#include <gtest/gtest.h>

namespace quantladder::core {
namespace {

// The texts that 0.1 wrote.
TEST(ServerEnd, EveryTextOfAStoredRunReadsBackAsItself) {
  for (const char* text : {"stopped", "stopped: interrupted", "died: signal 9 (killed): out of memory",
                           "hung: scripted", "failed to start: no such file", "abandoned"}) {
    EXPECT_EQ(to_text(parse_server_end(text)), text);
  }
}

TEST(ServerEnd, IsKnownFromItsTextWithoutTheDetail) {
  EXPECT_EQ(parse_server_end("failed to start: hung: twice"), (ServerEnd{StartEnd::failed_to_start, "hung: twice"}));
  EXPECT_EQ(parse_server_end("stopped: interrupted"), (ServerEnd{StartEnd::interrupted, ""}));
}

TEST(ServerEnd, AnotherTextIsNone) {
  for (const char* text : {"", "running", "stop", "Died: x", ": x"}) EXPECT_EQ(parse_server_end(text), std::nullopt);
}

TEST(ServerEnd, OfAServerThatIsNotKnownToHaveEndedHasNoText) { EXPECT_EQ(to_text(std::nullopt), ""); }

}  // namespace
}  // namespace quantladder::core
