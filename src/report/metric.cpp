#include <array>

#include "quantladder/report/comparison.h"

namespace quantladder::report {
namespace {

struct MetricInfo {
  Metric metric;
  std::string_view id;
  std::string_view unit;
  std::string_view value_unit;
  stats::Goal goal;
};

constexpr std::array<MetricInfo, 5> kMetrics{{
    {Metric::score, "score", "points", "points", stats::Goal::higher},
    {Metric::tg, "tg", "%", "tokens/s", stats::Goal::higher},
    {Metric::pp, "pp", "%", "tokens/s", stats::Goal::higher},
    {Metric::ttft, "ttft", "%", "ms", stats::Goal::lower},
    {Metric::vram, "vram", "%", "bytes", stats::Goal::lower},
}};

const MetricInfo& info(Metric metric) { return kMetrics[static_cast<std::size_t>(metric)]; }

}  // namespace

std::string_view to_id(Metric metric) { return info(metric).id; }

std::optional<Metric> parse_metric(std::string_view id) {
  for (const MetricInfo& each : kMetrics) {
    if (each.id == id) return each.metric;
  }
  return std::nullopt;
}

std::string_view unit_of(Metric metric) { return info(metric).unit; }
std::string_view value_unit_of(Metric metric) { return info(metric).value_unit; }

stats::Goal goal_of(Metric metric) { return info(metric).goal; }

}  // namespace quantladder::report
