// The meters with their threads and programs, against the fake nvidia-smi and fake kernel files.
#include "quantladder/sys/memory_meter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <thread>

#include "quantladder/sys/files.h"

namespace quantladder::sys {
namespace {

namespace fs = std::filesystem;
using Clock = MemoryMeter::Clock;
using testing::Contains;
using testing::HasSubstr;
using testing::StartsWith;

constexpr std::uint64_t kMiB = 1 << 20;
const fs::path kFakes = fs::path(QUANTLADDER_SOURCE_DIR) / "tests/fakes";

class Meter : public testing::Test {
 protected:
  Meter() {
    options_.nvidia_smi = (kFakes / "fake_nvidia_smi.sh").string();
    options_.amdgpu_root = (dir_.path() / "drm").string();
    options_.period = std::chrono::milliseconds(20);
    options_.restart_after = std::chrono::milliseconds(20);
  }

  // This test's own process plays the server.
  void replay(const std::string& situation) {
    fs::copy(kFakes / "nvidia_smi" / situation, dir_.path() / "smi");
    setenv("FAKE_NVIDIA_SMI", (dir_.path() / "smi").c_str(), 1);
    setenv("FAKE_NVIDIA_SMI_PID", std::to_string(getpid()).c_str(), 1);
  }
  void script(const std::string& file, const std::string& text) { write_file(dir_.path() / "smi" / file, text); }

  void start() {
    begin_ = Clock::now();
    meter_ = make_memory_meter(options_);
    meter_->watch(getpid(), Offload::unknown);
  }

  // The first summary since the start that satisfies `enough`; the last one when none did in time.
  core::MemoryUse wait_until(const std::function<bool(const core::MemoryUse&)>& enough) const {
    const auto deadline = Clock::now() + std::chrono::seconds(60);
    core::MemoryUse use;
    do {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
      use = meter_->between(begin_, Clock::now());
    } while (!enough(use) && Clock::now() < deadline);
    return use;
  }

  TempDir dir_;
  MeterOptions options_;
  Clock::time_point begin_;
  std::unique_ptr<MemoryMeter> meter_;
};

TEST_F(Meter, MeasuresTheServerOnOneGpu) {
  replay("one_gpu");
  start();
  const auto use = wait_until([](const auto& u) {
    return u.source == "nvidia-smi process" && u.peak_bytes && u.device_peak_bytes == 20110 * kMiB;
  });
  EXPECT_EQ(use.source, "nvidia-smi process");
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
  const auto use = wait_until([](const auto& u) { return u.source == "nvidia-smi process"; });
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
  const auto use = wait_until([](const auto& u) { return u.source == "nvidia-smi process"; });
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
  EXPECT_EQ(use.source, "nvidia-smi device");
  EXPECT_EQ(use.peak_bytes, 305 * kMiB);
  EXPECT_THAT(use.gaps, Contains("power and energy: nvidia-smi says [Not Supported]"));
  EXPECT_THAT(meter_->samples_csv(begin_, Clock::now()), HasSubstr(",device,0,319815680,,,44\n"));
}

// Jetson Thor: bare UUIDs, no memory of the device; the process is listed with its memory.
TEST_F(Meter, MeasuresAProcessUnderAUuidWithoutPrefix) {
  replay("unified_bare_uuid");
  start();
  const auto use = wait_until([](const auto& u) { return u.peak_bytes.has_value(); });
  EXPECT_EQ(use.source, "nvidia-smi process");
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
  const auto use = wait_until([](const auto& u) { return u.source == "nvidia-smi process"; });
  EXPECT_EQ(use.source, "nvidia-smi process");
}

TEST_F(Meter, MeasuresAProcessInAMigInstance) {
  replay("one_gpu");
  script("gpu.txt", "0, GPU-3a5f1c82-9d0e-4b7a-8f61-2c4e6a8b0d13, [N/A], 76.31, 345, 31\n--\n");
  script("apps.txt", "@PID@, MIG-0b6f1e9c-2d7a-5c1e-9a55-cf5c0de2a7b1, 3891\n--\n");
  start();
  const auto use = wait_until([](const auto& u) { return u.peak_bytes.has_value(); });
  EXPECT_EQ(use.source, "nvidia-smi process");
  EXPECT_EQ(use.peak_bytes, 3891 * kMiB);
}

TEST_F(Meter, MeasuresAProcessInAMigInstanceOfOneOfSeveralGpus) {
  replay("two_gpus");
  script("apps.txt", "@PID@, MIG-0b6f1e9c-2d7a-5c1e-9a55-cf5c0de2a7b1, 3891\n--\n");
  start();
  const auto use = wait_until([](const auto& u) { return u.source == "nvidia-smi process" && u.peak_bytes; });
  EXPECT_EQ(use.peak_bytes, 3891 * kMiB);
}

// A driver that lacks one of the fields refuses the query each time.
TEST_F(Meter, DoesNotWaitForTheFirstSampleOfAQueryThatIsRefused) {
  replay("one_gpu");
  options_.probe_limit = std::chrono::hours(24);
  script("gpu.txt", "Field \"clocks.sm\" is not a valid field to query.\n!exit 2\n");
  start();
  const auto use = wait_until([](const auto& u) { return u.samples > 0; });
  EXPECT_EQ(use.source, "resident memory");
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
  EXPECT_EQ(use.source, "nvidia-smi device");
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
  EXPECT_EQ(use.source, "resident memory");
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

TEST_F(Meter, ReadsAmdGpusFromTheFilesOfTheirDriver) {
  options_.nvidia_smi = (dir_.path() / "no-such-program").string();
  options_.proc_root = (dir_.path() / "proc").string();
  const fs::path card = dir_.path() / "drm/card0/device";
  write_file(card / "vendor", "0x1002\n");
  write_file(card / "mem_info_vram_used", std::to_string(900 * kMiB) + "\n");
  write_file(card / "uevent", "PCI_SLOT_NAME=0000:03:00.0\n");
  write_file(card / "hwmon/hwmon2/power1_average", "200000000\n");
  const fs::path server = dir_.path() / "proc" / std::to_string(getpid());
  write_file(server / "stat", "1 (x) S 1");
  write_file(server / "fdinfo/4", "drm-pdev:\t0000:03:00.0\ndrm-client-id:\t1\ndrm-memory-vram:\t819200 KiB\n");
  start();
  const auto use = wait_until([](const auto& u) { return u.peak_bytes == 800 * kMiB && u.energy_j; });
  EXPECT_EQ(use.source, "amdgpu process");
  EXPECT_EQ(use.peak_bytes, 800 * kMiB);
  EXPECT_EQ(use.device_peak_bytes, 900 * kMiB);
  EXPECT_NEAR(use.mean_power_w.value(), 200, 1e-3);
}

class AmdMeter : public Meter {
 protected:
  AmdMeter() {
    options_.nvidia_smi = (dir_.path() / "no-such-program").string();
    options_.proc_root = (dir_.path() / "proc").string();
    write_file(server_ / "stat", "1 (x) S 1");
    write_file(card_ / "vendor", "0x1002\n");
    write_file(card_ / "uevent", "PCI_SLOT_NAME=0000:03:00.0\n");
  }
  void memory(const std::string& name, std::uint64_t used_mib, std::uint64_t total_mib) {
    write_file(card_ / ("mem_info_" + name + "_used"), std::to_string(used_mib * kMiB) + "\n");
    write_file(card_ / ("mem_info_" + name + "_total"), std::to_string(total_mib * kMiB) + "\n");
  }
  void holds(int vram_mib, int gtt_mib) {
    write_file(server_ / "fdinfo/4", "drm-pdev:\t0000:03:00.0\ndrm-client-id:\t1\ndrm-resident-vram:\t" +
                                         std::to_string(vram_mib) + " MiB\ndrm-resident-gtt:\t" +
                                         std::to_string(gtt_mib) + " MiB\n");
  }
  fs::path card_ = dir_.path() / "drm/card0/device";
  fs::path server_ = dir_.path() / "proc" / std::to_string(getpid());
};

TEST_F(AmdMeter, CountsVramAndGttOfAnApu) {
  memory("vram", 420, 512);
  memory("gtt", 25000, 63000);
  holds(5, 24576);
  start();
  const auto use = wait_until([](const auto& u) { return u.source == "amdgpu process" && u.peak_bytes; });
  EXPECT_EQ(use.peak_bytes, 24581 * kMiB);
  EXPECT_EQ(use.device_peak_bytes, 25420 * kMiB);
  EXPECT_THAT(meter_->describe(), HasSubstr("shares main memory: VRAM + GTT"));
}

TEST_F(AmdMeter, CountsTheVramOfACardAndSaysWhatSpilled) {
  memory("vram", 16000, 16384);
  memory("gtt", 9000, 32000);
  holds(15800, 8600);
  start();
  const auto use = wait_until([](const auto& u) { return u.source == "amdgpu process" && u.peak_bytes; });
  EXPECT_EQ(use.peak_bytes, 15800 * kMiB);
  EXPECT_EQ(use.device_peak_bytes, 16000 * kMiB);
  EXPECT_THAT(use.gaps, Contains(HasSubstr("up to 8600 MiB that it holds for the GPU in main memory (GTT)")));
}

// The NVIDIA card drives the screen, and the server is on the AMD GPU.
TEST_F(AmdMeter, IsBelievedWhereNvidiaSmiDoesNotSeeTheServer) {
  options_.nvidia_smi = (kFakes / "fake_nvidia_smi.sh").string();
  replay("one_gpu");
  script("gpu.txt", "0, GPU-1, 600, 20.00, 345, 31\n--\n");
  script("apps.txt", "--\n");
  memory("vram", 16000, 16384);
  holds(15800, 20);
  start();
  const auto use = wait_until([](const auto& u) { return u.source == "amdgpu process" && u.peak_bytes; });
  EXPECT_EQ(use.peak_bytes, 15800 * kMiB);
  EXPECT_EQ(use.device_peak_bytes, 16000 * kMiB);
  EXPECT_THAT(meter_->describe(), HasSubstr("; amdgpu sysfs: "));
  EXPECT_THAT(meter_->samples_csv(begin_, Clock::now()), HasSubstr(",process,0,"));
}

TEST_F(AmdMeter, HasNoFigureWhereItIsNotKnownWhatToCount) {
  memory("vram", 4000, 4096);
  memory("gtt", 20000, 64000);
  holds(3900, 19000);
  start();
  const auto use = wait_until([](const auto& u) { return u.samples > 3 && u.source == "amdgpu device"; });
  EXPECT_EQ(use.peak_bytes, std::nullopt);
  EXPECT_EQ(use.device_peak_bytes, std::nullopt);
  EXPECT_THAT(use.gaps, Contains(HasSubstr("neither VRAM alone nor VRAM + GTT is known to be right")));
}

}  // namespace
}  // namespace quantladder::sys
