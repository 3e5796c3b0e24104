#include "sys/nvidia_smi.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <type_traits>

#include "quantladder/core/error.h"
#include "quantladder/core/words.h"
#include "quantladder/sys/process.h"

namespace quantladder::sys {
namespace {

std::vector<std::string_view> columns(std::string_view line) {
  std::vector<std::string_view> found;
  while (true) {
    const std::size_t comma = line.find(',');
    found.push_back(core::trimmed(line.substr(0, comma)));
    if (comma == std::string_view::npos) return found;
    line.remove_prefix(comma + 1);
  }
}

template <typename Number>
std::optional<Number> number(std::string_view text) {
  Number value{};
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end) return std::nullopt;
  if constexpr (std::is_floating_point_v<Number>) {
    if (!std::isfinite(value)) return std::nullopt;
  }
  return value;
}

template <typename Number>
std::optional<Number> field(const char* name, std::string_view text, MissingFields& missing) {
  const auto value = number<Number>(text);
  if (!value) missing.emplace_back(name, text.empty() ? "nothing" : std::string(text));
  return value;
}

std::optional<std::uint64_t> mebibytes(const char* name, std::string_view text, MissingFields& missing) {
  const auto value = field<std::uint64_t>(name, text, missing);
  if (!value) return std::nullopt;
  return *value << 20;
}

// "[N/A]", "[Not Supported]", "N/A", "ERR!": the driver has no value for this field.
bool is_no_value(std::string_view text) {
  return (text.size() > 1 && text.front() == '[' && text.back() == ']') || text == "N/A" || text == "ERR!";
}

// 8-4-4-4-12 hexadecimal digits.
bool is_bare_uuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : std::isxdigit(static_cast<unsigned char>(text[i])) == 0) return false;
  }
  return true;
}

// Returns whether this can stand in the column of a GPU's UUID. Jetson boards leave the prefix out, and some have no
// UUID to tell.
bool is_uuid(std::string_view text) {
  return text.rfind("GPU-", 0) == 0 || text.rfind("MIG-", 0) == 0 || is_bare_uuid(text) || is_no_value(text);
}

// Name, driver, memory. A name may hold commas.
std::vector<std::string_view> facts_columns(std::string_view line) {
  auto cells = columns(line);
  if (cells.size() <= 3) return cells;
  const std::size_t name_end = static_cast<std::size_t>(cells[cells.size() - 3].end() - line.begin());
  return {core::trimmed(line.substr(0, name_end)), cells[cells.size() - 2], cells.back()};
}

// A sentence of an error message with commas is no GPU: a driver version begins with a digit, memory is a number.
bool is_facts_row(const std::vector<std::string_view>& cells) {
  if (cells.size() != 3 || cells[0].empty() || cells[1].empty()) return false;
  return (std::isdigit(static_cast<unsigned char>(cells[1][0])) != 0 || is_no_value(cells[1])) &&
         (number<std::uint64_t>(cells[2]).has_value() || is_no_value(cells[2]));
}

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

std::string gpu_key(std::string_view uuid) {
  if (uuid.rfind("MIG-GPU-", 0) == 0) return std::string(uuid.substr(8, uuid.find('/') - 8));
  if (uuid.rfind("GPU-", 0) == 0) uuid.remove_prefix(4);
  return is_no_value(uuid) ? std::string() : std::string(uuid);
}

std::optional<GpuRow> parse_gpu_row(std::string_view line) {
  const auto cells = columns(line);
  if (cells.size() != 6 || !is_uuid(cells[1])) return std::nullopt;
  const auto index = number<int>(cells[0]);
  if (!index || *index < 0) return std::nullopt;
  GpuRow row{.index = *index, .uuid = std::string(cells[1])};
  row.used_bytes = mebibytes("memory.used", cells[2], row.missing);
  row.power_w = field<float>("power.draw", cells[3], row.missing);
  row.sm_clock_mhz = field<float>("clocks.sm", cells[4], row.missing);
  row.temperature_c = field<float>("temperature.gpu", cells[5], row.missing);
  return row;
}

std::optional<AppRow> parse_app_row(std::string_view line) {
  const auto cells = columns(line);
  if (cells.size() != 3 || !is_uuid(cells[1])) return std::nullopt;
  const auto pid = number<int>(cells[0]);
  if (!pid || *pid <= 0) return std::nullopt;
  AppRow row{.pid = *pid, .gpu_uuid = std::string(cells[1])};
  row.used_bytes = mebibytes("used_memory", cells[2], row.missing);
  return row;
}

std::vector<core::GpuFacts> parse_gpu_facts(std::string_view text) {
  std::vector<core::GpuFacts> gpus;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const auto cells = facts_columns(text.substr(0, end));
    if (is_facts_row(cells)) {
      MissingFields missing;
      const auto total = mebibytes("memory.total", cells[2], missing);
      gpus.push_back({std::string(cells[0]), is_no_value(cells[1]) ? "" : std::string(cells[1]), total.value_or(0)});
    }
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return gpus;
}

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
