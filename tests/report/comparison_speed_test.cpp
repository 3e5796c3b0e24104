// Comparisons of speeds, times and memory: by server start, paired by round.
#include <gmock/gmock.h>

#include <cmath>

#include "ladder_fixture.h"
#include "quantladder/report/comparison.h"
#include "quantladder/report/summary.h"

namespace quantladder::report {
namespace {

using fixture::compare;
using testing::Contains;
using testing::HasSubstr;

// A run that was interrupted in its first round: two starts there, one in the second.
RunData resumed() {
  RunData data = fixture::three_providers();
  std::erase_if(data.starts, [](const core::ServerStart& start) { return start.model == "aessedai-iq4xs"; });
  for (const auto& [number, rate] : {std::pair(1, 10.0), std::pair(2, 40.0), std::pair(3, 30.0)}) {
    data.starts.push_back(fixture::make_start("aessedai-iq4xs", number, rate));
    data.starts.back().round = number < 3 ? 1 : 2;
  }
  return data;
}

TEST(ComparisonSpeed, AModelsOwnSpeedIsThatOfTheReport) {
  const RunData data = resumed();
  const Summary summary = make_summary(data);
  for (const char* metric : {"tg", "pp"}) {
    const ComparedModel got = compare(data, {.metric = metric_of(metric)}).models.at(0);
    const Figure& wanted = summary.models[0].figures.at(metric);
    EXPECT_EQ(got.value, wanted.value) << metric;
    EXPECT_EQ(got.n, 3);
    ASSERT_EQ(got.ci.has_value(), wanted.ci.has_value());
    if (got.ci) {
      EXPECT_EQ(got.ci->lo, wanted.ci->lo);
    }
  }
}

TEST(ComparisonSpeed, SpreadIsThatOfTheServerStarts) {
  const ComparedModel got = compare(resumed(), {.metric = metric_of("tg")}).models.at(0);
  EXPECT_NEAR(*got.sd, 15.2753, 1e-3) << "of 10, 40 and 30";
}

TEST(ComparisonSpeed, TwoStartsOfOneRoundAreOneSideOfAPairWithTheirGeometricMean) {
  const stats::PairComparison pair =
      compare(resumed(), {.metric = metric_of("tg"), .candidate = "bartowski-iq4xs"}).pairs.at(0);
  EXPECT_EQ(pair.n, 2);
  EXPECT_NEAR(*pair.difference, 100 * (135.8 * std::sqrt(1.02) / std::sqrt(20.0 * 30.0) - 1), 1e-6);
}

TEST(ComparisonSpeed, LowerTimesAreBetter) {
  RunData data = fixture::three_providers();
  data.starts.clear();
  for (int round = 1; round <= 8; ++round) {
    data.starts.push_back(fixture::make_start("aessedai-iq4xs", round, 100 + 0.1 * round));
    data.starts.push_back(fixture::make_start("bartowski-iq4xs", round, 120 - 0.1 * round));
    for (core::Generation& probe : data.starts.back().probe) probe.first_content_ms = 90 + 0.1 * round;
  }
  const Comparison speed = compare(data, {.metric = metric_of("tg"), .candidate = "bartowski-iq4xs"});
  EXPECT_EQ(speed.pairs.at(0).decision.better, stats::Side::a);
  EXPECT_NEAR(*speed.pairs[0].difference, 19, 1);
  EXPECT_EQ(speed.metric.unit(), "%");
  const Comparison ttft = compare(data, {.metric = metric_of("ttft"), .candidate = "bartowski-iq4xs"});
  EXPECT_LT(*ttft.pairs.at(0).difference, 0);
  EXPECT_EQ(ttft.pairs[0].decision.better, stats::Side::a);
}

TEST(ComparisonSpeed, APeakOfMemoryHasNoInterval) {
  RunData data = fixture::three_providers();
  EXPECT_THAT(compare(data, {.metric = metric_of("vram")}).notes,
              Contains(HasSubstr("no verdict below 5 pairs of rounds, there are 2")));
  for (const char* model : {"aessedai-iq4xs", "bartowski-iq4xs"}) {
    for (int number = 3; number <= 8; ++number) {
      data.starts.push_back(fixture::make_start(model, number, 100));
      *data.starts.back().memory.peak_bytes += 1'000'000U * data.starts.size() * data.starts.size();
    }
  }
  const Comparison got = compare(data, {.metric = metric_of("vram")});
  EXPECT_EQ(got.pairs.at(0).n, 8);
  EXPECT_EQ(got.pairs[0].ci.interval, std::nullopt);
  EXPECT_EQ(got.models.at(0).ci, std::nullopt);
}

TEST(ComparisonSpeed, FirstTokensAndPeaksAreThoseOfTheReport) {
  const RunData data = fixture::three_providers();
  const Summary summary = make_summary(data);
  const Comparison ttft = compare(data, {.metric = metric_of("ttft")});
  EXPECT_EQ(ttft.models.at(0).value, summary.models[0].probe.ttft_ms->median);
  EXPECT_EQ(ttft.models[0].sd, std::nullopt);
  const Comparison vram = compare(data, {.metric = metric_of("vram")});
  EXPECT_EQ(vram.models.at(0).value, static_cast<double>(*summary.models[0].memory.peak_bytes));
  EXPECT_EQ(vram.stratum, core::to_id(*summary.models[0].memory.kind));
}

TEST(ComparisonSpeed, ARoundMeasuredOfOtherMemoryIsNoPair) {
  RunData data = fixture::three_providers();
  data.starts[1].memory.source = core::MemorySource::nvidia_device;
  const Comparison got = compare(data, {.metric = metric_of("vram")});
  EXPECT_EQ(got.pairs.at(0).n, 1);
  EXPECT_THAT(got.notes, Contains("aessedai-iq4xs: 1 of 2 server starts left out: without a figure"));
}

TEST(ComparisonSpeed, VramAgainstResidentMemoryIsNoComparison) {
  RunData data = fixture::three_providers();
  data.starts[0].memory.source = data.starts[1].memory.source = core::MemorySource::resident;
  const Comparison got = compare(data, {.metric = metric_of("vram")});
  EXPECT_EQ(got.pairs.at(0).problem, "one is VRAM (process), the other Resident memory");
  EXPECT_EQ(got.pairs.at(0).difference, std::nullopt);
}

}  // namespace
}  // namespace quantladder::report
