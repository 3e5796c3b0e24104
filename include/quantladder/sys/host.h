// Reads what core/host.h describes from this machine.
#pragma once

#include <chrono>
#include <string>

#include "quantladder/core/host.h"

namespace quantladder::sys {

struct HostOptions {
  std::string root = "/";  // of etc/os-release and proc/...
  std::string nvidia_smi = "nvidia-smi";
  std::string amdgpu_root = "/sys/class/drm";
  std::chrono::milliseconds nvidia_smi_limit{5000};  // a driver that hangs must not hang the run
};

// Never throws.
core::HostFacts read_host_facts(const HostOptions& options = {});

}  // namespace quantladder::sys
