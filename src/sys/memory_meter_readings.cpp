#include "sys/memory_meter_readings.h"

#include <algorithm>
#include <iterator>
#include <map>

namespace quantladder::sys {
namespace {

using Seconds = std::chrono::duration<double>;

double watts_at(const TimedPower& a, const TimedPower& b, MeterTime time) {
  const double whole = Seconds(b.at - a.at).count();
  if (whole <= 0) return b.watts;
  return a.watts + (b.watts - a.watts) * Seconds(time - a.at).count() / whole;
}

void add_segment(const TimedPower& a, const TimedPower& b, MeterTime from, MeterTime to, PowerIntegral& sum) {
  const MeterTime begin = std::max(a.at, from);
  const MeterTime end = std::min(b.at, to);
  if (end <= begin || b.at - a.at > kBridge) return;
  const Seconds length = end - begin;
  sum.joules += length.count() * (watts_at(a, b, begin) + watts_at(a, b, end)) / 2;
  sum.covered += length;
}

}  // namespace

std::vector<Sample> Readings::of(SampleKind kind) const {
  std::vector<Sample> inside;
  std::copy_if(span_.samples.begin(), span_.samples.end(), std::back_inserter(inside), [&](const Sample& sample) {
    return sample.kind == kind && sample.at >= span_.from && sample.at <= span_.to;
  });
  return inside.empty() ? nearest(kind) : inside;
}

std::vector<Sample> Readings::nearest(SampleKind kind) const {
  const auto distance = [&](const Sample& sample) {
    return sample.at < span_.from ? span_.from - sample.at : sample.at - span_.to;
  };
  const Sample* best = nullptr;
  for (const Sample& sample : span_.samples) {
    if (sample.kind == kind && (best == nullptr || distance(sample) < distance(*best))) best = &sample;
  }
  std::vector<Sample> found;
  if (best == nullptr) return found;
  std::copy_if(span_.samples.begin(), span_.samples.end(), std::back_inserter(found),
               [&](const Sample& sample) { return sample.kind == kind && sample.reading == best->reading; });
  return found;
}

std::set<int> gpus_of(const std::vector<Sample>& samples) {
  std::set<int> gpus;
  for (const Sample& sample : samples) gpus.insert(sample.gpu);
  return gpus;
}

std::vector<Sample> on(const std::set<int>& gpus, std::vector<Sample> samples) {
  samples.erase(
      std::remove_if(samples.begin(), samples.end(), [&](const Sample& sample) { return gpus.count(sample.gpu) == 0; }),
      samples.end());
  return samples;
}

int count_readings(const std::vector<Sample>& samples) {
  std::set<std::uint32_t> readings;
  for (const Sample& sample : samples) readings.insert(sample.reading);
  return static_cast<int>(readings.size());
}

std::optional<std::uint64_t> peak_sum(const std::vector<Sample>& samples, std::size_t rows_wanted) {
  struct Sum {
    std::uint64_t bytes = 0;
    std::size_t rows = 0;
    bool whole = true;
  };
  std::map<std::uint32_t, Sum> sums;
  for (const Sample& sample : samples) {
    Sum& sum = sums[sample.reading];
    sum.rows += 1;
    sum.whole = sum.whole && sample.bytes.has_value();
    sum.bytes += sample.bytes.value_or(0);
  }
  std::optional<std::uint64_t> peak;
  for (const auto& [reading, sum] : sums) {
    if (sum.whole && sum.rows >= rows_wanted) peak = std::max(peak.value_or(0), sum.bytes);
  }
  return peak;
}

std::optional<std::uint64_t> baseline_of(const std::optional<Watch>& watch, const std::set<int>& gpus) {
  if (!watch || gpus.empty()) return std::nullopt;
  std::uint64_t sum = 0;
  for (const int gpu : gpus) {
    const auto found = watch->baseline.find(gpu);
    if (found == watch->baseline.end()) return std::nullopt;
    sum += found->second;
  }
  return sum;
}

PowerIntegral integrate(const std::vector<TimedPower>& points, MeterTime from, MeterTime to) {
  PowerIntegral sum;
  if (points.empty() || to <= from) return sum;
  const TimedPower& first = points.front();
  const TimedPower& last = points.back();
  // An end that is too far from its sample is a hole like any other: add_segment refuses it.
  if (first.at > from) add_segment({from, first.watts}, first, from, to, sum);
  for (std::size_t i = 1; i < points.size(); ++i) add_segment(points[i - 1], points[i], from, to, sum);
  if (last.at < to) add_segment(last, {to, last.watts}, from, to, sum);
  return sum;
}

}  // namespace quantladder::sys
