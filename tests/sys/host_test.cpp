#include "quantladder/sys/host.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>

#include <cstdlib>
#include <filesystem>

#include "quantladder/sys/files.h"

namespace quantladder::sys {
namespace {

namespace fs = std::filesystem;

class Host : public testing::Test {
 protected:
  Host() {
    options_.root = dir_.path().string();
    options_.nvidia_smi = (dir_.path() / "no-such-program").string();
    options_.amdgpu_root = (dir_.path() / "drm").string();
  }
  void file(const std::string& path, const std::string& text) { write_file(dir_.path() / path, text); }
  TempDir dir_;
  HostOptions options_;
};

TEST_F(Host, ReadsTheDistributionWithoutItsQuotes) {
  file("etc/os-release", "NAME=\"Debian\"\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nID=debian\n");
  EXPECT_EQ(read_host_facts(options_).os, "Debian GNU/Linux 12 (bookworm)");
}

TEST_F(Host, ReadsProcessorMemoryAndLoad) {
  file("proc/cpuinfo", "processor\t: 0\nmodel\t\t: 49\nmodel name\t: AMD EPYC 7B12\n");
  file("proc/meminfo", "MemFree:  1 kB\nMemTotal:       8039104 kB\n");
  file("proc/loadavg", "1.25 0.80 0.50 2/345 6789\n");
  const core::HostFacts facts = read_host_facts(options_);
  EXPECT_EQ(facts.cpu, "AMD EPYC 7B12");
  EXPECT_EQ(facts.memory_bytes, 8039104ULL << 10);
  EXPECT_EQ(facts.load_1min, 1.25);
}

TEST_F(Host, ReadsTheMeanClockAndTheHottestZone) {
  file("proc/cpuinfo", "processor\t: 0\ncpu MHz\t\t: 2000.5\nprocessor\t: 1\ncpu MHz\t\t: 3000.5\n");
  file("sys/class/thermal/thermal_zone0/temp", "41000\n");
  file("sys/class/thermal/thermal_zone1/temp", "63500\n");
  file("sys/class/thermal/cooling_device0/type", "Processor\n");
  const core::HostFacts facts = read_host_facts(options_);
  EXPECT_EQ(facts.cpu_mhz, 2500.5);
  EXPECT_EQ(facts.temperature_c, 63.5);
}

TEST_F(Host, HasNoClockAndNoTemperatureWhereTheKernelTellsNone) {
  file("proc/cpuinfo", "processor\t: 0\n");
  EXPECT_EQ(read_host_facts(options_).cpu_mhz, std::nullopt);
  EXPECT_EQ(read_host_facts(options_).temperature_c, std::nullopt);
}

TEST_F(Host, NamesTheArchitectureWhenTheKernelNamesNoProcessor) {
  file("proc/cpuinfo", "processor\t: 0\nBogoMIPS\t: 50.00\n");
  EXPECT_FALSE(read_host_facts(options_).cpu.empty());
}

TEST_F(Host, CountsTheCoresThatThisProcessMayUse) {
  cpu_set_t before;
  ASSERT_EQ(sched_getaffinity(0, sizeof before, &before), 0);
  cpu_set_t one;
  CPU_ZERO(&one);
  for (int cpu = 0; cpu < CPU_SETSIZE && CPU_COUNT(&one) == 0; ++cpu) {
    if (CPU_ISSET(cpu, &before)) CPU_SET(cpu, &one);
  }
  ASSERT_EQ(sched_setaffinity(0, sizeof one, &one), 0);
  EXPECT_EQ(read_host_facts(options_).cores, 1);
  sched_setaffinity(0, sizeof before, &before);
}

TEST_F(Host, AsksNvidiaSmiForItsGpus) {
  const fs::path fakes = fs::path(QUANTLADDER_SOURCE_DIR) / "tests/fakes";
  fs::copy(fakes / "nvidia_smi/two_gpus", dir_.path() / "smi");
  setenv("FAKE_NVIDIA_SMI", (dir_.path() / "smi").c_str(), 1);
  options_.nvidia_smi = (fakes / "fake_nvidia_smi.sh").string();
  const core::HostFacts facts = read_host_facts(options_);
  ASSERT_EQ(facts.gpus.size(), 2u);
  EXPECT_EQ(facts.gpus[1].name, "NVIDIA GeForce RTX 4090");
  EXPECT_EQ(facts.gpus[1].memory_bytes, 24564ULL << 20);
}

TEST_F(Host, FindsAmdGpusWithoutNvidiaSmi) {
  file("drm/card0/device/vendor", "0x1002\n");
  file("drm/card0/device/device", "0x744c\n");
  file("drm/card0/device/mem_info_vram_used", "1\n");
  file("drm/card0/device/mem_info_vram_total", "25753026560\n");
  const core::HostFacts facts = read_host_facts(options_);
  ASSERT_EQ(facts.gpus.size(), 1u);
  EXPECT_EQ(facts.gpus[0].name, "AMD GPU 0x744c");
  EXPECT_EQ(facts.gpus[0].memory_bytes, 25753026560u);
}

TEST_F(Host, HasNoGpuWhenThereIsNone) { EXPECT_TRUE(read_host_facts(options_).gpus.empty()); }

TEST(RealHost, KnowsItsKernelCoresAndMemory) {
  const core::HostFacts facts = read_host_facts();
  EXPECT_FALSE(facts.kernel.empty());
  EXPECT_GE(facts.cores, 1);
  EXPECT_GT(facts.memory_bytes, 0u);
}

}  // namespace
}  // namespace quantladder::sys
