// nvidia-smi, asked once, and what it prints with --format=csv,noheader,nounits.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "quantladder/sys/host.h"

namespace quantladder::sys {

inline constexpr const char* kGpuQuery = "--query-gpu=index,uuid,memory.used,power.draw,clocks.sm,temperature.gpu";
inline constexpr const char* kAppQuery = "--query-compute-apps=pid,gpu_uuid,used_memory";
inline constexpr const char* kFactsQuery = "--query-gpu=name,driver_version,memory.total";
inline constexpr const char* kCsvFormat = "--format=csv,noheader,nounits";

// Field name -> the text that stood in place of a number: "[N/A]", "[Not Supported]", "[Insufficient Permissions]".
using MissingFields = std::vector<std::pair<std::string, std::string>>;

struct GpuRow {
  int index = 0;
  std::string uuid;
  std::optional<std::uint64_t> used_bytes;
  std::optional<float> power_w;
  std::optional<float> sm_clock_mhz;
  std::optional<float> temperature_c;
  MissingFields missing;
};

struct AppRow {
  int pid = 0;
  std::string gpu_uuid;
  std::optional<std::uint64_t> used_bytes;
  MissingFields missing;
};

// Returns nullopt when the line is no row of that query (an error message, a cut line).
std::optional<GpuRow> parse_gpu_row(std::string_view line);
std::optional<AppRow> parse_app_row(std::string_view line);

// Returns the same for every way in which one GPU's UUID is written: without the prefix "GPU-", and for the older names
// of MIG instances (MIG-GPU-<uuid>/<gi>/<ci>) the GPU that they are part of. Empty: the driver names none.
std::string gpu_key(std::string_view uuid);

// Returns one per line of the answer to kFactsQuery; lines that are no row are left out. memory_bytes 0: not known.
std::vector<core::GpuFacts> parse_gpu_facts(std::string_view text);

struct NvidiaAnswer {
  std::vector<core::GpuFacts> gpus;
  std::string why_not;  // when there are none: "nvidia-smi: not found", "nvidia-smi: exit code 9: Failed to ..."
  std::string warning;  // what came beside them: "exit code 14: WARNING: infoROM is corrupted at gpu 0000:01:00.0"
};

// Never throws; a program that doesn't answer within `limit` is killed.
NvidiaAnswer ask_nvidia_smi(const std::string& program, std::chrono::milliseconds limit);

}  // namespace quantladder::sys
