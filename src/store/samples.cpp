#include "quantladder/store/samples.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fstream>
#include <limits>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

namespace quantladder::store {
namespace {

using core::Sampled;
using core::SampledPoint;

constexpr std::string_view kHeader = "time_ms,kind,gpu,used_bytes,power_w";
constexpr long kMostLines = 10'000'000;
constexpr std::size_t kLongestLine = 256;
constexpr double kLatest = 1e10;  // ms
constexpr double kMostBytes = 1e15;
constexpr double kMostWatts = 1e6;
constexpr int kMostGpus = 64;
constexpr std::size_t kMostStretches = kMostSampledPoints / 2;

// Keeps the lowest and the highest point of each stretch of time, and doubles the stretches when they become too many.
class ThinnedLine {
 public:
  void add(const SampledPoint& point) {
    if (point.ms < last_ms_) return;
    last_ms_ = point.ms;
    const auto number = static_cast<std::int64_t>(point.ms / stretch_ms_);
    if (stretches_.empty() || stretches_.back().number != number)
      stretches_.push_back({number, point, point});
    else
      stretches_.back().widen_by({number, point, point});
    while (stretches_.size() > kMostStretches) double_stretches();
  }

  void double_stretches() {
    stretch_ms_ *= 2;
    std::vector<Stretch> joined;
    for (Stretch each : stretches_) {
      each.number /= 2;
      if (joined.empty() || joined.back().number != each.number)
        joined.push_back(each);
      else
        joined.back().widen_by(each);
    }
    stretches_ = std::move(joined);
  }

  std::vector<SampledPoint> points() const {
    std::vector<SampledPoint> points;
    for (const Stretch& each : stretches_) {
      const bool falls = each.high.ms < each.low.ms;
      points.push_back(falls ? each.high : each.low);
      if (each.high.ms != each.low.ms) points.push_back(falls ? each.low : each.high);
    }
    return points;
  }

 private:
  struct Stretch {
    std::int64_t number = 0;
    SampledPoint low;
    SampledPoint high;

    void widen_by(const Stretch& later) {
      if (later.low.value < low.value) low = later.low;
      if (later.high.value > high.value) high = later.high;
    }
  };

  double stretch_ms_ = 10;
  double last_ms_ = 0;
  std::vector<Stretch> stretches_;
};

using Lines = std::map<std::pair<Sampled, int>, ThinnedLine>;

std::string_view next_field(std::string_view& rest) {
  const std::size_t end = std::min(rest.find(','), rest.size());
  const std::string_view field = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return field;
}

// Returns the number if it is all of the field and from 0 to `most`.
template <typename Number>
std::optional<Number> number_in(std::string_view field, Number most) {
  Number number = 0;
  const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), number);
  if (error != std::errc() || end != field.data() + field.size() || !(number >= 0 && number <= most))
    return std::nullopt;
  return number;
}

std::optional<Sampled> bytes_of(std::string_view kind) {
  if (kind == "process") return Sampled::process_bytes;
  if (kind == "device") return Sampled::device_bytes;
  if (kind == "resident") return Sampled::resident_bytes;
  return std::nullopt;
}

void add_line(Lines& lines, std::string_view line) {
  const auto ms = number_in<double>(next_field(line), kLatest);
  const auto bytes = bytes_of(next_field(line));
  const std::string_view gpu_field = next_field(line);
  const auto gpu = gpu_field.empty() ? std::optional(-1) : number_in<int>(gpu_field, kMostGpus - 1);
  if (!ms || !bytes || !gpu) return;
  if (const auto used = number_in<double>(next_field(line), kMostBytes)) lines[{*bytes, *gpu}].add({*ms, *used});
  if (const auto power = number_in<double>(next_field(line), kMostWatts); power && *bytes == Sampled::device_bytes)
    lines[{Sampled::power_w, *gpu}].add({*ms, *power});
}

// Returns the next line; empty where it is too long, nullopt at the end.
std::optional<std::string_view> next_line(std::istream& csv, std::array<char, kLongestLine>& line) {
  csv.getline(line.data(), line.size());
  if (csv.fail() && csv.gcount() + 1 == static_cast<std::streamsize>(line.size())) {
    csv.clear();
    csv.ignore(std::numeric_limits<std::streamsize>::max(), '\n');
    return std::string_view();
  }
  if (csv.fail()) return std::nullopt;
  return std::string_view(line.data());
}

std::vector<core::SampledLine> points_of(Lines& lines) {
  while (true) {
    std::vector<core::SampledLine> result;
    std::size_t points = 0;
    for (const auto& [key, line] : lines) {
      result.push_back({key.first, key.second, line.points()});
      points += result.back().points.size();
    }
    if (points <= kMostSampledPoints) return result;
    for (auto& [key, line] : lines) line.double_stretches();
  }
}

}  // namespace

std::vector<core::SampledLine> parse_samples(std::istream& csv) {
  std::array<char, kLongestLine> buffer{};
  const auto header = next_line(csv, buffer);
  if (!header || !header->starts_with(kHeader)) return {};
  Lines lines;
  for (long i = 0; i < kMostLines; ++i) {
    const auto line = next_line(csv, buffer);
    if (!line) break;
    add_line(lines, *line);
  }
  return points_of(lines);
}

std::vector<core::SampledLine> read_samples(const std::filesystem::path& file) {
  std::error_code none;
  if (!std::filesystem::is_regular_file(file, none)) return {};
  std::ifstream csv(file, std::ios::binary);
  return parse_samples(csv);
}

}  // namespace quantladder::store
