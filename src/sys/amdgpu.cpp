#include "sys/amdgpu.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "sys/kernel_file.h"

namespace quantladder::sys {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kAmdVendor = "0x1002";

// "card0" but not the connector "card0-DP-1".
std::optional<int> card_index(const std::string& name) {
  return name.starts_with("card") ? whole_number(name.substr(4)) : std::nullopt;
}

fs::path first_hwmon(const fs::path& device) {
  std::set<fs::path> found;
  std::error_code error;
  for (fs::directory_iterator it(device / "hwmon", error), end; !error && it != end; it.increment(error)) {
    found.insert(it->path());
  }
  return found.empty() ? fs::path() : *found.begin();
}

// The first line of a file of the driver; empty when there is none.
std::string line_of(const fs::path& path) { return kernel_field(read_kernel_file(path).value_or(""), ""); }

// The third byte of the driver's table of metrics: 1 for cards, 2 and 3 for APUs.
int metrics_format(const fs::path& device) {
  const auto table = read_kernel_file(device / "gpu_metrics");
  return table && table->size() > 2 ? static_cast<unsigned char>((*table)[2]) : 0;
}

// No file says "APU", so the facts are asked in the order of how much they prove. A card has 2 GiB of VRAM or more; GTT
// is half of main memory, or more where it was raised.
AmdMemory memory_of(const fs::path& device, const fs::path& hardware) {
  constexpr std::uint64_t kLargestSmallCarveOut = 1ULL << 30;
  const auto vram = read_kernel_number(device / "mem_info_vram_total");
  const auto gtt = read_kernel_number(device / "mem_info_gtt_total");
  if (metrics_format(device) >= 2) return AmdMemory::shared;
  if (line_of(hardware / "in1_label") == "vddnb") return AmdMemory::shared;  // north bridge: only a CPU has one
  if (!gtt) return AmdMemory::dedicated;
  if (vram && *vram <= kLargestSmallCarveOut && *gtt > *vram) return AmdMemory::shared;
  if (metrics_format(device) == 1) return AmdMemory::dedicated;
  std::error_code error;
  if (fs::exists(device / "mem_info_vram_vendor", error)) return AmdMemory::dedicated;
  return vram && *vram > *gtt / 4 ? AmdMemory::dedicated : AmdMemory::unknown;
}

std::optional<AmdGpu> open_card(const fs::path& card) {
  const auto index = card_index(card.filename().string());
  if (!index) return std::nullopt;
  const fs::path device = card / "device";
  const auto vendor = read_kernel_file(device / "vendor");
  if (!vendor || vendor->rfind(kAmdVendor, 0) != 0) return std::nullopt;
  if (!read_kernel_number(device / "mem_info_vram_used")) return std::nullopt;
  AmdGpu gpu{.index = *index, .device = device, .hardware = first_hwmon(device)};
  gpu.pci_slot = kernel_field(read_kernel_file(device / "uevent").value_or(""), "PCI_SLOT_NAME=");
  gpu.memory = memory_of(device, gpu.hardware);
  gpu.memory_bytes = counted_bytes(gpu.memory, {read_kernel_number(device / "mem_info_vram_total").value_or(0),
                                                read_kernel_number(device / "mem_info_gtt_total").value_or(0)})
                         .value_or(0);
  return gpu;
}

std::optional<float> scaled(const fs::path& path, double unit) {
  const auto value = read_kernel_number(path);
  if (!value) return std::nullopt;
  return static_cast<float>(static_cast<double>(*value) * unit);
}

std::uint64_t in_bytes(const std::string& amount) {
  std::uint64_t value = 0;
  std::from_chars(amount.data(), amount.data() + amount.size(), value);
  if (amount.find("KiB") != std::string::npos) return value << 10;
  if (amount.find("MiB") != std::string::npos) return value << 20;
  if (amount.find("GiB") != std::string::npos) return value << 30;
  return value;
}

// Newer kernels write what is resident, older ones call the same `memory`; `total` counts what was moved away too.
std::optional<std::uint64_t> region(std::string_view text, const std::string& name) {
  for (const char* prefix : {"drm-resident-", "drm-memory-", "drm-total-"}) {
    const std::string amount = kernel_field(text, prefix + name + ":");
    if (!amount.empty()) return in_bytes(amount);
  }
  return std::nullopt;
}

}  // namespace

std::vector<AmdGpu> find_amd_gpus(const fs::path& root) {
  std::vector<AmdGpu> gpus;
  std::error_code error;
  for (fs::directory_iterator it(root, error), end; !error && it != end; it.increment(error)) {
    if (auto gpu = open_card(it->path())) gpus.push_back(std::move(*gpu));
  }
  std::sort(gpus.begin(), gpus.end(), [](const AmdGpu& a, const AmdGpu& b) { return a.index < b.index; });
  return gpus;
}

std::vector<core::GpuFacts> to_facts(const std::vector<AmdGpu>& gpus) {
  std::vector<core::GpuFacts> facts;
  for (const AmdGpu& gpu : gpus) {
    // Only some cards (those of data centres) carry a name; the PCI device id can be looked up.
    std::string name = line_of(gpu.device / "product_name");
    if (name.empty()) name = "AMD GPU " + line_of(gpu.device / "device");
    const auto version = read_kernel_file("/sys/module/amdgpu/version");
    facts.push_back({name, version ? "amdgpu " + kernel_field(*version, "") : "amdgpu", gpu.memory_bytes});
  }
  return facts;
}

AmdReading read_amd_gpu(const AmdGpu& gpu) {
  AmdReading reading;
  const auto vram = read_kernel_number(gpu.device / "mem_info_vram_used");
  const auto gtt = read_kernel_number(gpu.device / "mem_info_gtt_used");
  if (vram && (gtt || gpu.memory != AmdMemory::shared)) {
    reading.used_bytes = counted_bytes(gpu.memory, {*vram, gtt.value_or(0)});
  }
  if (gpu.hardware.empty()) return reading;
  reading.power_w = scaled(gpu.hardware / "power1_average", 1e-6);  // microwatts
  if (!reading.power_w) reading.power_w = scaled(gpu.hardware / "power1_input", 1e-6);
  reading.sm_clock_mhz = scaled(gpu.hardware / "freq1_input", 1e-6);   // hertz
  reading.temperature_c = scaled(gpu.hardware / "temp1_input", 1e-3);  // thousandths of a degree
  return reading;
}

std::optional<DrmClient> parse_fdinfo(std::string_view text) {
  DrmClient client{.pci_slot = kernel_field(text, "drm-pdev:"), .client = kernel_field(text, "drm-client-id:")};
  const auto vram = region(text, "vram");
  const auto gtt = region(text, "gtt");
  if (client.pci_slot.empty() || (!vram && !gtt)) return std::nullopt;
  client.vram_bytes = vram.value_or(0);
  client.gtt_bytes = gtt.value_or(0);
  return client;
}

std::optional<std::uint64_t> counted_bytes(AmdMemory memory, const AmdHeld& held) {
  switch (memory) {
    case AmdMemory::dedicated:
      return held.vram_bytes;
    case AmdMemory::shared:
      return held.vram_bytes + held.gtt_bytes;
    case AmdMemory::unknown:
      break;
  }
  return std::nullopt;
}

std::map<std::string, AmdHeld> held_by_slot(const fs::path& proc, const std::vector<int>& pids) {
  std::map<std::string, AmdHeld> sums;
  std::set<std::pair<std::string, std::string>> counted;
  for (const int pid : pids) {
    std::error_code error;
    const fs::path folder = proc / std::to_string(pid) / "fdinfo";
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
      const auto client = parse_fdinfo(read_kernel_file(it->path()).value_or(""));
      if (!client || !counted.emplace(client->pci_slot, client->client).second) continue;
      sums[client->pci_slot].vram_bytes += client->vram_bytes;
      sums[client->pci_slot].gtt_bytes += client->gtt_bytes;
    }
  }
  return sums;
}

}  // namespace quantladder::sys
