#include "sys/memory_meter_choice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sys/meter_units.h"

namespace quantladder::sys {
namespace {

using testing::Contains;
using testing::HasSubstr;

Summarised look(core::MemorySource source, Holding holding, std::uint64_t held_mib) {
  Summarised made{.holding = holding, .held_bytes = held_mib * kMiB};
  made.use.source = source;
  made.use.peak_bytes = held_mib * kMiB;
  made.use.energy_j = 1;
  made.use.gaps = {std::string(core::to_id(source)) + "'s gap"};
  return made;
}

TEST(MeterChoice, TakesTheMeterOnWhoseGpusTheServerHoldsMost) {
  const auto use = merge({look(core::MemorySource::nvidia_process, Holding::listed, 5),
                          look(core::MemorySource::amdgpu_process, Holding::listed, 9000)});
  EXPECT_EQ(use.source, core::MemorySource::amdgpu_process);
  EXPECT_EQ(use.peak_bytes, 9000 * kMiB);
}

TEST(MeterChoice, TakesTheOneThatDoesNotRuleItselfOut) {
  const auto use = merge({look(core::MemorySource::resident, Holding::none, 0),
                          look(core::MemorySource::amdgpu_device, Holding::unclear, 0)});
  EXPECT_EQ(use.source, core::MemorySource::amdgpu_device);
  EXPECT_TRUE(use.energy_j.has_value());
}

TEST(MeterChoice, HasNoFigureOfAPartOfTheServersMemory) {
  const auto use = merge({look(core::MemorySource::nvidia_process, Holding::listed, 20000),
                          look(core::MemorySource::amdgpu_process, Holding::listed, 8000)});
  EXPECT_EQ(use.peak_bytes, std::nullopt);
  EXPECT_EQ(use.energy_j, std::nullopt);
  EXPECT_THAT(use.gaps,
              Contains(HasSubstr("20000 MiB are held on GPUs of nvidia-smi and 8000 MiB on those of amdgpu")));
}

TEST(MeterChoice, TakesAGpuThatRoseBesideAListedServerForSomebodyElses) {
  const auto use = merge({look(core::MemorySource::nvidia_process, Holding::listed, 20000),
                          look(core::MemorySource::amdgpu_device, Holding::risen, 8000)});
  EXPECT_EQ(use.peak_bytes, 20000 * kMiB);
  EXPECT_THAT(use.gaps, testing::SizeIs(1));
}

TEST(MeterChoice, BelievesADriverThatListsTheServerWithoutAFigure) {
  const std::vector<Summarised> looks = {look(core::MemorySource::nvidia_device, Holding::risen, 100),
                                         look(core::MemorySource::amdgpu_device, Holding::listed, 0)};
  EXPECT_EQ(holder_among(looks), 1u);
}

TEST(MeterChoice, SaysThatASmallPartIsLeftOut) {
  const auto use = merge({look(core::MemorySource::nvidia_process, Holding::listed, 20000),
                          look(core::MemorySource::amdgpu_process, Holding::listed, 300)});
  EXPECT_EQ(use.peak_bytes, 20000 * kMiB);
  EXPECT_THAT(use.gaps, Contains(HasSubstr("300 MiB on those of amdgpu: the former alone are the figures")));
}

TEST(MeterChoice, HasNoFigureWhereNoMeterTells) {
  const auto use = merge({look(core::MemorySource::nvidia_device, Holding::unclear, 0),
                          look(core::MemorySource::amdgpu_device, Holding::unclear, 0)});
  EXPECT_EQ(use.peak_bytes, std::nullopt);
  EXPECT_THAT(use.gaps, Contains(HasSubstr("neither nvidia-smi nor amdgpu tells")));
}

TEST(MeterChoice, GivesEveryMetersReasonWhereNoneHoldsTheServer) {
  const auto use = merge({look(core::MemorySource::nvidia_device, Holding::none, 0),
                          look(core::MemorySource::amdgpu_device, Holding::none, 0)});
  EXPECT_THAT(use.gaps, testing::ElementsAre("nvidia-smi device's gap", "amdgpu device's gap"));
}

}  // namespace
}  // namespace quantladder::sys
