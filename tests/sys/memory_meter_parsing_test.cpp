// nvidia-smi's lines, amdgpu's files and /proc: text -> values.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "quantladder/sys/files.h"
#include "sys/amdgpu.h"
#include "sys/meter_units.h"
#include "sys/nvidia_smi.h"
#include "sys/resident.h"

namespace quantladder::sys {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;
using testing::Pair;

TEST(NvidiaSmiGpuRow, ReadsEveryColumn) {
  const auto row = parse_gpu_row("1, GPU-3a5f, 20110, 299.55, 1980, 54\r");
  ASSERT_TRUE(row.has_value());
  EXPECT_EQ(row->index, 1);
  EXPECT_EQ(row->uuid, "GPU-3a5f");
  EXPECT_EQ(row->used_bytes, 20110 * kMiB);
  EXPECT_EQ(row->power_w, 299.55F);
  EXPECT_EQ(row->sm_clock_mhz, 1980.F);
  EXPECT_EQ(row->temperature_c, 54.F);
  EXPECT_THAT(row->missing, IsEmpty());
}

TEST(NvidiaSmiGpuRow, LeavesWhatIsNoNumberAbsentWithItsText) {
  const auto row = parse_gpu_row("0, GPU-3a5f, [N/A], [Not Supported], [Unknown Error], ERR!");
  ASSERT_TRUE(row.has_value());
  EXPECT_EQ(row->used_bytes, std::nullopt);
  EXPECT_EQ(row->power_w, std::nullopt);
  EXPECT_EQ(row->sm_clock_mhz, std::nullopt);
  EXPECT_EQ(row->temperature_c, std::nullopt);
  EXPECT_THAT(row->missing, ElementsAre(Pair("memory.used", "[N/A]"), Pair("power.draw", "[Not Supported]"),
                                        Pair("clocks.sm", "[Unknown Error]"), Pair("temperature.gpu", "ERR!")));
}

TEST(NvidiaSmiGpuRow, TakesNoFigureThatIsNotFinite) {
  const auto row = parse_gpu_row("0, GPU-3a5f, 4, nan, inf, 31");
  EXPECT_THAT(row->missing, ElementsAre(Pair("power.draw", "nan"), Pair("clocks.sm", "inf")));
}

// Jetson boards.
TEST(NvidiaSmiGpuRow, TakesAUuidWithoutPrefixAndNoUuid) {
  const auto thor = parse_gpu_row("0, 54d0709b-1e6c-5c2f-9a0d-27b1c0e4f8aa, [N/A], 12.50, 1575, 48");
  ASSERT_TRUE(thor.has_value());
  EXPECT_EQ(thor->power_w, 12.5F);
  const auto orin = parse_gpu_row("0, [N/A], [N/A], [N/A], [N/A], [N/A]");
  ASSERT_TRUE(orin.has_value());
  EXPECT_EQ(orin->missing.size(), 4u);
}

TEST(NvidiaSmiAppRow, TakesAUuidWithoutPrefixAndNoUuid) {
  EXPECT_EQ(parse_app_row("4711, 54d0709b-1e6c-5c2f-9a0d-27b1c0e4f8aa, 3891")->used_bytes, 3891 * kMiB);
  EXPECT_EQ(parse_app_row("4711, [N/A], 3891")->used_bytes, 3891 * kMiB);
}

TEST(NvidiaSmiUuid, NamesOneGpuHoweverItIsWritten) {
  const std::string bare = "54d0709b-1e6c-5c2f-9a0d-27b1c0e4f8aa";
  EXPECT_EQ(gpu_key(bare), bare);
  EXPECT_EQ(gpu_key("GPU-" + bare), bare);
  EXPECT_EQ(gpu_key("MIG-GPU-" + bare + "/7/0"), bare);
  EXPECT_EQ(gpu_key("[N/A]"), "");
}

TEST(NvidiaSmiGpuRow, KeepsAMeasuredZero) { EXPECT_EQ(parse_gpu_row("0, GPU-3a5f, 0, 5.00, 0, 30")->used_bytes, 0u); }

TEST(NvidiaSmiGpuRow, RefusesWhatIsNoRow) {
  for (const char* line :
       {"", "No devices were found", "0, GPU-3a5f, 20110, 299.55, 1980", "0, GPU-3a5f, 1, 2, 3, 4, 5",
        "x, GPU-3a5f, 1, 2, 3, 4", "0, Unable to determine, 1, 2, 3, 4",
        "Unable to determine the device handle for GPU0: 0000:01:00.0: GPU is lost."}) {
    EXPECT_FALSE(parse_gpu_row(line).has_value()) << line;
  }
}

TEST(NvidiaSmiAppRow, ReadsAProcess) {
  const auto row = parse_app_row("4711, GPU-3a5f, 20096");
  ASSERT_TRUE(row.has_value());
  EXPECT_EQ(row->pid, 4711);
  EXPECT_EQ(row->gpu_uuid, "GPU-3a5f");
  EXPECT_EQ(row->used_bytes, 20096 * kMiB);
}

TEST(NvidiaSmiAppRow, KeepsAProcessWhoseMemoryIsHidden) {
  const auto row = parse_app_row("4711, GPU-3a5f, [Insufficient Permissions]");
  ASSERT_TRUE(row.has_value());
  EXPECT_EQ(row->used_bytes, std::nullopt);
  EXPECT_THAT(row->missing, ElementsAre(Pair("used_memory", "[Insufficient Permissions]")));
}

TEST(NvidiaSmiAppRow, RefusesWhatIsNoRow) {
  for (const char* line : {"", "No running processes found", "[N/A], GPU-3a5f, 1", "0, GPU-3a5f, 1", "1, 2"}) {
    EXPECT_FALSE(parse_app_row(line).has_value()) << line;
  }
}

TEST(NvidiaSmiFacts, ReadsOneGpuPerLine) {
  const auto gpus = parse_gpu_facts("NVIDIA H200, 570.124.06, 143771\nGrace, 570.124.06, [N/A]\n");
  ASSERT_EQ(gpus.size(), 2u);
  EXPECT_EQ(gpus[0].name, "NVIDIA H200");
  EXPECT_EQ(gpus[0].driver, "570.124.06");
  EXPECT_EQ(gpus[0].memory_bytes, 143771 * kMiB);
  EXPECT_EQ(gpus[1].memory_bytes, 0u);
}

TEST(NvidiaSmiFacts, KeepsAGpuWhoseDriverTellsNoVersion) {
  const auto gpus = parse_gpu_facts("Orin (nvgpu), [N/A], [N/A]\n");
  ASSERT_EQ(gpus.size(), 1u);
  EXPECT_EQ(gpus[0].driver, "");
}

TEST(NvidiaSmiFacts, KeepsTheCommasOfAName) {
  const auto gpus = parse_gpu_facts("NVIDIA Graphics Device, Rev A, 570.1, 24564\n");
  ASSERT_EQ(gpus.size(), 1u);
  EXPECT_EQ(gpus[0].name, "NVIDIA Graphics Device, Rev A");
  EXPECT_EQ(gpus[0].driver, "570.1");
}

TEST(NvidiaSmiFacts, TakesNoErrorMessageForAGpu) {
  EXPECT_THAT(parse_gpu_facts("It has failed, sadly, and, 3 times, in a row.\n"), IsEmpty());
  EXPECT_THAT(parse_gpu_facts("NVIDIA-SMI has failed, sadly, because of its driver.\nNo devices were found\n"),
              IsEmpty());
}

TEST(ResidentStatus, AddsAnonymousFileAndSharedPages) {
  const auto status = parse_status(
      "Name:\tx\nVmHWM:\t   900 kB\nVmRSS:\t 600 kB\nRssAnon:\t 100 kB\nRssFile:\t 200 kB\n"
      "RssShmem:\t 300 kB\n");
  ASSERT_TRUE(status.has_value());
  EXPECT_EQ(status->resident_bytes, 600u << 10);
  EXPECT_EQ(status->peak_bytes, 900u << 10);
}

TEST(ResidentStatus, IsAbsentForAProcessWithoutMemory) {
  EXPECT_EQ(parse_status("Name:\tkthreadd\nThreads:\t1\n"), std::nullopt);
}

TEST(ProcessParent, IsReadBehindANameWithBracketsAndBlanks) {
  EXPECT_EQ(parse_parent("12 (a) R 9 (b) S 345 12 12 0"), 345);
  EXPECT_EQ(parse_parent("garbage"), 0);
}

class FakeProc : public testing::Test {
 protected:
  void process(int pid, int parent, int rss_kib, int hwm_kib) {
    const auto folder = dir_.path() / std::to_string(pid);
    write_file(folder / "stat", std::to_string(pid) + " (x) S " + std::to_string(parent) + " 0 0");
    write_file(folder / "status",
               "VmHWM:\t" + std::to_string(hwm_kib) + " kB\nVmRSS:\t" + std::to_string(rss_kib) + " kB\n");
  }
  TempDir dir_;
};

TEST_F(FakeProc, TreeHoldsTheDescendantsAndNobodyElse) {
  process(10, 1, 1, 1);
  process(11, 10, 1, 1);
  process(12, 11, 1, 1);
  process(20, 1, 1, 1);
  EXPECT_THAT(process_tree(dir_.path(), 10), ElementsAre(10, 11, 12));
  EXPECT_THAT(process_tree(dir_.path(), 99), IsEmpty());
}

TEST_F(FakeProc, DescentIsFoundThroughTheMiddle) {
  process(10, 1, 1, 1);
  process(11, 10, 1, 1);
  process(12, 11, 1, 1);
  EXPECT_TRUE(descends_from(dir_.path(), 12, 10));
  EXPECT_TRUE(descends_from(dir_.path(), 10, 10));
  EXPECT_FALSE(descends_from(dir_.path(), 10, 12));
}

TEST_F(FakeProc, DescentEndsEvenInARing) {
  process(11, 12, 1, 1);
  process(12, 11, 1, 1);
  EXPECT_FALSE(descends_from(dir_.path(), 11, 10));
}

TEST_F(FakeProc, ResidentMemoryCountsTheChildren) {
  process(10, 1, 100, 100);
  process(11, 10, 50, 50);
  EXPECT_EQ(ResidentReader(dir_.path()).read(10), 150u << 10);
}

TEST_F(FakeProc, ResidentMemoryNoticesAPeakBetweenTwoReadings) {
  ResidentReader reader(dir_.path());
  process(10, 1, 100, 100);
  EXPECT_EQ(reader.read(10), 100u << 10);
  process(10, 1, 120, 900);
  EXPECT_EQ(reader.read(10), 900u << 10);
  EXPECT_EQ(reader.read(10), 120u << 10);
}

TEST_F(FakeProc, ResidentMemoryOfNoProcessIsAbsent) { EXPECT_EQ(ResidentReader(dir_.path()).read(10), std::nullopt); }

TEST_F(FakeProc, VramCountsAClientOfSeveralDescriptorsOnce) {
  const std::string client = "pos:\t0\ndrm-driver:\tamdgpu\ndrm-pdev:\t0000:03:00.0\ndrm-client-id:\t7\n";
  write_file(dir_.path() / "10/fdinfo/4", client + "drm-memory-vram:\t2048 KiB\n");
  write_file(dir_.path() / "10/fdinfo/5", client + "drm-memory-vram:\t2048 KiB\n");
  write_file(dir_.path() / "10/fdinfo/6", "pos:\t0\nflags:\t02\n");
  EXPECT_THAT(held_by_slot(dir_.path(), {10}),
              ElementsAre(Pair("0000:03:00.0", Field(&AmdHeld::vram_bytes, 2048u << 10))));
}

TEST(DrmClient, ReadsTheKeysOfOldAndNewKernels) {
  const std::string head = "drm-pdev:\t0000:03:00.0\ndrm-client-id:\t7\n";
  const auto old = parse_fdinfo(head + "drm-memory-vram:\t5 MiB\ndrm-memory-gtt:\t25 GiB\n");
  ASSERT_TRUE(old.has_value());
  EXPECT_EQ(old->vram_bytes, 5 * kMiB);
  EXPECT_EQ(old->gtt_bytes, 25600 * kMiB);
  const auto now = parse_fdinfo(head +
                                "drm-total-vram:\t900 MiB\ndrm-resident-vram:\t5 MiB\n"
                                "drm-total-gtt:\t900 MiB\ndrm-resident-gtt:\t800 MiB\n");
  ASSERT_TRUE(now.has_value());
  EXPECT_EQ(now->vram_bytes, 5 * kMiB);
  EXPECT_EQ(now->gtt_bytes, 800 * kMiB);
}

class FakeDrm : public testing::Test {
 protected:
  void file(const std::string& path, const std::string& text) { write_file(dir_.path() / path, text); }
  TempDir dir_;
};

TEST_F(FakeDrm, FindsAmdCardsAndLeavesOthersAndConnectorsOut) {
  file("card1/device/vendor", "0x1002\n");
  file("card1/device/mem_info_vram_used", "1048576\n");
  file("card1/device/mem_info_vram_total", "17163091968\n");
  file("card1/device/uevent", "DRIVER=amdgpu\nPCI_SLOT_NAME=0000:03:00.0\n");
  file("card1-DP-1/device/vendor", "0x1002\n");
  file("card0/device/vendor", "0x8086\n");
  const auto gpus = find_amd_gpus(dir_.path());
  ASSERT_EQ(gpus.size(), 1u);
  EXPECT_EQ(gpus[0].index, 1);
  EXPECT_EQ(gpus[0].pci_slot, "0000:03:00.0");
  EXPECT_EQ(gpus[0].memory_bytes, 17163091968u);
}

TEST_F(FakeDrm, ReadsTheSensorsInTheirUnits) {
  file("device/mem_info_vram_used", "1048576\n");
  file("hwmon3/power1_average", "245000000\n");
  file("hwmon3/temp1_input", "61500\n");
  file("hwmon3/freq1_input", "2450000000\n");
  const auto reading = read_amd_gpu({.device = dir_.path() / "device", .hardware = dir_.path() / "hwmon3"});
  EXPECT_EQ(reading.used_bytes, kMiB);
  EXPECT_FLOAT_EQ(reading.power_w.value(), 245);
  EXPECT_FLOAT_EQ(reading.temperature_c.value(), 61.5);
  EXPECT_FLOAT_EQ(reading.sm_clock_mhz.value(), 2450);
}

constexpr std::uint64_t kGiB = 1ULL << 30;

TEST_F(FakeDrm, TellsGpusThatShareMainMemoryFromCards) {
  struct Case {
    const char* what;
    std::uint64_t vram, gtt;
    std::map<std::string, std::string> files;
    AmdMemory memory;
  };
  const std::string apu_metrics("\x70\x00\x03\x00", 4);
  const std::string card_metrics("\x70\x00\x01\x03", 4);
  const std::vector<Case> cases = {
      {"Strix Halo, 512 MiB set aside", kGiB / 2, 62 * kGiB, {}, AmdMemory::shared},
      {"Strix Halo, 96 GiB set aside", 96 * kGiB, 16 * kGiB, {{"gpu_metrics", apu_metrics}}, AmdMemory::shared},
      {"an APU with 4 GiB set aside", 4 * kGiB, 14 * kGiB, {{"hwmon/hwmon1/in1_label", "vddnb\n"}}, AmdMemory::shared},
      {"a card of 24 GiB", 24 * kGiB, 32 * kGiB, {}, AmdMemory::dedicated},
      {"a card of 8 GiB in a large machine",
       8 * kGiB,
       64 * kGiB,
       {{"gpu_metrics", card_metrics}},
       AmdMemory::dedicated},
      {"an older card", 4 * kGiB, 64 * kGiB, {{"mem_info_vram_vendor", "samsung\n"}}, AmdMemory::dedicated},
      {"4 GiB, and nothing else is known", 4 * kGiB, 64 * kGiB, {}, AmdMemory::unknown},
  };
  for (const Case& c : cases) {
    std::filesystem::remove_all(dir_.path() / "card0");
    file("card0/device/vendor", "0x1002\n");
    file("card0/device/mem_info_vram_used", "1048576\n");
    file("card0/device/mem_info_vram_total", std::to_string(c.vram) + "\n");
    file("card0/device/mem_info_gtt_total", std::to_string(c.gtt) + "\n");
    for (const auto& [name, text] : c.files) file("card0/device/" + name, text);
    const auto gpus = find_amd_gpus(dir_.path());
    ASSERT_EQ(gpus.size(), 1u) << c.what;
    EXPECT_EQ(gpus[0].memory, c.memory) << c.what;
  }
}

TEST_F(FakeDrm, AnApusMemoryIsVramAndGtt) {
  file("device/mem_info_vram_used", std::to_string(400 * kMiB) + "\n");
  file("device/mem_info_gtt_used", std::to_string(24000 * kMiB) + "\n");
  AmdGpu gpu{.device = dir_.path() / "device", .memory = AmdMemory::shared};
  EXPECT_EQ(read_amd_gpu(gpu).used_bytes, 24400 * kMiB);
  gpu.memory = AmdMemory::dedicated;
  EXPECT_EQ(read_amd_gpu(gpu).used_bytes, 400 * kMiB);
  gpu.memory = AmdMemory::unknown;
  EXPECT_EQ(read_amd_gpu(gpu).used_bytes, std::nullopt);
}

// Half a sum is no figure.
TEST_F(FakeDrm, AnApuWithoutItsGttHasNoFigure) {
  file("device/mem_info_vram_used", "1048576\n");
  EXPECT_EQ(read_amd_gpu({.device = dir_.path() / "device", .memory = AmdMemory::shared}).used_bytes, std::nullopt);
}

TEST_F(FakeDrm, LeavesAbsentWhatTheCardHasNoSensorFor) {
  file("device/mem_info_vram_used", "1048576\n");
  const auto reading = read_amd_gpu({.device = dir_.path() / "device"});
  EXPECT_EQ(reading.power_w, std::nullopt);
  EXPECT_EQ(reading.temperature_c, std::nullopt);
  EXPECT_EQ(reading.sm_clock_mhz, std::nullopt);
}

}  // namespace
}  // namespace quantladder::sys
