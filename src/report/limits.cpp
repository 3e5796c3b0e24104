#include <fmt/format.h>

#include <algorithm>

#include "quantladder/core/error.h"
#include "quantladder/core/lists.h"
#include "quantladder/report/advice.h"

namespace quantladder::report {
namespace {

constexpr const char* kMaxLoss = "max_loss";

bool is_size(const Measure& measure) { return measure.form == Form::size; }

const Measure& measure_limited_by(const std::string& key) {
  std::string known;
  for (const Measure& measure : measures()) {
    if (measure.limit.empty()) continue;
    if (limit_key(measure) == key) return measure;
    core::add_part(known, limit_key(measure));
  }
  throw core::Error(core::ErrorKind::usage,
                    fmt::format("/limits/{}: unknown key; known are {}, {}", key, known, kMaxLoss));
}

}  // namespace

std::string limit_key(const Measure& measure) {
  std::string key = limit_option(measure).substr(2);
  std::replace(key.begin(), key.end(), '-', '_');
  return key + (is_size(measure) ? "_gib" : "");
}

Limits limits_of(const std::map<std::string, double>& numbers) {
  constexpr double kGib = 1024.0 * 1024 * 1024;
  Limits limits;
  for (const auto& [key, number] : numbers) {
    if (!(number > 0))
      throw core::Error(core::ErrorKind::usage, fmt::format("/limits/{}: must be above 0, not {:g}", key, number));
    if (key == kMaxLoss) {
      limits.max_loss = number;
      continue;
    }
    const Measure& measure = measure_limited_by(key);
    limits.bounds[std::string(measure.id)] = is_size(measure) ? number * kGib : number;
  }
  return limits;
}

}  // namespace quantladder::report
