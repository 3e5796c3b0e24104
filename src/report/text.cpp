#include "text.h"

#include <fmt/format.h>

#include <cmath>
#include <string>

#include "quantladder/core/printable.h"

namespace quantladder::report {
namespace {

bool is_option(const std::string& argument) {
  return argument.size() > 1 && argument[0] == '-' && (argument[1] < '0' || argument[1] > '9');
}

// Returns "23.4 GiB"; empty where it is not known.
std::string whole_memory(std::uint64_t bytes) {
  return bytes == 0 ? "" : fmt::format("{:.1f} GiB", core::to_gib(bytes));
}

}  // namespace

std::string to_text(double value) {
  if (value != 0 && std::fabs(value) < 0.95) return fmt::format("{:.2g}", value);
  return fmt::format("{:.1f}", value);
}

std::string to_text(const Proportion& proportion) {
  if (!proportion.wilson) return kMissing;
  return fmt::format("{}/{} [{:.0f}, {:.0f}]", proportion.passed, proportion.trials, 100 * proportion.wilson->lo,
                     100 * proportion.wilson->hi);
}

std::string to_rate(double value) { return std::fabs(value) >= 99.95 ? fmt::format("{:.0f}", value) : to_text(value); }

std::string to_points(double points) { return fmt::format("{:g}", points); }

std::string to_size(std::uint64_t bytes) {
  const double mib = static_cast<double>(bytes) / (1024.0 * 1024.0);
  if (mib >= 1024) return fmt::format("{:.2f} GiB", mib / 1024);
  return mib >= 10 ? fmt::format("{:.0f} MiB", mib) : fmt::format("{:.1f} MiB", mib);
}

std::string to_duration(double ms) {
  if (ms < 1000) return fmt::format("{:.0f} ms", ms);
  if (ms < 100'000) return fmt::format("{:.1f} s", ms / 1000);
  const auto seconds = static_cast<std::int64_t>(std::llround(ms / 1000));
  if (seconds < 7200) return fmt::format("{} min {} s", seconds / 60, seconds % 60);
  return fmt::format("{} h {} min", seconds / 3600, seconds % 3600 / 60);
}

std::string change_text(const stats::GeometricMean& ratio) {
  const auto percent = [](double value) {
    const double change = 100 * (value - 1);
    if (std::abs(change) < 0.05) return std::string("0.0");
    return std::abs(change) < 9.95 ? fmt::format("{:+.1f}", change) : fmt::format("{:+.0f}", change);
  };
  const std::string change = percent(ratio.value) + " %";
  if (!ratio.interval) return change;
  return fmt::format("{} [{}, {}]", change, percent(ratio.interval->lo), percent(ratio.interval->hi));
}

std::string day_of(const std::string& time) {
  constexpr std::size_t kDateLength = 10;
  return time.substr(0, kDateLength);
}

std::string count_of(std::int64_t n, const std::string& noun) {
  return fmt::format("{} {}{}", n, noun, n == 1 ? "" : "s");
}

std::string or_missing(const std::string& text) { return text.empty() ? kMissing : text; }

std::vector<std::string> to_command_lines(const std::vector<std::string>& argv) {
  std::vector<std::string> lines;
  for (const std::string& argument : argv) {
    if (lines.empty()) {
      lines.push_back(core::quote_for_shell(argument));
    } else if (is_option(argument)) {
      lines.push_back("  " + core::quote_for_shell(argument));
    } else {
      lines.back() += " " + core::quote_for_shell(argument);
    }
  }
  for (std::size_t i = 0; i + 1 < lines.size(); ++i) lines[i] += " \\";
  return lines;
}

std::string os_text(const core::HostFacts& host) {
  return host.os + (host.kernel.empty() ? "" : ", Linux " + host.kernel);
}

std::string cores_text(const core::HostFacts& host) { return host.cores == 0 ? "" : count_of(host.cores, "core"); }

std::string memory_text(const core::HostFacts& host) { return whole_memory(host.memory_bytes); }

std::string gpus_text(const core::HostFacts& host) {
  std::string text;
  for (const core::GpuFacts& gpu : host.gpus) {
    add_part(text, fmt::format("{} ({})", gpu.name, whole_memory(gpu.memory_bytes)));
  }
  return text;
}

std::string driver_text(const core::HostFacts& host) { return host.gpus.empty() ? "" : host.gpus.front().driver; }

}  // namespace quantladder::report
