#include "quantladder/store/baseline_json.h"

#include "store/fidelity_fields.h"

namespace quantladder::store {

std::string to_json(const core::Baseline& baseline) { return dump(Json(baseline)); }

std::optional<core::Baseline> parse_baseline(const std::string& text) {
  try {
    return Json::parse(text).get<core::Baseline>();
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

}  // namespace quantladder::store
