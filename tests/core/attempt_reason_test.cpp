#include "quantladder/core/attempt_reason.h"

#include <gtest/gtest.h>

namespace quantladder::core {
namespace {

// The texts that 0.1 wrote.
TEST(AttemptReason, EveryTextOfAStoredRunReadsBackAsItself) {
  for (const char* text : {"first", "rerun", "imported", "retry: not_run"}) {
    const auto reason = parse_attempt_reason(text);
    ASSERT_TRUE(reason) << text;
    EXPECT_EQ(to_text(*reason), text);
  }
  for (const OutcomeRow& row : kIds<Outcome>) {
    const std::string text = "retry: " + std::string(row.id);
    EXPECT_EQ(parse_attempt_reason(text), AttemptReason::retry_of(row.value));
    EXPECT_EQ(to_text(AttemptReason::retry_of(row.value)), text);
  }
}

TEST(AttemptReason, AnotherTextIsNone) {
  for (const char* text : {"", "retry", "retry: ", "retry: x", "first: pass", "Rerun"}) {
    EXPECT_EQ(parse_attempt_reason(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace quantladder::core
