// The meter of AMD GPUs, against fake kernel files.
#include <gmock/gmock.h>

#include "sys/meter_fixture.h"

namespace quantladder::sys {
namespace {

namespace fs = std::filesystem;
using Clock = MemoryMeter::Clock;
using testing::Contains;
using testing::HasSubstr;

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
  EXPECT_EQ(use.source, core::MemorySource::amdgpu_process);
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
  const auto use =
      wait_until([](const auto& u) { return u.source == core::MemorySource::amdgpu_process && u.peak_bytes; });
  EXPECT_EQ(use.peak_bytes, 24581 * kMiB);
  EXPECT_EQ(use.device_peak_bytes, 25420 * kMiB);
  EXPECT_THAT(meter_->describe(), HasSubstr("shares main memory: VRAM + GTT"));
}

TEST_F(AmdMeter, CountsTheVramOfACardAndSaysWhatSpilled) {
  memory("vram", 16000, 16384);
  memory("gtt", 9000, 32000);
  holds(15800, 8600);
  start();
  const auto use =
      wait_until([](const auto& u) { return u.source == core::MemorySource::amdgpu_process && u.peak_bytes; });
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
  const auto use =
      wait_until([](const auto& u) { return u.source == core::MemorySource::amdgpu_process && u.peak_bytes; });
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
  const auto use =
      wait_until([](const auto& u) { return u.samples > 3 && u.source == core::MemorySource::amdgpu_device; });
  EXPECT_EQ(use.peak_bytes, std::nullopt);
  EXPECT_EQ(use.device_peak_bytes, std::nullopt);
  EXPECT_THAT(use.gaps, Contains(HasSubstr("neither VRAM alone nor VRAM + GTT is known to be right")));
}

}  // namespace
}  // namespace quantladder::sys
