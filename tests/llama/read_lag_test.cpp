#include "llama/read_lag.h"

#include <gmock/gmock.h>

namespace quantladder::llama {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;

TEST(ReadLag, TellsWorstAndPercentile) {
  LagCounts counts;
  for (int i = 1; i <= 1000; ++i) counts.add(std::chrono::microseconds(i * 10));
  counts.add(milliseconds(80));
  const ReadLag lag = counts.summary();
  EXPECT_EQ(lag.reads, 1001u);
  EXPECT_EQ(lag.worst_ms, 80);
  EXPECT_GE(lag.p99_ms, 9.9);
  EXPECT_LE(lag.p99_ms, 9.9 * 1.13);
}

TEST(ReadLag, NothingReadIsNoLag) { EXPECT_EQ(LagCounts().summary().worst_ms, 0); }

TEST(ReadLag, OneReadIsItsOwnPercentile) {
  LagCounts counts;
  counts.add(milliseconds(3));
  EXPECT_EQ(counts.summary().p99_ms, 3);
}

TEST(ReadLag, AClockThatWasSetBackGivesNoNegativeLag) {
  LagCounts counts;
  counts.add(milliseconds(-5));
  EXPECT_EQ(counts.summary().worst_ms, 0);
}

TEST(ReadLag, IsDoubtedBeyondEitherLimit) {
  EXPECT_EQ(lag_doubt({.reads = 500, .p99_ms = 10, .worst_ms = 50}), std::nullopt);
  EXPECT_THAT(lag_doubt({.reads = 500, .p99_ms = 10.2, .worst_ms = 20}).value(), HasSubstr("10.2 ms"));
  EXPECT_THAT(lag_doubt({.reads = 500, .p99_ms = 1, .worst_ms = 51}).value(), HasSubstr("51.0 ms"));
}

TEST(ReadLag, APercentileOfAFewReadsIsNoneToDoubtBy) {
  EXPECT_EQ(lag_doubt({.reads = 99, .p99_ms = 20, .worst_ms = 20}), std::nullopt);
}

}  // namespace
}  // namespace quantladder::llama
