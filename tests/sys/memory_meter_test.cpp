// The meters with their threads and programs, against the fake nvidia-smi.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <thread>

#include "sys/meter_fixture.h"

namespace quantladder::sys {
namespace {

using Clock = MemoryMeter::Clock;
using testing::Contains;
using testing::HasSubstr;
using testing::StartsWith;

TEST_F(Meter, MeasuresTheServerOnOneGpu) {
  replay("one_gpu");
  start();
  const auto use = wait_until([](const auto& u) {
    return u.source == core::MemorySource::nvidia_process && u.peak_bytes && u.device_peak_bytes == 20110 * kMiB;
  });
  EXPECT_EQ(use.source, core::MemorySource::nvidia_process);
  EXPECT_EQ(use.peak_bytes, 20096 * kMiB);
  EXPECT_EQ(use.device_peak_bytes, 20110 * kMiB);
  EXPECT_EQ(use.peak_temperature_c, 54);
  EXPECT_EQ(use.min_sm_clock_mhz, 345);
  EXPECT_GT(use.mean_power_w.value(), 76);
}

TEST_F(Meter, NamesTheGpuAndItsDriver) {
  replay("one_gpu");
  start();
  EXPECT_EQ(meter_->describe(), "nvidia-smi: NVIDIA H200, driver 570.124.06");
}

TEST_F(Meter, HasABaselineForTheFirstServer) {
  replay("one_gpu");
  script("gpu.txt", "0, GPU-1, 4, 70.00, 345, 31\n--\n");
  script("apps.txt", "@PID@, GPU-1, 3\n--\n");
  start();
  const auto use = wait_until([](const auto& u) { return u.source == core::MemorySource::nvidia_process; });
  EXPECT_EQ(use.baseline_bytes, 4 * kMiB);
}

TEST_F(Meter, HasABaselineForTheNextServerToo) {
  replay("one_gpu");
  script("gpu.txt", "0, GPU-1, 4, 70.00, 345, 31\n--\n");
  script("apps.txt", "@PID@, GPU-1, 3\n--\n");
  start();
  meter_->unwatch();
  meter_->wait_for_idle(std::chrono::seconds(60));
  begin_ = Clock::now();
  meter_->watch(getpid(), Offload::unknown);
  const auto use = wait_until([](const auto& u) { return u.source == core::MemorySource::nvidia_process; });
  EXPECT_EQ(use.baseline_bytes, 4 * kMiB);
}

TEST_F(Meter, DoesNotWaitForAnIdleGpuWhereThereIsNone) {
  options_.nvidia_smi = (dir_.path() / "no-such-program").string();
  start();
  meter_->unwatch();
  meter_->wait_for_idle(std::chrono::hours(24));
  SUCCEED() << "or the test would run out of time";
}

TEST_F(Meter, SumsSeveralGpus) {
  replay("two_gpus");
  start();
  const auto use =
      wait_until([](const auto& u) { return u.peak_bytes == 12000 * kMiB && u.device_peak_bytes == 12510 * kMiB; });
  EXPECT_EQ(use.peak_bytes, 12000 * kMiB);
  EXPECT_EQ(use.device_peak_bytes, 12510 * kMiB);
  EXPECT_EQ(use.peak_temperature_c, 61);
  EXPECT_EQ(use.min_sm_clock_mhz, 1400);
}

TEST_F(Meter, NeverTurnsAMissingFigureIntoZero) {
  replay("not_supported");
  start();
  const auto use = wait_until([](const auto& u) {
    return testing::Value(u.gaps, Contains(HasSubstr("the server's own memory (peak is the GPU's total)")));
  });
  EXPECT_EQ(use.energy_j, std::nullopt);
  EXPECT_EQ(use.mean_power_w, std::nullopt);
  EXPECT_EQ(use.min_sm_clock_mhz, std::nullopt);
  EXPECT_EQ(use.peak_temperature_c, 44);
  EXPECT_EQ(use.source, core::MemorySource::nvidia_device);
  EXPECT_EQ(use.peak_bytes, 305 * kMiB);
  EXPECT_THAT(use.gaps, Contains("power and energy: nvidia-smi says [Not Supported]"));
  EXPECT_THAT(meter_->samples_csv(begin_, Clock::now()), HasSubstr(",device,0,319815680,,,44\n"));
}

// Jetson Thor: bare UUIDs, no memory of the device; the process is listed with its memory.
TEST_F(Meter, MeasuresAProcessUnderAUuidWithoutPrefix) {
  replay("unified_bare_uuid");
  start();
  const auto use = wait_until([](const auto& u) { return u.peak_bytes.has_value(); });
  EXPECT_EQ(use.source, core::MemorySource::nvidia_process);
  EXPECT_EQ(use.peak_bytes, 3891 * kMiB);
  EXPECT_THAT(use.gaps, Contains("device memory: nvidia-smi says [N/A]"));
}

// Jetson Orin.
TEST_F(Meter, SaysWhatTheDriverWroteWhereItHasNoFigureAtAll) {
  replay("unified_bare_uuid");
  script("gpu.txt", "0, 54d0709b-1e6c-5c2f-9a0d-27b1c0e4f8aa, [N/A], [N/A], [N/A], [N/A]\n--\n");
  script("apps.txt", "--\n");
  options_.silence_limit = std::chrono::milliseconds(100);
  start();
  const auto use = wait_until([](const auto& u) { return u.samples > 20; });
  EXPECT_EQ(use.peak_bytes, std::nullopt);
  EXPECT_THAT(use.gaps, testing::ElementsAre("device memory: nvidia-smi says [N/A]",
                                             "the server's own memory: nvidia-smi lists no such process",
                                             "power and energy: nvidia-smi says [N/A]",
                                             "temperature: nvidia-smi says [N/A]", "clock: nvidia-smi says [N/A]"));
}

TEST_F(Meter, TakesACompleteAnswerThatComesWithAWarning) {
  replay("one_gpu");
  script("facts.txt", "NVIDIA H200, 570.124.06, 143771\nWARNING: infoROM is corrupted at gpu 0000:01:00.0\n!exit 14\n");
  start();
  EXPECT_EQ(meter_->describe(),
            "nvidia-smi: NVIDIA H200, driver 570.124.06 (exit code 14: WARNING: infoROM is "
            "corrupted at gpu 0000:01:00.0)");
  const auto use = wait_until([](const auto& u) { return u.source == core::MemorySource::nvidia_process; });
  EXPECT_EQ(use.source, core::MemorySource::nvidia_process);
}

TEST_F(Meter, MeasuresAProcessInAMigInstance) {
  replay("one_gpu");
  script("gpu.txt", "0, GPU-3a5f1c82-9d0e-4b7a-8f61-2c4e6a8b0d13, [N/A], 76.31, 345, 31\n--\n");
  script("apps.txt", "@PID@, MIG-0b6f1e9c-2d7a-5c1e-9a55-cf5c0de2a7b1, 3891\n--\n");
  start();
  const auto use = wait_until([](const auto& u) { return u.peak_bytes.has_value(); });
  EXPECT_EQ(use.source, core::MemorySource::nvidia_process);
  EXPECT_EQ(use.peak_bytes, 3891 * kMiB);
}

TEST_F(Meter, MeasuresAProcessInAMigInstanceOfOneOfSeveralGpus) {
  replay("two_gpus");
  script("apps.txt", "@PID@, MIG-0b6f1e9c-2d7a-5c1e-9a55-cf5c0de2a7b1, 3891\n--\n");
  start();
  const auto use =
      wait_until([](const auto& u) { return u.source == core::MemorySource::nvidia_process && u.peak_bytes; });
  EXPECT_EQ(use.peak_bytes, 3891 * kMiB);
}

// A driver that lacks one of the fields refuses the query each time.
TEST_F(Meter, DoesNotWaitForTheFirstSampleOfAQueryThatIsRefused) {
  replay("one_gpu");
  options_.probe_limit = std::chrono::hours(24);
  script("gpu.txt", "Field \"clocks.sm\" is not a valid field to query.\n!exit 2\n");
  start();
  const auto use = wait_until([](const auto& u) { return u.samples > 0; });
  EXPECT_EQ(use.source, core::MemorySource::resident);
  EXPECT_THAT(meter_->between(begin_, Clock::now()).gaps, Contains(HasSubstr("exit code 2: Field \"clocks.sm\"")));
}

TEST_F(Meter, TellsLinesThatAreNoRowsFromSilence) {
  replay("one_gpu");
  options_.silence_limit = std::chrono::milliseconds(300);
  script("gpu.1.txt", "0, GPU-1, 4, 70.00, 345, 31\n0, GPU-1, in a new form\n!hang\n");
  script("gpu.txt", "0, GPU-1, 777, 70.00, 345, 31\n--\n");
  start();
  const auto use = wait_until([](const auto& u) { return u.device_peak_bytes == 777 * kMiB; });
  EXPECT_THAT(use.gaps,
              Contains("nvidia-smi sent no row that can be read for 0.3 s: 0, GPU-1, in a new form; restarted"));
}

TEST_F(Meter, SaysSoWhenAContainerHidesTheProcess) {
  replay("hidden_process");
  start();
  const auto use = wait_until([](const auto& u) { return u.peak_bytes == 20110 * kMiB; });
  EXPECT_EQ(use.source, core::MemorySource::nvidia_device);
  EXPECT_THAT(use.gaps, Contains(HasSubstr("lists no such process")));
}

TEST_F(Meter, RecordsADriverErrorAndGoesOn) {
  replay("driver_error");
  start();
  const auto use = wait_until([](const auto& u) { return u.device_peak_bytes == 20110 * kMiB; });
  EXPECT_EQ(use.device_peak_bytes, 20110 * kMiB);
  EXPECT_THAT(use.gaps, Contains(StartsWith("nvidia-smi ended with exit code 15: Unable to determine the device")));
}

TEST_F(Meter, RestartsASamplerThatHangs) {
  replay("one_gpu");
  options_.silence_limit = std::chrono::milliseconds(300);
  script("gpu.1.txt", "0, GPU-1, 4, 70.00, 345, 31\n!hang\n");
  script("gpu.txt", "0, GPU-1, 777, 70.00, 345, 31\n--\n");
  start();
  const auto use = wait_until([](const auto& u) { return u.device_peak_bytes == 777 * kMiB; });
  EXPECT_EQ(use.device_peak_bytes, 777 * kMiB);
  EXPECT_THAT(use.gaps, Contains(StartsWith("nvidia-smi sent nothing for 0.3 s")));
}

TEST_F(Meter, MeasuresResidentMemoryWhenNvidiaSmiIsMissing) {
  options_.nvidia_smi = (dir_.path() / "no-such-program").string();
  start();
  const auto use = wait_until([](const auto& u) { return u.samples >= 2; });
  EXPECT_EQ(use.source, core::MemorySource::resident);
  EXPECT_GT(use.peak_bytes.value_or(0), kMiB);
  EXPECT_EQ(use.device_peak_bytes, std::nullopt);
  EXPECT_EQ(use.energy_j, std::nullopt);
  EXPECT_THAT(meter_->describe(), StartsWith("resident memory: no GPU meter found (nvidia-smi: not found"));
}

TEST_F(Meter, SaysWhyNvidiaSmiCouldNotBeUsed) {
  replay("no_driver");
  start();
  EXPECT_THAT(meter_->describe(), HasSubstr("exit code 9: NVIDIA-SMI has failed"));
}

TEST_F(Meter, DoesNotWaitForAnNvidiaSmiThatHangsAtOnce) {
  replay("one_gpu");
  options_.probe_limit = std::chrono::milliseconds(200);
  script("facts.txt", "!hang\n");
  start();
  EXPECT_THAT(meter_->describe(), HasSubstr("nvidia-smi: no answer in time"));
}

TEST_F(Meter, LeavesResidentMemoryAbsentWithoutAServer) {
  options_.nvidia_smi = (dir_.path() / "no-such-program").string();
  start();
  meter_->unwatch();
  const auto now = Clock::now();
  std::this_thread::sleep_for(std::chrono::milliseconds(1));
  const auto use = meter_->between(now + std::chrono::microseconds(1), Clock::now());
  EXPECT_THAT(use.gaps, Contains("no server was watched"));
  EXPECT_EQ(use.device_peak_bytes, std::nullopt);
}

}  // namespace
}  // namespace quantladder::sys
