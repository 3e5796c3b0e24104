// AMD GPUs through the files of their kernel driver.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "quantladder/sys/host.h"

namespace quantladder::sys {

// Says where a GPU's buffers lie. The kernel counts VRAM apart from GTT, which is main memory that the GPU addresses.
enum class AmdMemory {
  dedicated,  // VRAM of its own: GTT is what spilled over, or waits to be copied
  shared,     // an APU: VRAM is a part of main memory set aside at boot, and GTT is used alike; their sum counts
  unknown,    // the files don't tell, so that neither VRAM nor the sum is known to be right
};

struct AmdGpu {
  int index = 0;                   // of cardN
  std::string pci_slot;            // "0000:03:00.0"
  std::filesystem::path device;    // <root>/cardN/device
  std::filesystem::path hardware;  // its hwmon folder; empty when there is none
  std::uint64_t memory_bytes = 0;  // of an APU with its GTT; 0: not known
  AmdMemory memory = AmdMemory::dedicated;
};

// Returns the GPUs by index. Cards of other vendors, and AMD cards without memory figures, are left out.
std::vector<AmdGpu> find_amd_gpus(const std::filesystem::path& root);
std::vector<core::GpuFacts> to_facts(const std::vector<AmdGpu>& gpus);

struct AmdReading {
  std::optional<std::uint64_t> used_bytes;  // as `memory` counts; absent where that isn't known
  std::optional<float> power_w;             // power1_average, on newer cards power1_input
  std::optional<float> sm_clock_mhz;
  std::optional<float> temperature_c;
};
AmdReading read_amd_gpu(const AmdGpu& gpu);

// One open file of a GPU in /proc/PID/fdinfo/N. Several descriptors can share a client.
struct DrmClient {
  std::string pci_slot;
  std::string client;
  std::uint64_t vram_bytes = 0;
  std::uint64_t gtt_bytes = 0;
};
// Returns nullopt when the text isn't about a GPU or gives no memory.
std::optional<DrmClient> parse_fdinfo(std::string_view text);

struct AmdHeld {
  std::uint64_t vram_bytes = 0;
  std::uint64_t gtt_bytes = 0;
};
// Returns what a server holds as `memory` counts; nullopt where that isn't known.
std::optional<std::uint64_t> counted_bytes(AmdMemory memory, const AmdHeld& held);

// Returns for each PCI slot what these processes hold there; a client is counted once.
std::map<std::string, AmdHeld> held_by_slot(const std::filesystem::path& proc, const std::vector<int>& pids);

}  // namespace quantladder::sys
