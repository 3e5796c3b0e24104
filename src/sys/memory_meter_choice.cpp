#include "sys/memory_meter_choice.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "quantladder/core/lists.h"
#include "sys/memory_meter_readings.h"

namespace quantladder::sys {
namespace {

std::string_view meter_of(const Summarised& look) { return core::to_id(core::row_of(*look.use.source).meter); }

void forget_figures(core::MemoryUse& use, std::string why) {
  for (auto* bytes : {&use.peak_bytes, &use.device_peak_bytes, &use.baseline_bytes}) bytes->reset();
  for (auto* figure : {&use.energy_j, &use.mean_power_w}) figure->reset();
  use.gaps.push_back(std::move(why));
}

// A GPU whose memory rose while the driver of another lists the server is somebody else's.
bool holds_too(const Summarised& other, const Summarised& best) {
  const bool known =
      other.holding == Holding::listed || (other.holding == Holding::risen && best.holding == Holding::risen);
  return known && other.held_bytes >= kContextBytes;
}

void weigh(const Summarised& other, Summarised& best) {
  if (best.holding == Holding::unclear && other.holding == Holding::unclear) {
    forget_figures(best.use,
                   fmt::format("memory, power and energy: neither {} nor {} tells whether the server is on its "
                               "GPUs",
                               meter_of(best), meter_of(other)));
  } else if (holds_too(other, best)) {
    const std::string also =
        fmt::format("{} MiB are held on GPUs of {} and {} MiB on those of {}", best.held_bytes >> 20, meter_of(best),
                    other.held_bytes >> 20, meter_of(other));
    const bool is_small = other.held_bytes < best.held_bytes / 10;
    if (is_small) best.use.gaps.push_back(also + ": the former alone are the figures");
    if (!is_small) forget_figures(best.use, "memory, power and energy: each meter sees a part of it: " + also);
  }
}

}  // namespace

std::size_t holder_among(const std::vector<Summarised>& looks) {
  const bool measured = std::any_of(looks.begin(), looks.end(), [](const Summarised& look) {
    return look.holding == Holding::listed && look.held_bytes >= kContextBytes;
  });
  // That a driver lists the server without a figure tells more than a rise elsewhere, which may be somebody else's.
  const auto rank = [&](const Summarised& look) {
    const bool listed_only = look.holding == Holding::listed && look.held_bytes == 0;
    return std::tuple(listed_only && !measured, look.held_bytes, -static_cast<int>(look.holding));
  };
  const auto best = std::max_element(looks.begin(), looks.end(),
                                     [&](const Summarised& a, const Summarised& b) { return rank(a) < rank(b); });
  return static_cast<std::size_t>(best - looks.begin());
}

core::MemoryUse merge(std::vector<Summarised> looks) {
  const std::size_t holder = holder_among(looks);
  Summarised best = std::move(looks[holder]);
  for (std::size_t i = 0; i < looks.size(); ++i) {
    if (i == holder) continue;
    weigh(looks[i], best);
    // Each says why where none holds it.
    if (best.holding != Holding::none) continue;
    for (const std::string& gap : looks[i].use.gaps) core::add_once(best.use.gaps, gap);
  }
  return std::move(best.use);
}

}  // namespace quantladder::sys
