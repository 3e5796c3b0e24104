// nvidia-smi asked once.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "quantladder/sys/host.h"

namespace quantladder::sys {

struct NvidiaAnswer {
  std::vector<core::GpuFacts> gpus;
  std::string why_not;  // when there are none: "nvidia-smi: not found", "nvidia-smi: exit code 9: Failed to ..."
  std::string warning;  // what came beside them: "exit code 14: WARNING: infoROM is corrupted at gpu 0000:01:00.0"
};

// Never throws; a program that doesn't answer within `limit` is killed.
NvidiaAnswer ask_nvidia_smi(const std::string& program, std::chrono::milliseconds limit);

}  // namespace quantladder::sys
