// The meter's samples of a server start as they are read for a picture.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <sstream>

#include "quantladder/store/samples.h"

namespace quantladder::store {
namespace {

using core::Sampled;
using core::SampledPoint;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const std::string kHeader = "time_ms,kind,gpu,used_bytes,power_w,sm_clock_mhz,temperature_c\n";

std::vector<core::SampledLine> parse(const std::string& rows) {
  std::istringstream csv(kHeader + rows);
  return parse_samples(csv);
}

TEST(Samples, EachThingSampledIsALineOfItsOwn) {
  const auto lines =
      parse("0.0,device,0,100,31.5,1410,40\n0.5,process,0,90,,,\n100.0,device,0,120,,,\n3.0,resident,,7,,,\n");
  ASSERT_THAT(lines, SizeIs(4));
  EXPECT_EQ(lines[0].what, Sampled::process_bytes);
  EXPECT_THAT(lines[0].points, ElementsAre(SampledPoint{0.5, 90}));
  EXPECT_EQ(lines[1].what, Sampled::device_bytes);
  EXPECT_THAT(lines[1].points, ElementsAre(SampledPoint{0, 100}, SampledPoint{100, 120}));
  EXPECT_EQ(lines[2].gpu, -1);
  EXPECT_EQ(lines[3].what, Sampled::power_w);
  EXPECT_THAT(lines[3].points, ElementsAre(SampledPoint{0, 31.5}));
}

TEST(Samples, OfALongStartThePeakAndTheLowestPointAreKept) {
  std::string rows;
  for (int i = 0; i < 100'000; ++i)
    rows += fmt::format("{}.0,device,0,{},{},,\n", 100 * i, i == 77'777 ? 999 : i == 50'001 ? 1 : 500, i % 7);
  const auto lines = parse(rows);
  ASSERT_THAT(lines, SizeIs(2));
  EXPECT_LE(lines[0].points.size() + lines[1].points.size(), kMostSampledPoints);
  EXPECT_GE(lines[0].points.size(), kMostSampledPoints / 8);
  EXPECT_THAT(lines[0].points, testing::Contains(SampledPoint{7'777'700, 999}));
  EXPECT_THAT(lines[0].points, testing::Contains(SampledPoint{5'000'100, 1}));
  EXPECT_TRUE(std::is_sorted(lines[0].points.begin(), lines[0].points.end(),
                             [](const SampledPoint& a, const SampledPoint& b) { return a.ms < b.ms; }));
}

TEST(Samples, WhatIsNoSampleIsLeftOut) {
  const std::string good = "5.0,resident,,7,,,\n";
  for (const std::string bad : {"", "x", "nan,resident,,7", "inf,resident,,7", "-1,resident,,7", "1e300,resident,,7",
                                "1,other,,7", "1,resident,,-7", "1,resident,,", "1,resident,,7x", "1,resident,,1e300",
                                "1,device,64,7,1", "1,device,1e9,7,1", ",,,,,,", "\x01\x02", "1"}) {
    const auto lines = parse(bad + "\n" + good);
    ASSERT_THAT(lines, SizeIs(1)) << bad;
    EXPECT_THAT(lines[0].points, ElementsAre(SampledPoint{5, 7})) << bad;
  }
  EXPECT_THAT(parse(std::string(1'000'000, 'x') + "\n" + good), SizeIs(1)) << "a line without an end";
  EXPECT_THAT(parse(std::string("1,resi\0dent,,7\n", 15) + good), SizeIs(1));
  EXPECT_THAT(parse(good + "1.0,resident,,9,,,\n").front().points, SizeIs(1)) << "time does not go back";
  EXPECT_THAT(parse(good + "6.0,resident,,8").front().points, SizeIs(2)) << "a last line without its end";
}

TEST(Samples, AnotherTableHasNone) {
  for (const char* text : {"", "time,kind\n1,resident\n", "\n\n"}) {
    std::istringstream csv(text);
    EXPECT_THAT(parse_samples(csv), IsEmpty());
  }
  EXPECT_THAT(read_samples("/nowhere/start_01.samples.csv"), IsEmpty());
  EXPECT_THAT(read_samples("/dev/zero"), IsEmpty());
}

TEST(Samples, ManyLinesShareTheirPoints) {
  std::string rows;
  for (int i = 0; i < 2000; ++i) {
    for (int gpu = 0; gpu < 64; ++gpu) rows += fmt::format("{}.0,device,{},{},{},,\n", 100 * i, gpu, i % 50, i % 3);
  }
  std::size_t points = 0;
  for (const auto& line : parse(rows)) points += line.points.size();
  EXPECT_LE(points, kMostSampledPoints);
  EXPECT_GE(points, 2 * 64U);
}

}  // namespace
}  // namespace quantladder::store
