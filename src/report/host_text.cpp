#include "host_text.h"

#include <fmt/format.h>

#include "text.h"

namespace quantladder::report {
namespace {

std::string gibibytes(std::uint64_t bytes) {
  return bytes == 0 ? "" : fmt::format("{:.1f} GiB", static_cast<double>(bytes) / (1ULL << 30));
}

}  // namespace

std::string os_text(const core::HostFacts& host) {
  return host.os + (host.kernel.empty() ? "" : ", Linux " + host.kernel);
}

std::string cores_text(const core::HostFacts& host) { return host.cores == 0 ? "" : count_of(host.cores, "core"); }

std::string memory_text(const core::HostFacts& host) { return gibibytes(host.memory_bytes); }

std::string gpus_text(const core::HostFacts& host) {
  std::string text;
  for (const core::GpuFacts& gpu : host.gpus) {
    text += fmt::format("{}{} ({})", text.empty() ? "" : ", ", gpu.name, gibibytes(gpu.memory_bytes));
  }
  return text;
}

std::string driver_text(const core::HostFacts& host) { return host.gpus.empty() ? "" : host.gpus.front().driver; }

}  // namespace quantladder::report
