#include "sys/memory_meter_choice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace quantladder::sys {
namespace {

using testing::Contains;
using testing::HasSubstr;

constexpr std::uint64_t kMiB = 1 << 20;

Summarised look(const std::string& source, Holding holding, std::uint64_t held_mib) {
  Summarised made{.holding = holding, .held_bytes = held_mib * kMiB};
  made.use.source = source;
  made.use.peak_bytes = held_mib * kMiB;
  made.use.energy_j = 1;
  made.use.gaps = {source + "'s gap"};
  return made;
}

TEST(MeterChoice, TakesTheMeterOnWhoseGpusTheServerHoldsMost) {
  const auto use =
      merge({look("nvidia-smi process", Holding::listed, 5), look("amdgpu process", Holding::listed, 9000)});
  EXPECT_EQ(use.source, "amdgpu process");
  EXPECT_EQ(use.peak_bytes, 9000 * kMiB);
}

TEST(MeterChoice, TakesTheOneThatDoesNotRuleItselfOut) {
  const auto use = merge({look("resident memory", Holding::none, 0), look("amdgpu device", Holding::unclear, 0)});
  EXPECT_EQ(use.source, "amdgpu device");
  EXPECT_TRUE(use.energy_j.has_value());
}

TEST(MeterChoice, HasNoFigureOfAPartOfTheServersMemory) {
  const auto use =
      merge({look("nvidia-smi process", Holding::listed, 20000), look("amdgpu process", Holding::listed, 8000)});
  EXPECT_EQ(use.peak_bytes, std::nullopt);
  EXPECT_EQ(use.energy_j, std::nullopt);
  EXPECT_THAT(use.gaps,
              Contains(HasSubstr("20000 MiB are held on GPUs of nvidia-smi and 8000 MiB on those of amdgpu")));
}

TEST(MeterChoice, TakesAGpuThatRoseBesideAListedServerForSomebodyElses) {
  const auto use =
      merge({look("nvidia-smi process", Holding::listed, 20000), look("amdgpu device", Holding::risen, 8000)});
  EXPECT_EQ(use.peak_bytes, 20000 * kMiB);
  EXPECT_THAT(use.gaps, testing::SizeIs(1));
}

TEST(MeterChoice, BelievesADriverThatListsTheServerWithoutAFigure) {
  const std::vector<Summarised> looks = {look("nvidia-smi device", Holding::risen, 100),
                                         look("amdgpu device", Holding::listed, 0)};
  EXPECT_EQ(holder_among(looks), 1u);
}

TEST(MeterChoice, SaysThatASmallPartIsLeftOut) {
  const auto use =
      merge({look("nvidia-smi process", Holding::listed, 20000), look("amdgpu process", Holding::listed, 300)});
  EXPECT_EQ(use.peak_bytes, 20000 * kMiB);
  EXPECT_THAT(use.gaps, Contains(HasSubstr("300 MiB on those of amdgpu: the former alone are the figures")));
}

TEST(MeterChoice, HasNoFigureWhereNoMeterTells) {
  const auto use = merge({look("nvidia-smi device", Holding::unclear, 0), look("amdgpu device", Holding::unclear, 0)});
  EXPECT_EQ(use.peak_bytes, std::nullopt);
  EXPECT_THAT(use.gaps, Contains(HasSubstr("neither nvidia-smi nor amdgpu tells")));
}

TEST(MeterChoice, GivesEveryMetersReasonWhereNoneHoldsTheServer) {
  const auto use = merge({look("a", Holding::none, 0), look("b", Holding::none, 0)});
  EXPECT_THAT(use.gaps, testing::ElementsAre("a's gap", "b's gap"));
}

}  // namespace
}  // namespace quantladder::sys
