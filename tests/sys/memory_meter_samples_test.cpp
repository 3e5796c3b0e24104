#include "sys/memory_meter_samples.h"

#include <gtest/gtest.h>

#include "sys/meter_units.h"

namespace quantladder::sys {
namespace {

Sample device(int ms, std::uint64_t bytes) {
  return {.at = at(ms), .kind = SampleKind::device, .gpu = 0, .bytes = bytes};
}

TEST(SampleLog, TakesTheLastIdleSampleBeforeTheServerAsItsBaseline) {
  SampleLog log;
  log.add(device(0, 10));
  log.add(device(100, 20));
  log.watch(7, at(150));
  log.add(device(200, 900));
  const auto span = log.span(at(150), at(300));
  ASSERT_TRUE(span.watch.has_value());
  EXPECT_EQ(span.watch->baseline.at(0), 20u);
}

TEST(SampleLog, NeverTakesTheMemoryOfOneServerForTheBaselineOfTheNext) {
  SampleLog log;
  log.watch(7, at(0));
  log.add(device(100, 900));
  log.watch(8, at(200));
  EXPECT_TRUE(log.span(at(200), at(300)).watch->baseline.empty());
}

// A row that was on its way while the server ended still tells of the server.
TEST(SampleLog, TakesNoSampleOfTheMomentAfterAServersEndForIdle) {
  SampleLog log;
  log.watch(7, at(0));
  log.watch(0, at(100));
  log.add(device(110, 900));
  log.watch(8, at(150));
  EXPECT_TRUE(log.span(at(150), at(300)).watch->baseline.empty());
}

TEST(SampleLog, HasABaselineForTheNextServerOnceTheIdleDeviceWasSampled) {
  SampleLog log;
  log.watch(7, at(0));
  log.add(device(50, 900));
  log.watch(0, at(100));
  log.add(device(350, 20));
  log.watch(8, at(400));
  EXPECT_EQ(log.span(at(400), at(500)).watch->baseline.at(0), 20u);
}

TEST(SampleLog, AnEndToldTwiceDoesNotForgetTheIdleDevice) {
  SampleLog log;
  log.watch(0, at(0));
  log.add(device(300, 20));
  log.watch(0, at(350));
  log.watch(8, at(400));
  EXPECT_EQ(log.span(at(400), at(500)).watch->baseline.at(0), 20u);
}

TEST(SampleLog, WaitsForEveryGpuToBeIdle) {
  SampleLog log;
  log.add(device(-200, 10));
  log.add({.at = at(-200), .kind = SampleKind::device, .gpu = 1, .bytes = 10});
  log.watch(7, at(0));
  log.watch(0, at(100));
  log.add(device(350, 20));
  EXPECT_FALSE(log.wait_for_idle(std::chrono::milliseconds(0)));
  log.add({.at = at(350), .kind = SampleKind::device, .gpu = 1, .bytes = 20});
  EXPECT_TRUE(log.wait_for_idle(std::chrono::milliseconds(0)));
}

// Unified memory: the driver has no figure for the device, and none will come.
TEST(SampleLog, WaitsForNoFigureThatTheDriverDoesNotHave) {
  SampleLog log;
  log.watch(7, at(0));
  log.watch(0, at(100));
  log.add({.at = at(350), .kind = SampleKind::device, .gpu = 0});
  EXPECT_TRUE(log.wait_for_idle(std::chrono::hours(24)));
  log.watch(8, at(400));
  EXPECT_TRUE(log.span(at(400), at(500)).watch->baseline.empty());
}

TEST(SampleLog, WaitsForADeviceThatIsGoneOnlyOnce) {
  SampleLog log;
  log.add(device(-200, 10));
  log.add({.at = at(-200), .kind = SampleKind::device, .gpu = 1, .bytes = 10});
  log.watch(7, at(0));
  log.watch(0, at(100));
  log.add(device(350, 20));
  EXPECT_FALSE(log.wait_for_idle(std::chrono::milliseconds(0)));
  EXPECT_TRUE(log.wait_for_idle(std::chrono::hours(24)));
}

TEST(SampleLog, DoesNotWaitForAnIdleDeviceWhereNoneWasEverSampled) {
  EXPECT_FALSE(SampleLog().wait_for_idle(std::chrono::hours(24)));
}

TEST(SampleLog, ForgetsAnIdleSampleThatIsTooOld) {
  SampleLog log;
  log.add(device(0, 10));
  log.watch(7, at(6000));
  EXPECT_TRUE(log.span(at(6000), at(7000)).watch->baseline.empty());
}

TEST(SampleLog, GivesASpanTheServerThatWasWatchedInIt) {
  SampleLog log;
  log.watch(7, at(0));
  log.watch(0, at(100));
  log.watch(8, at(200));
  EXPECT_EQ(log.span(at(10), at(90)).watch->pid, 7);
  EXPECT_EQ(log.span(at(110), at(190)).watch, std::nullopt);
  EXPECT_EQ(log.span(at(210), at(290)).watch->pid, 8);
  EXPECT_EQ(log.watched(), 8);
}

TEST(SampleLog, DropsTheOldestSamplesAndSaysSo) {
  SampleLog log(3);
  for (int ms : {0, 100, 200, 300}) log.add(device(ms, 1));
  EXPECT_EQ(log.span(at(0), at(400)).samples.size(), 3u);
  EXPECT_TRUE(log.span(at(0), at(400)).begins_too_late);
  EXPECT_FALSE(log.span(at(50), at(400)).begins_too_late);
}

TEST(SampleLog, KeepsEventsToTheSpanInWhichTheyHappened) {
  SampleLog log;
  log.note(at(100), "early");
  log.note(at(500), "late");
  EXPECT_EQ(log.span(at(0), at(200)).events, std::vector<std::string>{"early"});
}

TEST(SamplesCsv, LeavesWhatIsNotKnownEmptyAndWhatIsOutsideOut) {
  SampleLog log;
  log.add(device(-10, 5));
  log.add({.at = at(20), .kind = SampleKind::device, .gpu = 1, .bytes = 4096, .power_w = 76.5F, .temperature_c = 31.F});
  log.add({.at = at(30), .kind = SampleKind::process, .gpu = 1});
  log.add({.at = at(40), .kind = SampleKind::resident, .bytes = 12});
  EXPECT_EQ(to_csv(log.span(at(0), at(100))),
            "time_ms,kind,gpu,used_bytes,power_w,sm_clock_mhz,temperature_c\n"
            "20.0,device,1,4096,76.5,,31\n"
            "30.0,process,1,,,,\n"
            "40.0,resident,,12,,,\n");
}

}  // namespace
}  // namespace quantladder::sys
