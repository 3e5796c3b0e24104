#include "sys/nvidia_smi_ask.h"

#include <fmt/format.h>

#include <algorithm>

#include "quantladder/core/error.h"
#include "quantladder/sys/process.h"
#include "sys/nvidia_smi.h"

namespace quantladder::sys {
namespace {

std::string first_line(const std::string& text) { return text.substr(0, std::min<std::size_t>(text.find('\n'), 200)); }

std::string complaint(const RunResult& result) {
  if (result.timed_out) return "no answer in time";
  const std::string words = first_line(result.out.empty() ? result.err : result.out);
  if (!result.status.success()) return to_string(result.status) + (words.empty() ? "" : ": " + words);
  return words.empty() ? "no GPU listed" : words;
}

}  // namespace

NvidiaAnswer ask_nvidia_smi(const std::string& program, std::chrono::milliseconds limit) {
  if (!find_program(program)) return {{}, "nvidia-smi: not found"};
  try {
    const RunResult result = run_program({program, kFactsQuery, kCsvFormat}, limit);
    NvidiaAnswer answer;
    if (result.status.success() && !result.timed_out) answer.gpus = parse_gpu_facts(result.out);
    if (answer.gpus.empty()) answer.why_not = "nvidia-smi: " + complaint(result);
    return answer;
  } catch (const core::Error& error) {
    return {{}, fmt::format("nvidia-smi: {}", error.what())};
  }
}

}  // namespace quantladder::sys
