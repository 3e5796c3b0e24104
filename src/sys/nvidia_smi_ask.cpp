#include "sys/nvidia_smi_ask.h"

#include <fmt/format.h>

#include <algorithm>

#include "quantladder/core/error.h"
#include "quantladder/sys/process.h"
#include "sys/nvidia_smi.h"

namespace quantladder::sys {
namespace {

// The first line that is no row of the answer.
std::string first_words(std::string_view text) {
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    const bool blank = line.find_first_not_of(" \t\r") == std::string_view::npos;
    if (!blank && parse_gpu_facts(line).empty()) return std::string(line.substr(0, 200));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
  }
  return {};
}

std::string complaint(const RunResult& result) {
  if (result.end == RunEnd::timed_out) return "no answer in time";
  std::string words = first_words(result.out);
  if (words.empty()) words = first_words(result.err);
  if (!result.status.success()) return to_string(result.status) + (words.empty() ? "" : ": " + words);
  return words.empty() ? "no GPU listed" : words;
}

}  // namespace

NvidiaAnswer ask_nvidia_smi(const std::string& program, std::chrono::milliseconds limit) {
  if (!find_program(program)) return {{}, "nvidia-smi: not found"};
  try {
    const RunResult result = run_program({program, kFactsQuery, kCsvFormat}, limit);
    NvidiaAnswer answer;
    // A status other than 0 can come with a complete answer: 14 is a warning (a damaged infoROM), 15 one lost GPU.
    if (result.end == RunEnd::exited) answer.gpus = parse_gpu_facts(result.out);
    if (answer.gpus.empty()) answer.why_not = "nvidia-smi: " + complaint(result);
    if (!answer.gpus.empty() && !result.status.success()) answer.warning = complaint(result);
    return answer;
  } catch (const core::Error& error) {
    return {{}, fmt::format("nvidia-smi: {}", error.what())};
  }
}

}  // namespace quantladder::sys
