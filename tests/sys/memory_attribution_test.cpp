#include "sys/memory_attribution.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sys/memory_meter_readings.h"
#include "sys/meter_units.h"

namespace quantladder::sys {
namespace {

using std::chrono::milliseconds;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

// One GPU, one server, 0..900 ms.
class SpanBuilder {
 public:
  SpanBuilder() {
    span_.from = at(0);
    span_.to = at(900);
    span_.watch = Watch{.pid = 7, .since = at(-100), .baseline = {{0, 100 * kMiB}}};
  }
  SpanBuilder& device(int ms, std::optional<std::uint64_t> mib, std::optional<float> watts = 100.F, int gpu = 0) {
    add(ms, SampleKind::device, gpu, mib);
    span_.samples.back().power_w = watts;
    span_.samples.back().sm_clock_mhz = static_cast<float>(1000 + ms);
    span_.samples.back().temperature_c = static_cast<float>(40 + ms / 100);
    return *this;
  }
  SpanBuilder& process(int ms, std::optional<std::uint64_t> mib, int gpu = 0) {
    span_.watch->gpus.insert(gpu);
    return add(ms, SampleKind::process, gpu, mib);
  }
  SpanBuilder& resident(int ms, std::uint64_t mib) { return add(ms, SampleKind::resident, -1, mib); }
  SampleSpan& span() { return span_; }
  core::MemoryUse summary() const { return look_at(span_, core::Meter::nvidia_smi).use; }

 private:
  // Samples of one moment and kind are one reading, as the meters make them.
  SpanBuilder& add(int ms, SampleKind kind, int gpu, std::optional<std::uint64_t> mib) {
    Sample sample{.at = at(ms), .kind = kind, .gpu = static_cast<std::int16_t>(gpu)};
    sample.reading = static_cast<std::uint32_t>((ms + 5000) * 4 + static_cast<int>(kind));
    if (mib) sample.bytes = *mib * kMiB;
    span_.samples.push_back(sample);
    return *this;
  }
  SampleSpan span_;
};

TEST(Integrate, TakesTheAreaUnderStraightLines) {
  const auto power = integrate({{at(0), 100}, {at(500), 200}, {at(1000), 200}}, at(0), at(1000));
  EXPECT_DOUBLE_EQ(power.joules, 0.5 * 150 + 0.5 * 200);
  EXPECT_DOUBLE_EQ(power.covered.count(), 1.0);
}

TEST(Integrate, InterpolatesWhereTheSpanCutsALine) {
  const auto power = integrate({{at(0), 0}, {at(1000), 100}}, at(250), at(750));
  EXPECT_DOUBLE_EQ(power.joules, 0.5 * 50);
}

TEST(Integrate, HoldsTheEndsForNoMoreThanASecond) {
  EXPECT_DOUBLE_EQ(integrate({{at(1000), 10}}, at(0), at(2000)).joules, 20);
  EXPECT_DOUBLE_EQ(integrate({{at(1001), 10}}, at(0), at(2001)).covered.count(), 1.0);
}

TEST(Integrate, LeavesHolesUncovered) {
  const auto power = integrate({{at(0), 100}, {at(1000), 100}, {at(3000), 100}}, at(0), at(3000));
  EXPECT_DOUBLE_EQ(power.joules, 100);
  EXPECT_DOUBLE_EQ(power.covered.count(), 1.0);
}

TEST(Integrate, CoversNothingWithoutPoints) { EXPECT_EQ(integrate({}, at(0), at(1000)).covered.count(), 0); }

TEST(MeterSummary, GivesEveryFigureOfACompleteSpan) {
  const auto use = SpanBuilder()
                       .device(0, 100)
                       .process(10, 50)
                       .device(450, 900)
                       .process(460, 800)
                       .device(900, 500)
                       .process(890, 400)
                       .summary();
  EXPECT_EQ(use.source, core::MemorySource::nvidia_process);
  EXPECT_EQ(use.samples, 3);
  EXPECT_EQ(use.baseline_bytes, 100 * kMiB);
  EXPECT_EQ(use.peak_bytes, 800 * kMiB);
  EXPECT_EQ(use.device_peak_bytes, 900 * kMiB);
  EXPECT_NEAR(use.energy_j.value(), 90, 1e-6);
  EXPECT_NEAR(use.mean_power_w.value(), 100, 1e-6);
  EXPECT_EQ(use.peak_temperature_c, 49);
  EXPECT_EQ(use.min_sm_clock_mhz, 1000);
  EXPECT_TRUE(use.gaps.empty()) << testing::PrintToString(use.gaps);
}

TEST(MeterSummary, SumsTheGpusThatTheServerUsesAndNoOthers) {
  SpanBuilder builder;
  for (int ms : {0, 450, 900}) {
    builder.device(ms, 300, 10, 0).device(ms, 300, 20, 1).device(ms, 300, 40, 2);
    builder.process(ms, 200, 0).process(ms, 100, 2);
  }
  builder.span().watch->baseline = {{0, 1}, {1, 10}, {2, 100}};
  const auto use = builder.summary();
  EXPECT_EQ(use.peak_bytes, 300 * kMiB);
  EXPECT_EQ(use.device_peak_bytes, 600 * kMiB);
  EXPECT_EQ(use.baseline_bytes, 101u);
  EXPECT_NEAR(use.mean_power_w.value(), 50, 1e-6);
  EXPECT_NEAR(use.energy_j.value(), 45, 1e-6);
}

TEST(MeterSummary, NeverTakesAReadingThatLacksAGpuForTheWhole) {
  SpanBuilder builder;
  builder.process(0, 1, 0).process(0, 1, 1).device(0, 100, 1, 0).device(0, 100, 1, 1).device(450, 900, 1, 0);
  EXPECT_EQ(builder.summary().device_peak_bytes, 200 * kMiB);
}

TEST(MeterSummary, LeavesMissingFiguresAbsentAndSaysWhatTheDriverWrote) {
  SpanBuilder builder;
  builder.device(0, std::nullopt, std::nullopt).device(450, std::nullopt, std::nullopt).process(450, std::nullopt);
  builder.device(900, std::nullopt, std::nullopt);
  builder.span().reasons = {{"power.draw", "[Not Supported]"}, {"memory.used", "[N/A]"}, {"used_memory", "[N/A]"}};
  const auto use = builder.summary();
  EXPECT_EQ(use.peak_bytes, std::nullopt);
  EXPECT_EQ(use.device_peak_bytes, std::nullopt);
  EXPECT_EQ(use.energy_j, std::nullopt);
  EXPECT_EQ(use.mean_power_w, std::nullopt);
  EXPECT_THAT(use.gaps, Contains("power and energy: nvidia-smi says [Not Supported]"));
  EXPECT_THAT(use.gaps, Contains("device memory: nvidia-smi says [N/A]"));
}

TEST(MeterSummary, FallsBackToTheDevicesTotalWhenTheProcessIsNotListed) {
  const auto use = SpanBuilder().device(0, 100).device(450, 900).device(900, 900).resident(400, 50).summary();
  EXPECT_EQ(use.source, core::MemorySource::nvidia_device);
  EXPECT_EQ(use.peak_bytes, 900 * kMiB);
  EXPECT_THAT(use.gaps, Contains(HasSubstr("lists no such process")));
}

TEST(MeterSummary, GivesAServerOnTheCpuItsResidentMemoryAndNoPower) {
  const auto use = SpanBuilder().device(0, 100).device(450, 101).device(900, 100).resident(450, 700).summary();
  EXPECT_EQ(use.source, core::MemorySource::resident);
  EXPECT_EQ(use.peak_bytes, 700 * kMiB);
  EXPECT_EQ(use.energy_j, std::nullopt);
  EXPECT_EQ(use.device_peak_bytes, std::nullopt);
  EXPECT_THAT(use.gaps, Contains(HasSubstr("its 1 GPU(s) stayed at their idle memory")));
}

// The idle device is often not known; that nothing was offloaded is.
TEST(MeterSummary, GivesAServerThatOffloadsNothingItsResidentMemoryWithoutABaseline) {
  SpanBuilder builder;
  builder.device(0, 500).device(450, 500).resident(450, 700);
  builder.span().watch->baseline.clear();
  builder.span().watch->offload = Offload::none;
  const auto use = builder.summary();
  EXPECT_EQ(use.source, core::MemorySource::resident);
  EXPECT_EQ(use.peak_bytes, 700 * kMiB);
  EXPECT_EQ(use.energy_j, std::nullopt);
}

TEST(MeterSummary, NeverGivesAServerThatOffloadsNothingTheGpusMemory) {
  SpanBuilder builder;
  builder.device(0, 500).device(450, 500);
  builder.span().watch->offload = Offload::none;
  const auto use = builder.summary();
  EXPECT_EQ(use.source, core::MemorySource::resident);
  EXPECT_EQ(use.peak_bytes, std::nullopt);
}

// A CUDA build keeps a context on the GPU and reads prompts there, whatever stays in main memory.
TEST(MeterSummary, BelievesTheDriverThatListsAServerWhichOffloadsNoLayers) {
  SpanBuilder builder;
  builder.device(0, 500).process(0, 300).device(450, 500).process(450, 300).resident(450, 700);
  builder.span().watch->offload = Offload::none;
  EXPECT_EQ(builder.summary().source, core::MemorySource::nvidia_process);
}

// The other GPU may be somebody else's.
TEST(MeterSummary, HasNoPowerOfSeveralGpusWhenNothingSaysWhichTheServerUses) {
  SpanBuilder builder;
  for (int ms : {0, 450, 900}) builder.device(ms, 4500, 200, 0).device(ms, 7000, 300, 1);
  builder.span().watch->baseline.clear();
  const auto use = builder.summary();
  EXPECT_EQ(use.energy_j, std::nullopt);
  EXPECT_EQ(use.mean_power_w, std::nullopt);
  EXPECT_THAT(use.gaps, Contains(HasSubstr("which of 2 GPUs")));
}

TEST(MeterSummary, CountsTheGpusWhoseMemoryRoseWhenTheProcessIsHidden) {
  SpanBuilder builder;
  for (int ms : {0, 450, 900}) builder.device(ms, 4500, 200, 0).device(ms, 7000, 300, 1);
  builder.span().watch->baseline = {{0, 500 * kMiB}, {1, 7000 * kMiB}};
  const auto use = builder.summary();
  EXPECT_EQ(use.peak_bytes, 4500 * kMiB);
  EXPECT_EQ(use.baseline_bytes, 500 * kMiB);
  EXPECT_NEAR(use.mean_power_w.value(), 200, 1e-6);
  EXPECT_NEAR(use.energy_j.value(), 180, 1e-6);
}

TEST(MeterSummary, AnAbsentGpuIsNoSilentMeter) {
  SpanBuilder builder;
  const auto none = look_at(builder.resident(450, 700).span(), core::Meter::resident).use;
  EXPECT_THAT(none.gaps, testing::ElementsAre(core::kNoGpuMeter));
  const auto silent = builder.summary();
  EXPECT_THAT(silent.gaps, Contains(HasSubstr("the GPU meter gave no samples")));
  EXPECT_THAT(silent.gaps, Not(Contains(core::kNoGpuMeter)));
}

TEST(MeterSummary, NamesTheSourceAlikeForEveryDriver) {
  SpanBuilder builder;
  builder.device(0, 500).device(450, 500);
  EXPECT_EQ(look_at(builder.span(), core::Meter::amdgpu).use.source, core::MemorySource::amdgpu_device);
  EXPECT_EQ(look_at(builder.process(450, 300).span(), core::Meter::amdgpu).use.source,
            core::MemorySource::amdgpu_process);
}

TEST(MeterSummary, HasNoEnergyOverAHoleButThePowerOfTheRest) {
  SpanBuilder builder;
  builder.span().to = at(4000);
  builder.device(0, 100).device(1000, 100).process(1000, 50).device(3500, 100).device(4000, 100);
  const auto use = builder.summary();
  EXPECT_EQ(use.energy_j, std::nullopt);
  EXPECT_NEAR(use.mean_power_w.value(), 100, 1e-6);
  EXPECT_THAT(use.gaps, Contains("energy: power samples cover only 1.5 s of 4.0 s; mean power is of that part"));
  EXPECT_THAT(use.gaps, Contains("no samples for 2.5 s, from 1.0 s on"));
}

TEST(MeterSummary, UsesTheNearestSampleForASpanShorterThanAPeriod) {
  SpanBuilder builder;
  builder.span().from = at(60);
  builder.span().to = at(100);
  const auto use = builder.device(0, 500).process(0, 400).device(150, 300).process(150, 200).summary();
  EXPECT_EQ(use.peak_bytes, 200 * kMiB);
  EXPECT_NEAR(use.energy_j.value(), 4, 1e-6);
}

TEST(MeterSummary, SaysThatTheBaselineIsUnknownInsteadOfZero) {
  SpanBuilder builder;
  builder.device(450, 100).process(450, 50);
  builder.span().watch->baseline.clear();
  const auto use = builder.summary();
  EXPECT_EQ(use.baseline_bytes, std::nullopt);
  EXPECT_THAT(use.gaps, Contains(HasSubstr("idle baseline")));
}

TEST(MeterSummary, WithoutAnySampleHasNoFigureAtAll) {
  const auto use = SpanBuilder().summary();
  EXPECT_EQ(use.samples, 0);
  EXPECT_EQ(use.peak_bytes, std::nullopt);
  EXPECT_FALSE(use.gaps.empty());
}

TEST(MeterSummary, CountsRepeatedEventsInOneLine) {
  SpanBuilder builder;
  builder.device(450, 100).process(450, 50);
  builder.span().events = {"nvidia-smi ended", "nvidia-smi ended"};
  EXPECT_THAT(builder.summary().gaps, Contains("nvidia-smi ended (2 times)"));
  EXPECT_THAT(builder.summary().gaps, Not(Contains("nvidia-smi ended")));
}

}  // namespace
}  // namespace quantladder::sys
