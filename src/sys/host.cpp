#include "quantladder/sys/host.h"

#include <sched.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string_view>

#include "sys/amdgpu.h"
#include "sys/kernel_file.h"
#include "sys/nvidia_smi.h"

namespace quantladder::sys {
namespace {

namespace fs = std::filesystem;

std::string read_os(const fs::path& root) {
  std::string text = read_kernel_file(root / "etc/os-release").value_or("");
  if (text.empty()) text = read_kernel_file(root / "usr/lib/os-release").value_or("");
  std::string name = kernel_field(text, "PRETTY_NAME", "= ");
  name.erase(std::remove_if(name.begin(), name.end(), [](char c) { return c == '"' || c == '\''; }), name.end());
  return name;
}

// Arm kernels give no model name; the architecture is what remains.
std::string read_cpu(const fs::path& root, const char* architecture) {
  const std::string text = read_kernel_file(root / "proc/cpuinfo").value_or("");
  for (const char* key : {"model name", "Model", "cpu model", "Hardware"}) {
    std::string value = kernel_field(text, key);
    if (!value.empty()) return value;
  }
  return architecture;
}

std::uint64_t read_memory(const fs::path& root) {
  const std::string text = read_kernel_file(root / "proc/meminfo").value_or("");
  return kernel_kibibytes(text, "MemTotal").value_or(0);
}

// The affinity mask and not the number installed: a container or taskset may leave us two of 64.
int read_cores() {
  for (int size = CPU_SETSIZE; size <= 64 * CPU_SETSIZE; size *= 2) {
    cpu_set_t* set = CPU_ALLOC(static_cast<std::size_t>(size));
    if (set == nullptr) break;
    const std::size_t bytes = CPU_ALLOC_SIZE(static_cast<std::size_t>(size));
    const int count = sched_getaffinity(0, bytes, set) == 0 ? CPU_COUNT_S(bytes, set) : 0;
    CPU_FREE(set);
    if (count > 0) return count;
  }
  return static_cast<int>(std::max(1L, sysconf(_SC_NPROCESSORS_ONLN)));
}

std::optional<double> read_cpu_mhz(const fs::path& root) {
  const std::string text = read_kernel_file(root / "proc/cpuinfo").value_or("");
  constexpr std::string_view kKey = "cpu MHz";
  double sum = 0;
  int cores = 0;
  for (std::size_t at = text.find(kKey); at != std::string::npos; at = text.find(kKey, at + 1)) {
    sum += std::strtod(kernel_field(std::string_view(text).substr(at), kKey).c_str(), nullptr);
    ++cores;
  }
  return cores == 0 ? std::nullopt : std::optional(sum / cores);
}

std::optional<double> read_temperature(const fs::path& root) {
  std::optional<double> hottest;
  std::error_code ignored;
  for (const auto& zone : fs::directory_iterator(root / "sys/class/thermal", ignored)) {
    const auto millidegrees = read_kernel_number(zone.path() / "temp");
    if (!millidegrees) continue;
    const double degrees = static_cast<double>(*millidegrees) / 1000;
    if (!hottest || degrees > *hottest) hottest = degrees;
  }
  return hottest;
}

std::vector<core::GpuFacts> read_gpus(const HostOptions& options) {
  std::vector<core::GpuFacts> gpus = ask_nvidia_smi(options.nvidia_smi, options.nvidia_smi_limit).gpus;
  for (core::GpuFacts& gpu : to_facts(find_amd_gpus(options.amdgpu_root))) gpus.push_back(std::move(gpu));
  return gpus;
}

}  // namespace

core::HostFacts read_host_facts(const HostOptions& options) {
  const fs::path root = options.root;
  utsname names{};
  uname(&names);
  core::HostFacts facts;
  facts.os = read_os(root);
  facts.kernel = names.release;
  facts.cpu = read_cpu(root, names.machine);
  facts.cores = read_cores();
  facts.memory_bytes = read_memory(root);
  if (const auto load = read_kernel_file(root / "proc/loadavg")) facts.load_1min = std::strtod(load->c_str(), nullptr);
  facts.cpu_mhz = read_cpu_mhz(root);
  facts.temperature_c = read_temperature(root);
  facts.gpus = read_gpus(options);
  return facts;
}

}  // namespace quantladder::sys
