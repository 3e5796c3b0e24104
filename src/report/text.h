// Words and numbers as a report prints them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "quantladder/core/host.h"
#include "quantladder/core/lists.h"
#include "quantladder/report/display_width.h"
#include "quantladder/report/summary.h"

namespace quantladder::report {

inline constexpr const char* kMissing = "-";

// Returns "85.7": one decimal; two significant digits below 1.
std::string to_text(double value);
std::string to_text(const Proportion& proportion);  // "13/15 [62, 96]", in percent
// Returns a speed or a time: the same, but without decimals from 100 on.
std::string to_rate(double value);
std::string to_points(double points);         // "25", "12.5"
std::string to_size(std::uint64_t bytes);     // "241 MiB", "18.12 GiB"
std::string to_duration(double ms);           // "340 ms", "12.5 s", "3 min 20 s"
std::string day_of(const std::string& time);  // "2026-11-29" of "2026-11-29T08:00:00.000Z"; empty of an empty one

// "-3.1 % [-4.0, -2.1]": of a ratio and its interval, if it has one.
std::string change_text(const stats::GeometricMean& ratio);

// "1 iteration", "3 iterations".
std::string count_of(std::int64_t n, const std::string& noun);

using core::add_once;
using core::add_part;

std::string or_missing(const std::string& text);

// Valid UTF-8 on one line: control characters, line breaks and broken bytes become visible or a space.
std::string to_line(std::string_view text);

// Lines of at most `width` columns, broken at spaces; a longer word is cut.
std::vector<std::string> wrap(std::string_view text, int width);

// The command over several lines, one option with its values each, ended by backslashes.
std::vector<std::string> to_command_lines(const std::vector<std::string>& argv);

// Facts about a machine; what is not known is empty.
std::string os_text(const core::HostFacts& host);      // "Debian GNU/Linux 12 (bookworm), Linux 6.1"
std::string cores_text(const core::HostFacts& host);   // "2 cores"
std::string memory_text(const core::HostFacts& host);  // "23.4 GiB"
std::string gpus_text(const core::HostFacts& host);    // "NVIDIA L4 (22.5 GiB)" of each
std::string driver_text(const core::HostFacts& host);

}  // namespace quantladder::report
