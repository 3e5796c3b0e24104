#include "sys/memory_meter_energy.h"

#include <algorithm>

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
